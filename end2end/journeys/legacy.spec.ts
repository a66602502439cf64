// What an account asked before there was this desk is found by its old number and by its words, and only read.
import { newcomer } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { CSA, MERCHANT, PARTNER, hydrated, opened } from '../support/people';
import type { Page } from '@playwright/test';

const found = (page: Page) => page.getByTestId('found').locator('li');

async function search(page: Page, words: string, js: boolean): Promise<void> {
  await page.locator('[name=q]').fill(words);
  await page.getByRole('button', { name: 'Search' }).click();
  await hydrated(page, js);
}

// The browser notes the page that is not there.
test.use({ expectedConsole: [/404/] });

test('a legacy case is found by its old number and by a word of its thread, by its account alone @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const merchant = await visit(MERCHANT);
  // All of them are a list of their own, which the address keeps.
  await opened(merchant, '/portal/cases', js);
  await merchant.locator('[name=state]').selectOption('legacy');
  await merchant.getByRole('button', { name: 'Search' }).click();
  await expect(merchant).toHaveURL(/state=legacy/);
  await hydrated(merchant, js);
  await expect(found(merchant)).toHaveCount(25);
  await expect(found(merchant).filter({ hasNotText: 'Legacy' })).toHaveCount(0);

  // By a word that stands in the thread alone.
  await search(merchant, 'ounces packing', js);
  await expect(found(merchant).first().locator('mark')).toHaveText(['packing', 'ounces']);
  await expect(found(merchant).first()).toContainText('from Helpline 3');
  await found(merchant).first().getByRole('link').click();
  await expect(merchant).toHaveURL(/\/portal\/legacy\/\d+/);
  await expect(merchant.getByRole('heading', { level: 1 })).toHaveText('Scale at the packing table shows grams as ounces');
  await expect(merchant.getByText('Imported from Helpline 3, read only.')).toBeVisible();
  await expect(merchant.locator('#thread')).toContainText('Every parcel of table 3');
  await expect(merchant.locator('#thread')).not.toContainText('forgets its unit');
  await expect(merchant.locator('main form')).toHaveCount(0);
  const address = new URL(merchant.url()).pathname;
  const number = await merchant.getByTestId('old-number').innerText();

  // By its old number one is there at once, however it is typed.
  for (const typed of [number, number.toLowerCase().replace('-', ' ')]) {
    await opened(merchant, '/portal/cases', js);
    await search(merchant, typed, js);
    await expect(merchant).toHaveURL(new RegExp(`${address}$`));
    await expect(merchant.getByTestId('old-number')).toHaveText(number);
  }

  // What was said inside is the desk's.
  await opened(merchant, '/portal/cases', js);
  await search(merchant, 'forgets its unit', js);
  await expect(merchant.getByText('No case has all these words')).toBeVisible();
  const csa = await visit(CSA);
  await opened(csa, '/desk/search', js);
  await search(csa, 'forgets its unit', js);
  await expect(found(csa).first()).toContainText('Internal');
  await search(csa, number, js);
  await expect(csa).toHaveURL(new RegExp(address.replace('portal', 'desk')));
  await expect(csa.locator('#thread')).toContainText('forgets its unit');

  // A partner that may act for the account reads it, and for another account it is not there.
  const partner = await visit(PARTNER);
  await opened(partner, address, js);
  await expect(partner.getByTestId('old-number')).toHaveText(number);
  const stranger = await newcomer(visit, 'member', 'Lou Elsewhere', 'Atelier Nord');
  await opened(stranger, address, js);
  await expect(stranger.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  await opened(stranger, '/portal/cases', js);
  await search(stranger, number, js);
  await expect(found(stranger).filter({ hasText: number })).toHaveCount(0);
});
