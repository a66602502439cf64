// The browser's own Back, Forward and Reload in the administration: a preview and a refused form are pages like others, with
// what was typed; what was done is said once it is done; and signed out nothing of it is shown. On a server of its own, for
// it changes what everybody is promised.
import { test, expect } from '../support/fixtures';
import { refusedWith } from '../support/forms';
import { ADMIN, hydrated, opened } from '../support/people';
import type { Page } from '@playwright/test';

// Forms that come back.
test.use({ expectedConsole: [/422/] });

const PLAN = '/admin/plans/Standard';
const typed = (page: Page) => page.locator('[name=p2_resolution]');
const preview = (page: Page) => page.getByTestId('preview');

async function press(page: Page, name: string | RegExp, js: boolean): Promise<number> {
  const answer = page.waitForResponse(it => it.request().method() === 'GET' && it.request().isNavigationRequest());
  await page.getByRole('button', { name }).first().click();
  await page.waitForLoadState();
  await hydrated(page, js);
  return (await answer).status();
}

test('back, forward and reload show what was shown @nojs', async ({ visit, second, javaScriptEnabled: js }) => {
  const server = await second();
  const page = await visit(ADMIN, server.url);
  await opened(page, PLAN, js);
  const before = await typed(page).inputValue();
  await typed(page).fill('60 business hours');
  expect(await press(page, 'Show what changes', js), 'a preview is no error').toBe(200);
  await expect(preview(page)).toContainText(`60 business hours instead of ${before}`);
  await typed(page).fill('70 business hours');
  await press(page, 'Show what changes', js);
  await expect(preview(page)).toContainText('70 business hours');

  await test.step('back to the first preview, and to the plan', async () => {
    await page.goBack();
    await hydrated(page, js);
    await expect(preview(page)).toContainText('60 business hours');
    await page.goBack();
    await hydrated(page, js);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Standard');
    await expect(preview(page)).toHaveCount(0);
  });

  await test.step('forward again, and anew', async () => {
    await page.goForward();
    await hydrated(page, js);
    await expect(typed(page)).toHaveValue('60 business hours');
    await page.reload();
    await hydrated(page, js);
    await expect(preview(page)).toContainText('60 business hours');
    await expect(typed(page)).toHaveValue('60 business hours');
  });

  await test.step('away by a link, and back', async () => {
    await page.getByRole('link', { name: 'Support plans' }).first().click();
    await expect(page).toHaveURL(/\/admin\/plans$/);
    await page.getByRole('link', { name: 'Standard', exact: true }).click();
    await expect(typed(page), 'the plan itself shows what holds').toHaveValue(before);
    await page.reload();
    await hydrated(page, js);
    await page.goBack();
    await page.goBack();
    await expect(preview(page)).toContainText('60 business hours');
    await hydrated(page, js);
  });

  await test.step('what was previewed is saved, and that is said', async () => {
    await press(page, 'Save as version 2', js);
    await expect(page.getByText('Saved as version 2, which holds for new cases.')).toBeVisible();
    await expect(page.getByTestId('behind').getByRole('link')).toHaveAttribute('href', `${PLAN}/move`);
    await page.goBack();
    await hydrated(page, js);
    await expect(preview(page)).toContainText('60 business hours');
    await press(page, /^Save as version/, js);
    await expect(page.getByText('Nothing is changed yet.'), 'what holds already is no third version').toBeVisible();
  });
});

test.describe('what is wrong', () => {
  test('a refused form is there again with its sentence, and gone for who signs out @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const page = await visit(ADMIN);
    await opened(page, PLAN, js);
    await typed(page).fill('soon');
    await refusedWith(page, () => page.getByRole('button', { name: 'Show what changes' }).click());
    await hydrated(page, js);
    const address = page.url();
    const sentence = await page.locator('#f-p2_resolution-error').innerText();
    await page.goBack();
    await page.goForward();
    await hydrated(page, js);
    await expect(page.locator('#f-p2_resolution-error')).toHaveText(sentence);
    await page.reload();
    await expect(typed(page)).toHaveValue('soon');

    const other = await visit(ADMIN);
    await other.context().clearCookies();
    await other.goto(address);
    await expect(other, 'signed out').toHaveURL(/\/sign-in\?next=/);
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.goBack();
    await expect(page, 'nothing of it is shown').toHaveURL(/\/sign-in\?next=/);
  });
});
