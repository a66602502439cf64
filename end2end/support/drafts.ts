// Drafts of requests, in the windows of one person.
import { expect, type Page } from '@playwright/test';
import { fillRequest } from './acts';
import { accountName, newcomer } from './caseline';
import { MERCHANT, hydrated, opened } from './people';
import { REQUEST, type Visit } from './working';

/** Keeps what is typed: with script by waiting a moment, without by the button. */
export async function kept(page: Page, js: boolean): Promise<void> {
  if (js) await expect(page.getByTestId('saved')).toBeVisible();
  else await page.locator('button[value=save]').click();
}

/** Somebody with no draft but their own, on the request form. */
export async function writer(visit: Visit, name: string, js: boolean): Promise<Page> {
  const page = await newcomer(visit, 'member', name, await accountName(await visit(MERCHANT)));
  await opened(page, '/portal/requests/new', js);
  return page;
}

/** One draft in two windows: the first wrote it, the second shows it. */
export async function twoWindows(visit: Visit, name: string, js: boolean): Promise<[Page, Page]> {
  const first = await writer(visit, name, js);
  await fillRequest(first, REQUEST);
  await kept(first, js);
  await hydrated(first, js);
  const second = await first.context().newPage();
  await opened(second, '/portal/requests/new', js);
  return [first, second];
}
