// Files that go along with what one writes: chosen, dropped, pasted; too large, cut off on their way, taken out again.
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { caseNumber, fillRequest, tab } from '../support/acts';
import { expectAccessible, inTheme } from '../support/axe';
import { accountName, newcomer } from '../support/caseline';
import { kept, writer } from '../support/drafts';
import { test, expect } from '../support/fixtures';
import { formOf, refusedWith } from '../support/forms';
import { MERCHANT, opened } from '../support/people';
import { REQUEST, worked } from '../support/working';

const LOG = { name: 'error.log', mimeType: 'text/plain', buffer: Buffer.from('2026-11-30 ERROR no route\n') };
/** Above the bound of 25 MB, and more than one piece of 4 MB. */
const VIDEO = ['video.mov', 31 * 1024 * 1024] as const;
const EXPORT = ['export.csv', 5 * 1024 * 1024] as const;
// One white pixel.
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==';

/** A file on the disk: what is large takes long to be handed over otherwise. */
async function onDisk([name, size]: readonly [string, number]): Promise<string> {
  const path = test.info().outputPath(name);
  await writeFile(path, Buffer.alloc(size, 'order;state\n'));
  return path;
}

// A refused announcement and a broken connection are said by the browser, too.
test.use({ expectedConsole: [/413|422|ERR_FAILED/] });

/** As by Ctrl-V, or by letting go of the mouse, on a field. */
async function gives(page: Page, selector: string, how: 'paste' | 'drop', name: string): Promise<void> {
  await page.locator(selector).focus();
  await page.locator('script[type=module]').first().waitFor({ state: 'attached' });
  await page.locator(selector).evaluate(
    (field, [how, name, content]) => {
      const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type: 'image/png' }));
      const init = { bubbles: true, cancelable: true };
      field.dispatchEvent(
        how === 'paste' ? new ClipboardEvent('paste', { ...init, clipboardData: data }) : new DragEvent('drop', { ...init, dataTransfer: data }),
      );
    },
    [how, name, PNG],
  );
}

/** The script that sends files is there. */
async function ready(page: Page): Promise<void> {
  const loaded = page.waitForResponse(/\/pkg\/attach\..*\.js/);
  await page.locator('[name=description], [name=text], [name=note]').first().focus();
  await loaded;
  await page.waitForLoadState('networkidle');
}

test('a request takes a pasted picture, one whose connection breaks, and names beside it what is too large', async ({ visit }) => {
  const page = await writer(visit, 'Fia Filer', true);
  await ready(page);
  await fillRequest(page, REQUEST);
  await gives(page, '[name=description]', 'paste', 'image.png');
  const list = page.locator('[data-files]');
  await expect(list.getByRole('button', { name: /^Remove pasted-\d{4}-\d\d-\d\d\.png, 7\d bytes/ })).toBeVisible();

  await page.locator('[name=files]').setInputFiles(await onDisk(VIDEO));
  await expect(page.getByTestId('refused')).toContainText('video.mov: 31 MB, at most 25 MB');

  // The second piece does not get through; what did is not sent again.
  const offsets: string[] = [];
  let broken = 0;
  await page.route(/\/files\/[-0-9a-f]+$/, async route => {
    if (route.request().method() === 'PATCH') offsets.push(route.request().headers()['upload-offset']);
    if (offsets.length === 2 && broken++ === 0) await route.abort();
    else await route.continue();
  });
  const large = await onDisk(EXPORT);
  await page.locator('[name=files]').setInputFiles(large);
  await expect(list.getByRole('button', { name: 'Remove export.csv, 5 MB' })).toBeVisible();
  expect(broken).toBeGreaterThan(0);
  expect(offsets).toEqual(['0', '4194304', '4194304']);

  for (const theme of ['light', 'dark'] as const) {
    await inTheme(page, theme);
    await expectAccessible(page);
  }
  await gives(page, '[name=description]', 'drop', 'screen.png');
  await expect(list.getByRole('button', { name: /^Remove screen\.png/ })).toBeVisible();
  await list.getByRole('button', { name: /^Remove screen\.png/ }).click();
  await list.getByRole('button', { name: 'Dismiss video.mov' }).click();
  await page.getByRole('button', { name: 'Submit as P2' }).click();
  await caseNumber(page);
  const sent = page.getByTestId('attachments');
  await expect(sent.getByRole('link')).toHaveText([/pasted-.*\.png \(PNG image, 7\d bytes\)/, 'export.csv (text, 5 MB)']);
  const saved = page.waitForEvent('download');
  await sent.getByRole('link', { name: 'export.csv' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('export.csv');
  expect((await readFile(await download.path())).equals(await readFile(large))).toBe(true);
});

test('who submits while a file is on its way sends both', async ({ visit }) => {
  const page = await writer(visit, 'Ivo Impatient', true);
  await ready(page);
  await fillRequest(page, REQUEST);
  let release = () => {};
  const held = new Promise<void>(done => (release = done));
  await page.route(/\/files\/[-0-9a-f]+$/, async route => {
    await held;
    await route.continue();
  });
  await page.locator('[name=files]').setInputFiles([LOG]);
  await page.getByRole('button', { name: 'Submit as P2' }).click();
  await expect(page.getByText('Sent as soon as the files are here.')).toBeVisible();
  await expect(page).toHaveURL(/requests\/new/);
  release();
  await caseNumber(page);
  await expect(page.getByTestId('attachments').getByRole('link')).toHaveText(['error.log (text, 26 bytes)']);
});

test('a draft goes on in another browser with its files @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const name = 'Ada Elsewhere';
  const page = await newcomer(visit, 'member', name, await accountName(await visit(MERCHANT)));
  await opened(page, '/portal/requests/new', js);
  if (js) await ready(page);
  await fillRequest(page, REQUEST);
  await page.locator('[name=files]').setInputFiles([LOG]);
  if (js) await expect(page.getByRole('button', { name: 'Remove error.log' })).toBeVisible();
  await kept(page, js);

  // Another browser has the session alone: nothing of what the first one holds.
  const cookies = await page.context().cookies();
  const other = await visit();
  await other.context().addCookies(cookies);
  await opened(other, '/portal/requests/new', js);
  await expect(other.locator('[name=subject]')).toHaveValue(REQUEST.subject);
  await expect(other.getByRole('button', { name: 'Remove error.log, 26 bytes' })).toBeVisible();
  await other.getByRole('button', { name: 'Submit as P2' }).click();
  await caseNumber(other);
  await expect(other.getByTestId('attachments').getByRole('link')).toHaveText(['error.log (text, 26 bytes)']);
});

test('a refused file is named beside the others and the text stays @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const { number, merchant } = await worked(visit, js);
  await opened(merchant, `/portal/cases/${number}`, js);
  if (js) await ready(merchant);
  const form = formOf(merchant, 'message');
  await form.locator('[name=text]').fill('Here is what we saw.');
  const log = test.info().outputPath(LOG.name);
  await writeFile(log, LOG.buffer);
  await form.locator('[name=files]').setInputFiles([log, await onDisk(VIDEO)]);
  // With script it is refused before it is sent.
  if (!js) expect(await refusedWith(merchant, () => form.getByRole('button', { name: 'Send' }).click())).toBe(422);
  await expect(form.getByText('video.mov: 31 MB, at most 25 MB')).toBeVisible();
  await expect(form.locator('[name=text]')).toHaveValue('Here is what we saw.');
  await expect(form.getByRole('button', { name: 'Remove error.log, 26 bytes' })).toBeVisible();
  await form.getByRole('button', { name: 'Send' }).click();
  await expect(merchant.getByTestId('attachments').getByRole('link')).toHaveText(['error.log (text, 26 bytes)']);
});

test('a note’s file is for the desk, a message’s for both @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const { number, merchant, csa } = await worked(visit, js);
  for (const [form, file, field] of [['note', { ...LOG, name: 'inside.log' }, 'note'], ['message', { ...LOG, name: 'for-you.log' }, 'text']] as const) {
    await opened(csa, `/desk/cases/${number}`, js);
    await tab(csa, form);
    const files = formOf(csa, form).locator('[name=files]');
    await files.focus();
    if (js) await csa.waitForLoadState('networkidle');
    await files.setInputFiles([file]);
    if (js) await expect(csa.getByRole('button', { name: `Remove ${file.name}` })).toBeVisible();
    if (js) await expectAccessible(csa);
    await formOf(csa, form).locator(`[name=${field}]`).fill(`With ${file.name}.`);
    await formOf(csa, form).locator('footer button[type=submit]').click();
    await expect(csa.getByTestId('attachments').getByRole('link', { name: file.name })).toBeVisible();
  }
  await opened(merchant, `/portal/cases/${number}`, js);
  await expect(merchant.getByTestId('attachments').getByRole('link')).toHaveText(['for-you.log (text, 26 bytes)']);
  if (js) await expectAccessible(merchant);
  const inside = await csa.getByRole('link', { name: 'inside.log' }).getAttribute('href');
  expect((await merchant.request.get(inside!)).status()).toBe(404);
  expect((await csa.request.get(inside!)).status()).toBe(200);
});
