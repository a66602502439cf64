// An administrator keeps the list of why promises are broken: what is wrong says so beside its field, an order is seen before
// it is saved, and who explains a breach chooses from what the list holds then. On a server of its own, for everybody
// chooses from it.
import { test, expect } from '../support/fixtures';
import { formOf, refusedWith } from '../support/forms';
import { ADMIN, MANAGER, hydrated, opened } from '../support/people';

// Forms that come back.
test.use({ expectedConsole: [/422/] });

test('causes are renamed, retired, added and put in order @nojs', async ({ visit, second, javaScriptEnabled: js }) => {
  const server = await second();
  const [admin, other] = [await visit(ADMIN, server.url), await visit(ADMIN, server.url)];
  const form = formOf(admin, 'causes');
  const listed = () => form.locator('ol input:not([type=checkbox])').evaluateAll(all => all.map(it => (it as HTMLInputElement).value));
  const press = async (name: string | RegExp, page = admin) => {
    await Promise.all([
      page.waitForResponse(it => it.request().method() === 'POST' && it.request().isNavigationRequest()),
      page.getByRole('button', { name }).first().click(),
    ]);
    await page.waitForLoadState();
    await hydrated(page, js);
  };
  await opened(admin, '/desk', js);
  await admin.getByRole('link', { name: 'Causes' }).click();
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Causes');
  await hydrated(admin, js);
  await opened(other, '/admin/causes', js);
  const before = await listed();
  expect(before.slice(0, 3)).toEqual(['Waiting for a third party', 'Needed a release', 'Staffing']);

  await form.locator('[name=cause_2]').fill('');
  await form.locator('[name=new]').fill('STAFFING');
  await refusedWith(admin, () => admin.getByRole('button', { name: 'Save the causes' }).click());
  await hydrated(admin, js);
  await expect(admin.locator('#f-cause_2-error')).toHaveText('Write what cause 2 is, or retire it.');
  await expect(admin.locator('#f-new-error')).toHaveText('“STAFFING” stands there twice.');
  await expect(form.locator('[name=new]'), 'nothing that was typed is lost').toHaveValue('STAFFING');

  await form.locator('[name=cause_2]').fill('Waited for a release');
  await form.locator('[name=new]').fill('Weather');
  await form.locator('[name=retire_3]').check();
  await press('Down: cause 1');
  await expect(admin.getByText('The new order is not saved yet.')).toBeVisible();
  expect((await listed()).slice(0, 3)).toEqual(['Waited for a release', 'Waiting for a third party', 'Staffing']);
  await expect(form.locator('[name=retire_3]')).toBeChecked();
  await press('Save the causes');
  await expect(admin).toHaveURL(/\/admin\/causes(\?form=[^#]*)?#?$/);
  const after = ['Waited for a release', 'Waiting for a third party', ...before.slice(3), 'Weather'];
  expect(await listed()).toEqual(after);

  // Another administrator's page is from before.
  await other.locator('[name=new]').fill('Strike');
  await press('Save the causes', other);
  await expect(other.getByText('Somebody changed the causes while you were at it.')).toContainText('Weather');
  await expect(other.locator('[name=new]')).toHaveValue('Strike');

  const manager = await visit(MANAGER, server.url);
  await manager.goto('/desk?view=all');
  const late = await manager.locator('main a[href^="/desk/cases/"]').evaluateAll(all => all.map(it => it.getAttribute('href')!));
  for (const path of new Set(late)) {
    await manager.goto(path);
    if (await manager.locator('[name=cause]').count()) break;
  }
  const offered = await manager.locator('[name=cause]').first().locator('option').allTextContents();
  expect(offered.filter(cause => after.includes(cause)), 'in their order, and nothing that is retired').toEqual(after);
  expect(offered).not.toContain('Staffing');
});
