// axe on every page, in both themes.
import { fillRequest } from '../support/acts';
import { expectAccessible, inTheme } from '../support/axe';
import { accountName, invite, newcomer } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { formOf, send, sentences } from '../support/forms';
import { ADMIN, CSA, MANAGER, MERCHANT, PARTNER, hydrated, opened } from '../support/people';
import { asked, untaken } from '../support/working';
import type { Page } from '@playwright/test';

const PAGES: [string, string | undefined, string[]][] = [
  ['public', undefined, ['/sign-in', '/forgot-password', '/welcome/nothing']],
  ['portal', MERCHANT, ['/portal', '/portal/cases', '/portal/cases?q=order', '/portal/cases?q=nothing+like+this', '/portal/cases?state=legacy', '/portal/legacy/1', '/portal/account', '/portal/requests/new', '/portal/requests/call']],
  ['partner', PARTNER, ['/portal', '/portal/cases', '/portal/account']],
  ['desk', CSA, ['/desk', '/desk?view=unassigned', '/desk?view=asked', '/desk?view=waiting', '/desk?view=escalated', '/desk?view=all', '/desk/search?q=customer+order', '/desk/legacy/2', '/desk/phone', `/desk/phone?answered=${Date.now()}`]],
  ['reports', MANAGER, ['/reports/satisfaction']],
  ['calendars', ADMIN, ['/admin/new/calendar', '/admin/calendars', '/admin/calendars/Standard', '/admin/calendars/Standard/holidays/add']],
  ['plans', ADMIN, ['/admin/new/plan', '/admin/plans', '/admin/plans/Standard', '/admin/plans/Standard/move']],
  ['administration', ADMIN, ['/admin/accounts', '/admin/accounts?find=nobody', '/admin/causes']],
];

/** The page at this path, in both themes. */
async function expectBoth(page: Page, path: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await inTheme(page, theme);
    await opened(page, path, true);
    await expectAccessible(page);
  }
}

/** The page as it stands, which is not to be had by its address, in both themes. */
async function expectBothHere(page: Page): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await inTheme(page, theme);
    await expectAccessible(page);
  }
}

for (const [room, who, paths] of PAGES) {
  test(`${room}: no violation in either theme`, async ({ visit }) => {
    test.setTimeout(60_000 + paths.length * 20_000);
    const page = await visit(who);
    for (const path of paths) await expectBoth(page, path);
  });
}

test('no violation on a survey that waits for its answer', async ({ visit }) => {
  const [guest, path] = await asked(visit, true);
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

test('no violation on holidays that wait to be approved', async ({ visit }) => {
  const page = await visit(ADMIN);
  await opened(page, '/admin/calendars/Standard/holidays/add', true);
  await page.locator('[name=country]').selectOption('fr');
  await page.getByRole('button', { name: 'List its holidays' }).click();
  await expect(page.getByTestId('list')).toBeVisible();
  await hydrated(page, true);
  await expectBothHere(page);
  await page.getByRole('button', { name: 'Go on with what is checked' }).click();
  await expect(page.getByTestId('preview')).toBeVisible();
  await hydrated(page, true);
  await expectBothHere(page);
});

test('no violation on an account, and on another plan for it that is not given yet', async ({ visit }) => {
  const page = await visit(ADMIN);
  await opened(page, '/admin/new/plan', true);
  await page.locator('[name=name]').fill('Looked at');
  await page.getByRole('button', { name: 'Make the plan' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Looked at');
  await page.goto('/admin/accounts');
  const path = (await page.locator('main a.cover').first().getAttribute('href'))!;
  await expectBoth(page, path);
  await expectBoth(page, `${path}/move`);
  await opened(page, path, true);
  await page.locator('[name=plan]').selectOption('Looked at');
  await page.getByRole('button', { name: 'Show what changes' }).click();
  await expect(page.getByTestId('preview')).toBeVisible();
  await hydrated(page, true);
  await expectBothHere(page);
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

test.describe('what nobody asks for', () => {
  // The browser notes each in its console.
  test.use({ expectedConsole: [/401|404/] });

  test('no violation on a page that is not there', async ({ visit }) => {
    const page = await visit(CSA);
    for (const path of ['/desk/nothing-here', '/desk/cases/C-999999']) {
      await expectBoth(page, path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    }
  });

  test('no violation on the sign-in in front of a page', async ({ visit }) => {
    const { csa } = await untaken(visit, true);
    await csa.context().clearCookies({ name: 'caseline' });
    await send(formOf(csa, 'take'));
    await expect(csa.getByText('Your session has ended, so this was not sent.')).toBeVisible();
    await expectBothHere(csa);
  });

  test('no violation on a request form that is refused', async ({ visit }) => {
    const page = await visit(MERCHANT);
    await opened(page, '/portal/requests/new', true);
    await page.locator('[name=subject]').fill('');
    await send(formOf(page, 'submit'));
    await expect.poll(async () => Object.keys(await sentences(formOf(page, 'submit')))).toContain('f-subject');
    await expectBothHere(page);
  });
});
