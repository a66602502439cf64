// Everything that an account ever asked is found again: by a number, by any word, with filters that the address keeps.
import { act, openCase, tab } from '../support/acts';
import { test, expect } from '../support/fixtures';
import { CSA, MERCHANT, PARTNER, hydrated, opened } from '../support/people';
import type { Page } from '@playwright/test';

const found = (page: Page) => page.getByTestId('found').locator('li');

/** Types into the one box and searches, as a person would. */
async function search(page: Page, words: string, js: boolean): Promise<void> {
  await page.locator('[name=q]').fill(words);
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL(/[?&]q=/);
  await hydrated(page, js);
}

test('a case is found by its number, by a word of its thread and by filters in the address @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const merchant = await visit(MERCHANT);
  const csa = await visit(CSA);
  const word = `Quillfeather${Date.now()}`;
  const subject = `Labels <b>print</b> twice ${js ? 'with' : 'without'} script`;
  const number = await openCase(merchant, { subject, description: `The printer is a ${word}.`, area: 'Store pick-up', impact: 'minor' });
  await opened(csa, `/desk/cases/${number}`, js);
  await act(csa, 'take');
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await tab(csa, 'note');
  await act(csa, 'note', { note: `canary-${word}-inside` });
  await expect(csa.getByText(`canary-${word}-inside`)).toBeVisible();

  // From the home, however the number is typed.
  await opened(merchant, '/portal', js);
  await merchant.getByRole('link', { name: 'Search all cases of your account' }).click();
  await expect(merchant.getByRole('heading', { name: 'All cases' })).toBeVisible();
  await expect(found(merchant).first()).toContainText(number);
  for (const typed of [number, number.slice(2), number.toLowerCase()]) {
    await search(merchant, typed, js);
    await expect(found(merchant).first()).toContainText(number);
  }

  // By a word that stands in the description alone, by its beginning, marked as it was written.
  await search(merchant, word.slice(0, 14).toUpperCase(), js);
  await expect(found(merchant).first().locator('mark')).toHaveText(word);
  await expect(found(merchant).first()).toContainText('Labels <b>print</b> twice');
  await search(merchant, `labels ${word}`, js);
  await expect(found(merchant).locator('mark')).toHaveText(['Labels', word]);

  // Filters stay in the address, and with the words.
  await merchant.locator('[name=state]').selectOption('closed');
  await merchant.getByRole('button', { name: 'Search' }).click();
  await expect(merchant).toHaveURL(/state=closed/);
  await hydrated(merchant, js);
  await expect(found(merchant)).toHaveCount(0);
  await expect(merchant.locator('[name=q]')).toHaveValue(`labels ${word}`);
  await merchant.getByRole('link', { name: 'Look in all cases' }).click();
  await expect(found(merchant)).toHaveCount(1);
  await opened(merchant, '/portal/cases?asked=me&priority=P3&state=open', js);
  await expect(merchant.locator('[name=asked]')).toHaveValue('me');
  await expect(found(merchant).first()).toContainText(number);

  // What is said inside is found on the desk, and never by the customer; another account finds nothing at all.
  await expect(merchant.locator('[name=q]')).toHaveValue('');
  await search(merchant, `canary ${word}`, js);
  await expect(merchant.getByText('Nothing here has all these words')).toBeVisible();
  await merchant.getByRole('link', { name: 'Look in all cases' }).click();
  await expect(merchant.getByText('No case has all these words')).toBeVisible();
  const partner = await visit(PARTNER);
  await opened(partner, '/portal/cases', js);
  for (const typed of [word, number]) {
    await search(partner, typed, js);
    await expect(found(partner).filter({ hasText: number })).toHaveCount(0);
  }
  await opened(csa, '/desk', js);
  await csa.getByRole('link', { name: 'Search', exact: true }).click();
  await expect(csa.getByText('What are you looking for?')).toBeVisible();
  await search(csa, `canary ${word}`, js);
  await expect(found(csa)).toHaveCount(1);
  await expect(found(csa)).toContainText('Internal');
  await found(csa).getByRole('link').click();
  await expect(csa).toHaveURL(new RegExp(`/desk/cases/${number}`));
});

test('a long list goes on page by page, and a search without hits says what to do @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const merchant = await visit(MERCHANT);
  await opened(merchant, '/portal/cases', js);
  const first = await found(merchant).getByRole('link').first().innerText();
  const numbers = new Set<string>();
  for (let pages = 1; ; pages++) {
    const links = await found(merchant).getByRole('link').evaluateAll(links => links.map(link => link.getAttribute('href')!));
    for (const link of links) expect(numbers.has(link), `${link} once`).toBe(false), numbers.add(link);
    const next = merchant.getByRole('link', { name: 'Next page' });
    if (!(await next.count())) break;
    expect(links).toHaveLength(25);
    await next.click();
    await expect(merchant).toHaveURL(/after=/);
    await expect(found(merchant).getByRole('link').first()).not.toHaveAttribute('href', links[0]);
    if (pages > 40) break;
  }
  expect(numbers.size).toBeGreaterThan(3);
  if (await merchant.getByRole('link', { name: 'First page' }).count()) {
    await merchant.getByRole('link', { name: 'First page' }).click();
    await expect(found(merchant).getByRole('link').first()).toHaveText(first);
  }
  await search(merchant, '"zzyzx" AND (*) <script>', js);
  await expect(merchant.getByText('No case has all these words')).toBeVisible();
  await merchant.getByRole('link', { name: 'Clear the search' }).click();
  await expect(found(merchant).getByRole('link').first()).toHaveText(first);
});
