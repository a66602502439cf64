// An administrator has a P2 phoned: the request form says so as soon as it is chosen, and leads to the numbers by that one
// answer; on the desk the code opens what was typed. On a server of its own, for it changes everybody's plan.
import { test, expect } from '../support/fixtures';
import { ADMIN, MERCHANT, hydrated, opened } from '../support/people';

// Forms that show a preview come back.
test.use({ expectedConsole: [/422/] });

test('what a plan has phoned leads to the numbers, with JavaScript and without', async ({ visit, second }) => {
  test.setTimeout(180_000);
  const server = await second();
  const admin = await visit(ADMIN, server.url);
  await opened(admin, '/admin/plans/Standard', true);
  await admin.locator('[name=p2_phoned]').check();
  await admin.getByRole('button', { name: 'Show what changes' }).click();
  await expect(admin.getByTestId('preview')).toContainText('P2 must be phoned');
  await admin.getByRole('button', { name: /^Save as version/ }).click();
  await expect(admin.getByText('Saved as version 2')).toBeVisible();

  for (const js of [true, false]) {
    const merchant = await visit(MERCHANT, server.url, { javaScriptEnabled: js });
    await opened(merchant, '/portal/requests/new', js);
    await merchant.locator('input[name=impact][value=minor]').check({ force: true });
    await expect(merchant.getByRole('button', { name: 'Submit as P3' })).toBeVisible();
    await merchant.locator('input[name=impact][value=core]').check({ force: true });
    await expect(merchant.getByRole('heading', { name: 'Call us now' })).toBeVisible();
    await expect(merchant.getByRole('heading', { name: 'If you submit now' })).toHaveCount(0);
    // Nothing else is filled in yet.
    await merchant.getByRole('button', { name: 'Show me the number to call' }).click();
    await expect(merchant.getByText('Your plan has this phoned.')).toBeVisible();
    await expect(merchant.getByTestId('call-code')).toBeVisible();
    await merchant.goto('/portal');
    await hydrated(merchant, js);
    await expect(merchant.locator('#waiting')).toContainText('It must be phoned');
  }
});
