// What people do on our pages, in the words of the forms: every form carries the name of its act.
import { expect, type Page } from '@playwright/test';
import { dataFolder, latestMail } from './mail';

/** Fills the form of this act and sends it. */
export async function act(page: Page, name: string, fields: Record<string, string> = {}): Promise<void> {
  const form = page.locator('form', { has: page.locator(`input[name=act][value="${name}"]`) });
  for (const [field, text] of Object.entries(fields)) await form.locator(`[name="${field}"]`).fill(text);
  await form.locator('button[type=submit]').first().click();
}

/** Turns the composer to one of its tabs. */
export async function tab(page: Page, name: string): Promise<void> {
  await page.locator(`label:has(#composer-${name})`).click();
}

/** What a request says, as its form has it. */
export type Request = { subject: string; description: string; area: string; impact: 'outage' | 'crucial' | 'core' | 'minor' };

/** Fills the request form, which must be shown. */
export async function fillRequest(page: Page, request: Request): Promise<void> {
  await page.locator('[name=subject]').fill(request.subject);
  await page.locator('[name=description]').fill(request.description);
  await page.locator('[name=area]').selectOption(request.area);
  await page.locator(`input[name=impact][value=${request.impact}]`).check();
}

/** Opens a P2 or P3 and gives its number; the page is on the case then. */
export async function openCase(page: Page, request: Request): Promise<string> {
  await page.goto('/portal/requests/new');
  await fillRequest(page, request);
  await page.getByRole('button', { name: 'Submit as P' }).click();
  return caseNumber(page);
}

/** Answers a call, as a CSA: the page then takes the code or the account. */
export async function answerCall(page: Page): Promise<void> {
  await page.goto('/desk/phone');
  await page.getByTestId('answer').click();
  await page.locator('[name=code]').waitFor();
}

/** The number of the case that is shown. */
export async function caseNumber(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/cases\/C-\d+(#.*)?$/);
  return /C-\d+/.exec(page.url())![0];
}

/** The path of the survey that was mailed to this person about this case. */
export async function surveyPath(to: string, number: string): Promise<string> {
  const mail = await latestMail(dataFolder(), to, new RegExp(`\\[${number}\\] How did we do`));
  const link = mail.links.find(link => link.includes('/survey/'));
  expect(link, `a survey's link in “${mail.subject}”`).toBeTruthy();
  return new URL(link!).pathname;
}
