// An administrator closes a day: the preview says which open cases would be due when, the new version holds for new cases,
// and moving the open ones moves them as it was said. On a server of its own, for it moves everybody's cases.
import { openCase } from '../support/acts';
import { test, expect } from '../support/fixtures';
import { ADMIN, MERCHANT, opened } from '../support/people';
import { REQUEST } from '../support/working';
import type { Page } from '@playwright/test';

const due = (page: Page) => page.locator('[data-test=due-resolution] time');

test('a holiday moves what is due as its preview said, and the receipt names it', async ({ visit, second }) => {
  test.setTimeout(180_000);
  const server = await second();
  const [merchant, admin] = [await visit(MERCHANT, server.url), await visit(ADMIN, server.url)];
  const number = await openCase(merchant, { ...REQUEST, impact: 'core' });
  const before = Date.parse((await due(merchant).getAttribute('datetime'))!);
  // The last day that counts is open, and will not be.
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' }).format(before - 60_000);

  await opened(admin, '/admin/calendars/Standard/holidays/add', true);
  await admin.locator('[name=date]').fill(date);
  await admin.locator('[name=name]').fill('Founders’ day');
  await admin.getByRole('button', { name: 'Put it on the list' }).click();
  await admin.getByRole('button', { name: 'Go on with what is checked' }).click();
  const preview = admin.getByTestId('preview');
  await expect(preview).toContainText('Founders’ day');
  const said = preview.getByRole('row').filter({ hasText: number });
  await expect(said).toContainText('Resolution');
  await admin.getByRole('button', { name: /^Save as version/ }).click();
  await expect(admin).toHaveURL(/\/admin\/calendars\/Standard(\?form=[^#]*)?#?$/);

  await expect(admin.getByText(/^Saved as version \d+, which holds for new cases\.$/)).toBeVisible();
  await expect(admin.getByTestId('behind').getByRole('link'), 'from the calendar too').toHaveAttribute('href', '/admin/plans/Standard/move');

  await merchant.reload();
  expect(Date.parse((await due(merchant).getAttribute('datetime'))!), 'an open case keeps its version').toBe(before);

  await opened(admin, '/admin/plans/Standard', true);
  await admin.getByTestId('behind').getByRole('link').click();
  const row = admin.getByTestId('moved').getByRole('row').filter({ hasText: number });
  const then = (await row.locator('td').nth(4).innerText()).trim();
  await admin.locator('[name=note]').fill('We celebrate');
  await admin.getByRole('button', { name: /^Move them to version/ }).click();
  await expect(admin).toHaveURL(/\/admin\/plans\/Standard(\?form=[^#]*)?#?$/);
  await expect(admin.getByTestId('behind')).toHaveCount(0);

  await opened(admin, `/desk/cases/${number}`, true);
  await expect(due(admin), 'as the preview said').toHaveText(then);
  await opened(merchant, `/portal/cases/${number}`, true);
  const after = Date.parse((await due(merchant).getAttribute('datetime'))!);
  expect(after).toBeGreaterThan(before);
  await merchant.locator('[data-test=count-0] summary').click();
  const receipt = merchant.locator('[data-test=count-0]');
  await expect(receipt).toContainText('Founders’ day');
  await expect(receipt, 'what was promised before').toContainText('when the plan changed');
  await expect(merchant.getByText(/We celebrate/)).toBeVisible();
});
