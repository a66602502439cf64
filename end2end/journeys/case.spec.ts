// The main job end to end: a merchant's request, worked on, closed by agreement, rated; the manager's report moves by
// exactly that answer. With JavaScript and without.
import { act, answerCall, caseNumber, fillRequest, openCase, surveyPath, tab } from '../support/acts';
import { test, expect } from '../support/fixtures';
import { CSA, MANAGER, MERCHANT, PARTNER, hydrated } from '../support/people';
import type { Page } from '@playwright/test';

/** Deadlines are shown to the minute: what is compared must not straddle one. */
async function wellInsideAMinute(page: Page): Promise<void> {
  const seconds = new Date().getSeconds();
  if (seconds > 40) await page.waitForTimeout((61 - seconds) * 1000);
}

const due = (page: Page, which: string) => page.locator(`[data-test="due-${which}"]:visible time`).first();

/**
 * The figures of the satisfaction report that one answer moves: of a whole year, longer than the demo data reaches back,
 * as the period ends now and its far end would let an old answer go meanwhile.
 */
async function report(page: Page): Promise<{ answered: number; sent: number }> {
  await page.goto('/reports/satisfaction?weeks=52');
  const [answered, sent] = (await page.getByTestId('answers').innerText()).split(' of ').map(Number);
  return { answered, sent };
}

test('a P2 from its request to the manager’s report @nojs', async ({ visit, javaScriptEnabled }) => {
  test.setTimeout(180_000);
  const merchant = await visit(MERCHANT);
  const csa = await visit(CSA);
  const manager = await visit(MANAGER);
  const before = await report(manager);

  // The merchant opens a P2; the deadline shown before submitting is the one that the case gets.
  const subject = `Orders stay in allocating ${javaScriptEnabled ? 'with' : 'without'} script ${Date.now()}`;
  await merchant.goto('/portal/requests/new');
  await hydrated(merchant, javaScriptEnabled);
  const description = 'One in five pick-up orders stays in “allocating” for hours.';
  await fillRequest(merchant, { subject, description, area: 'Store pick-up', impact: 'core' });
  await wellInsideAMinute(merchant);
  if (!javaScriptEnabled) {
    // Without script the page counts from when it was made.
    await merchant.locator('button[value=save]').click();
    await merchant.goto('/portal/requests/new');
  }
  const promised = { assignment: await due(merchant, 'assignment').innerText(), resolution: await due(merchant, 'resolution').innerText() };
  await merchant.getByRole('button', { name: 'Submit as P2' }).click();
  const number = await caseNumber(merchant);
  await expect(due(merchant, 'resolution')).toHaveText(promised.resolution);
  await expect(due(merchant, 'assignment')).toHaveText(promised.assignment);

  // A CSA takes it and asks; the clock pauses.
  await csa.goto(`/desk/cases/${number}`);
  await hydrated(csa, javaScriptEnabled);
  await act(csa, 'take');
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await tab(csa, 'ask');
  await act(csa, 'ask', { questions: 'Which rule was changed on Tuesday?\nMay we disable it on staging?' });
  await expect(csa.getByTestId('status')).toHaveText('Waiting on customer');

  // An internal note the merchant must never see.
  await tab(csa, 'note');
  await act(csa, 'note', { note: 'canary-internal-4711' });
  await expect(csa.getByText('canary-internal-4711')).toBeVisible();

  // The merchant answers.
  await merchant.goto(`/portal/cases/${number}`);
  await hydrated(merchant, javaScriptEnabled);
  await expect(merchant.getByText('Which rule was changed on Tuesday?')).toBeVisible();
  expect(await merchant.content()).not.toContain('canary-internal-4711');
  await act(merchant, 'answer', { answer: 'The import of twelve rules. Yes, please do.' });
  await expect(merchant.getByText('The import of twelve rules.')).toBeVisible();

  // Closure proposed, declined with a reason; worked on, proposed again, agreed.
  await csa.goto(`/desk/cases/${number}`);
  await hydrated(csa, javaScriptEnabled);
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'The rule without store scope is disabled.' });
  await expect(csa.getByTestId('status')).toHaveText('Closure proposed');

  await merchant.goto(`/portal/cases/${number}`);
  await hydrated(merchant, javaScriptEnabled);
  await merchant.getByText('Not yet', { exact: true }).click();
  await act(merchant, 'decline', { reason: 'Lyon still has three orders in it.' });
  await expect(merchant.getByText('Lyon still has three orders in it.')).toBeVisible();

  await csa.goto(`/desk/cases/${number}`);
  await hydrated(csa, javaScriptEnabled);
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await act(csa, 'message', { text: 'Those three were waiting for the old rule; they are released.' });
  await expect(csa.getByText('they are released')).toBeVisible();
  await hydrated(csa, javaScriptEnabled);
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'All orders of Hamburg and Lyon are allocated again.' });
  await expect(csa.getByTestId('status')).toHaveText('Closure proposed');

  await merchant.goto(`/portal/cases/${number}`);
  await hydrated(merchant, javaScriptEnabled);
  await act(merchant, 'accept');
  await expect(merchant.getByText('the case is closed', { exact: false }).first()).toBeVisible();

  // The survey by its one-time link, signed out.
  const survey = await surveyPath(MERCHANT, number);
  const guest = await visit();
  await guest.goto(survey);
  await hydrated(guest, javaScriptEnabled);
  for (const [name, value] of [['overall', '5'], ['timeliness', '4'], ['quality', '5'], ['expectations', 'met']]) {
    await guest.locator(`input[name=${name}][value="${value}"]`).check({ force: true });
  }
  await guest.locator('[name=comment]').fill('You said when, and kept it.');
  await guest.getByRole('button', { name: 'Send' }).click();
  await expect(guest.getByText('Thank you')).toBeVisible();
  // Answered once: the link only thanks from now on.
  await guest.goto(survey);
  await expect(guest.locator('input[name=overall]')).toHaveCount(0);

  // The report moved by exactly this answer.
  expect(await report(manager)).toEqual({ answered: before.answered + 1, sent: before.sent + 1 });
  await expect(manager.getByText('You said when, and kept it.').first()).toBeVisible();
});

test('a P1 ends in the call card, and its code opens it on the phone @nojs', async ({ visit, javaScriptEnabled }) => {
  const partner = await visit(PARTNER);
  await partner.goto('/portal/requests/new');
  await hydrated(partner, javaScriptEnabled);
  const subject = `Checkout rejects gift cards ${Date.now()}`;
  await fillRequest(partner, { subject, description: 'Every store in the EU.', area: 'Payments and refunds', impact: 'crucial' });
  await partner.getByRole('button', { name: 'Show me the number to call' }).click();
  await expect(partner).toHaveURL(/\/portal\/requests\/call#?$/);
  const code = (await partner.getByTestId('call-code').innerText()).trim();
  expect(code).toMatch(/^[A-Z0-9]{3}\s?[A-Z0-9]{3}$/);

  const csa = await visit(CSA);
  await answerCall(csa);
  await hydrated(csa, javaScriptEnabled);
  await csa.locator('[name=code]').fill(code);
  await csa.locator('[name=code]').press('Enter');
  await expect(csa.locator('[name=subject]')).toHaveValue(subject);
  await csa.getByRole('button', { name: 'Open the case and own it' }).click();
  await caseNumber(csa);
  await expect(csa.getByTestId('answered-at')).toBeVisible();
  await expect(csa.getByTestId('status')).toHaveText('Working');
});

test.describe('what is another’s', () => {
  test.use({ expectedConsole: [/404/] });

  test('another account’s case is the same page as none', async ({ visit }) => {
    const partner = await visit(PARTNER);
    const number = await openCase(partner, {
      subject: 'Mine alone',
      description: 'Nobody else may read this.',
      area: 'Integrations',
      impact: 'minor',
    });

    const merchant = await visit(MERCHANT);
    const theirs = await merchant.goto(`/portal/cases/${number}`);
    const text = await merchant.locator('main').innerText();
    const none = await merchant.goto('/portal/cases/C-99999999');
    expect([theirs!.status(), none!.status()]).toEqual([404, 404]);
    expect(await merchant.locator('main').innerText()).toBe(text);
    const desk = await merchant.goto(`/desk/cases/${number}`);
    expect(desk!.status()).toBe(404);
  });
});

test.describe('a form that is refused', () => {
  // Without script the server refuses it, and the browser says so.
  test.use({ expectedConsole: [/422/] });

  test('a wrong field says so beside it and everything typed stays @nojs', async ({ visit, javaScriptEnabled }) => {
    const page = await visit(PARTNER);
    await page.goto('/portal/requests/new');
    await hydrated(page, javaScriptEnabled);
    await page.locator('[name=subject]').fill('');
    await page.locator('[name=description]').fill('Typed and kept');
    await page.locator('[name=area]').selectOption('');
    await page.locator('input[name=impact][value=minor]').check();
    await page.getByRole('button', { name: 'Submit as P3' }).click();
    await expect(page.getByText('Write in one line what is happening.').first()).toBeVisible();
    await expect(page.locator('[name=description]')).toHaveValue('Typed and kept');
  });
});
