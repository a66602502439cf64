// axe on every page, in both themes.
import { act, fillRequest, openCase, surveyPath, tab } from '../support/acts';
import { expectAccessible, inTheme } from '../support/axe';
import { accountName, invite, newcomer } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { CSA, MANAGER, MERCHANT, hydrated } from '../support/people';
import type { Page } from '@playwright/test';

const PAGES: [string, string | undefined, string[]][] = [
  ['public', undefined, ['/sign-in', '/forgot-password', '/welcome/nothing']],
  ['portal', MERCHANT, ['/portal', '/portal/requests/new', '/portal/requests/call']],
  ['desk', CSA, ['/desk', '/desk?view=unassigned', '/desk?view=asked', '/desk?view=escalated', '/desk?view=all', '/desk/phone', `/desk/phone?answered=${Date.now()}`]],
  ['reports', MANAGER, ['/reports/satisfaction']],
];

/** The page at this path, in both themes. */
async function expectBoth(page: Page, path: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await inTheme(page, theme);
    await page.goto(path);
    await hydrated(page, true);
    await expectAccessible(page);
  }
}

for (const [room, who, paths] of PAGES) {
  test(`${room}: no violation in either theme`, async ({ visit }) => {
    const page = await visit(who);
    for (const path of paths) await expectBoth(page, path);
  });
}

test('no violation on a survey that waits for its answer', async ({ visit }) => {
  const merchant = await visit(MERCHANT);
  const number = await openCase(merchant, {
    subject: 'Closed to be rated',
    description: 'A case for its survey.',
    area: 'Integrations',
    impact: 'minor',
  });
  const csa = await visit(CSA);
  await csa.goto(`/desk/cases/${number}`);
  await act(csa, 'take');
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'It works again.' });
  await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
  await merchant.goto(`/portal/cases/${number}`);
  await act(merchant, 'accept');
  await expect(merchant.getByText('the case is closed').first()).toBeVisible();

  const guest = await visit();
  const path = await surveyPath(MERCHANT, number);
  await expectBoth(guest, path);
  await expect(guest.locator('input[name=overall]')).toHaveCount(5);
});

test('no violation where an invitation leads to', async ({ visit }) => {
  const { welcome } = await invite('csa', 'Ina Invited');
  const page = await visit();
  await expectBoth(page, welcome);
  await expect(page.locator('[name=password_again]')).toBeVisible();
});

test('no violation on a call card', async ({ visit }) => {
  const page = await newcomer(visit, 'member', 'Cai Calling', await accountName(await visit(MERCHANT)));
  await page.goto('/portal/requests/new');
  await hydrated(page, true);
  await fillRequest(page, { subject: 'Nobody can pay', description: 'Every store.', area: 'Payments and refunds', impact: 'outage' });
  await page.getByRole('button', { name: 'Show me the number to call' }).click();
  await expect(page.getByTestId('call-code')).toBeVisible();
  await expectBoth(page, '/portal/requests/call');
  await expect(page.getByTestId('call-code')).toBeVisible();
});

for (const [room, who, list, link] of [
  ['portal', MERCHANT, '/portal', 'a[href^="/portal/cases/"]'],
  ['desk', CSA, '/desk?view=all', 'a[href^="/desk/cases/"]'],
] as const) {
  test(`${room}: no violation on cases`, async ({ visit }) => {
    const page = await visit(who);
    await page.goto(list);
    const cases = await page.locator(link).evaluateAll(links => links.map(link => link.getAttribute('href')!.split('#')[0]));
    expect(cases.length).toBeGreaterThan(2);
    for (const path of [...new Set(cases)].slice(0, 6)) await expectBoth(page, path);
  });
}
