// A session ends while somebody writes: what they sent is not lost, with a script and without one.
import { act, fillRequest, openCase, tab } from '../support/acts';
import { accountName, invite, choosePassword } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { fill, formOf, refusedWith, send } from '../support/forms';
import { CSA, MERCHANT, PASSWORD, hydrated } from '../support/people';
import type { Page } from '@playwright/test';

// The sign-in in front of the page, and a wrong password; the browser notes both in its console.
test.use({ expectedConsole: [/401|422/] });

const ENDED = 'Your session has ended, so this was not sent. What you typed is kept';
const BACK = 'You were signed out. What you typed is here: check it, and send it again.';

const REQUEST = {
  subject: 'Labels are printed twice',
  description: 'Since noon each label comes twice.',
  area: 'Shipping and returns',
  impact: 'minor',
} as const;

/** Signs in where a form was sent signed out, once with a wrong password. That page has no script. */
async function signsInAgain(page: Page, email: string, password: string, js: boolean): Promise<void> {
  const form = formOf(page, 'sign-in');
  await expect(page.getByText(ENDED)).toBeVisible();
  await fill(form, { email, password: 'not the password' });
  expect(await refusedWith(page, () => send(form))).toBe(422);
  await expect(page.getByText(ENDED)).toBeVisible();
  await fill(form, { password });
  await send(form);
  await expect(page.getByText(BACK)).toBeVisible();
  await hydrated(page, js);
}

test('a note that is sent after it is there again after signing in, and goes the second time @nojs', async ({
  visit,
  javaScriptEnabled: js,
}) => {
  const number = await openCase(await visit(MERCHANT), REQUEST);
  const csa = await visit(CSA);
  await csa.goto(`/desk/cases/${number}`);
  await act(csa, 'take');
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await hydrated(csa, js);
  await tab(csa, 'note');
  const typed = `The printer's queue, not ours\n\n<b>& a second line</b> ${Date.now()}`;
  await fill(formOf(csa, 'note'), { note: typed });
  await csa.context().clearCookies({ name: 'caseline' });

  expect(await refusedWith(csa, () => send(formOf(csa, 'note')))).toBe(401);
  expect(csa.url()).not.toContain('printer');
  await signsInAgain(csa, CSA, PASSWORD, js);
  await expect(csa).toHaveURL(new RegExp(`/desk/cases/${number}(#.*)?$`));
  await expect(csa.locator('[name=note]')).toBeVisible();
  await expect(csa.locator('[name=note]')).toHaveValue(typed);
  await expect(csa.locator('.text', { hasText: 'and a second line' })).toHaveCount(0);

  await send(formOf(csa, 'note'));
  await expect(csa.locator('.text', { hasText: '<b>& a second line</b>' })).toHaveCount(1);
});

test('a request that is sent after it is there again after signing in, and opens a case @nojs', async ({
  visit,
  javaScriptEnabled: js,
}) => {
  const { email, welcome } = await invite('member', 'Uma Ended', await accountName(await visit(MERCHANT)));
  const page = await visit();
  await page.goto(welcome);
  await choosePassword(page, 'a password of their own');
  await page.goto('/portal/requests/new');
  await hydrated(page, js);
  await page.context().clearCookies({ name: 'caseline' });
  await fillRequest(page, REQUEST);
  await page.locator('[name=steps]').fill('1. Print.\n2. Look.');
  if (js) await expect(page.getByTestId('not-saved')).toContainText('you are signed out');

  expect(await refusedWith(page, () => page.getByRole('button', { name: 'Submit as P3' }).click())).toBe(401);
  await signsInAgain(page, email, 'a password of their own', js);
  await expect(page.locator('[name=description]')).toHaveValue(REQUEST.description);
  await expect(page.locator('[name=steps]')).toHaveValue('1. Print.\n2. Look.');
  await expect(page.locator('input[name=impact][value=minor]')).toBeChecked();
  // With a script the draft is saved at once, as whatever stands in this form.
  if (js) await expect(page.getByTestId('saved')).toBeVisible();
  await page.getByRole('button', { name: 'Submit as P3' }).click();
  await expect(page).toHaveURL(/\/portal\/cases\/C-\d+(#.*)?$/);
  await expect(page.getByRole('heading', { name: REQUEST.subject })).toBeVisible();
});

test('the sign-in in front of a page leads on by its links', async ({ visit }) => {
  const page = await visit(CSA);
  await page.goto('/desk/phone');
  await hydrated(page, true);
  await page.context().clearCookies({ name: 'caseline' });
  expect(await refusedWith(page, () => page.getByTestId('answer').click())).toBe(401);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(page).toHaveURL(/\/forgot-password$/);
  await expect(page.getByRole('button', { name: 'Send the link' })).toBeVisible();
});
