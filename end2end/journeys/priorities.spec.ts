// A P3 with an open question becomes a P1, its closure is declined, it is closed, and it comes back: at each step the
// pages say what the clocks do. And a workaround, a promise, and an end without agreement. With JavaScript and without.
import { act, tab } from '../support/acts';
import { test, expect } from '../support/fixtures';
import { fill, fillFolded, formOf, refusedWith, send, sentences } from '../support/forms';
import { MANAGER, hydrated, opened } from '../support/people';
import { REQUEST, untaken, worked } from '../support/working';
import type { Page } from '@playwright/test';

/** When a clock is due, as the page has it for machines. */
async function due(page: Page, clock: 'resolution' | 'assignment'): Promise<number> {
  return Date.parse((await page.getByTestId(`due-${clock}`).locator('time').getAttribute('datetime'))!);
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Unfolds what is done rarely, and in it the form behind this summary. */
async function more(page: Page, summary: string): Promise<void> {
  await page.locator('#more > summary').click();
  await page.locator('#more summary', { hasText: summary }).click();
}

/** That an instant is about so long from now. */
function expectAbout(at: number, from: number): void {
  expect(Math.abs(at - from)).toBeLessThan(5 * 60_000);
}

test('a P3 becomes a P1, is declined, closed and opened again, and its clocks follow @nojs', async ({ visit, javaScriptEnabled: js }) => {
  test.setTimeout(180_000);
  const { number, merchant, csa } = await untaken(visit, js, { ...REQUEST, impact: 'minor' });
  const shown = async (page: Page, room: 'desk' | 'portal') => opened(page, `/${room}/cases/${number}`, js);
  const first = await due(csa, 'resolution');
  expect(first - Date.now()).toBeGreaterThan(13 * DAY);
  await act(csa, 'take');
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await hydrated(csa, js);

  // What a question does to the due time stands above it.
  await tab(csa, 'ask');
  await expect(csa.getByText('if they answer by this time tomorrow')).toBeVisible();
  await act(csa, 'ask', { questions: 'Which store was the first?' });
  await expect(csa.getByTestId('status')).toHaveText('Waiting on customer');
  await expect(csa.getByTestId('left-resolution')).toContainText('if answered now');

  // Raised by another: the form says what becomes of the clocks, and so it is.
  const manager = await visit(MANAGER);
  await shown(manager, 'desk');
  await more(manager, 'Change the priority');
  const p1 = manager.locator('label.choice', { has: manager.locator('[name=new_priority][value=P1]') });
  await expect(p1).toContainText('Resolution due 24 hours from the moment you press');
  await expect(p1).toContainText('Assignment due');
  await fill(formOf(manager, 'priority'), { new_priority: 'P1', priority_reason: 'Every store books twice by now.' });
  await send(formOf(manager, 'priority'));
  await expect(manager.getByText('changes the priority to P1')).toBeVisible();
  expectAbout(await due(manager, 'resolution'), Date.now() + DAY);
  await shown(merchant, 'portal');
  await expect(merchant.getByText('Every store books twice by now.')).toBeVisible();
  await expect(merchant.getByText('The clock keeps running: please answer soon.')).toBeVisible();

  // Its owner says that they have it.
  await shown(csa, 'desk');
  expectAbout(await due(csa, 'assignment'), Date.now() + 15 * 60_000);
  await expect(csa.getByTestId('confirm')).toBeVisible();
  await act(csa, 'have-it');
  await expect(csa.getByTestId('confirm')).toHaveCount(0);
  const p1Due = await due(csa, 'resolution');

  // Proposed it stops, declined it runs as if it never had.
  await hydrated(csa, js);
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'The rule is off.' });
  await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
  await expect(csa.getByTestId('left-resolution')).toContainText('stopped when closing was proposed, in time');
  await shown(merchant, 'portal');
  await merchant.getByText('Not yet', { exact: true }).click();
  await act(merchant, 'decline', { reason: 'Lyon still books twice.' });
  await expect(merchant.getByText('Lyon still books twice.')).toBeVisible();
  await shown(csa, 'desk');
  expect(await due(csa, 'resolution')).toBe(p1Due);
  await expect(csa.getByTestId('left-resolution')).toContainText('left');

  // Closed; a P1 comes back by phone, taken down by our side.
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'Lyon, too.' });
  await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
  await shown(merchant, 'portal');
  await act(merchant, 'accept');
  await expect(merchant.getByTestId('closed')).toContainText('Closed by agreement.');
  await expect(merchant.getByTestId('closed')).toContainText('phone us');
  await shown(csa, 'desk');
  await more(csa, 'Open it again');
  await act(csa, 'reopen', { reopen_reason: 'They called: Lyon again.' });
  await expect(csa.getByTestId('status')).toHaveText('Working');
  expectAbout(await due(csa, 'resolution'), Date.now() + DAY);
  await shown(merchant, 'portal');
  await expect(merchant.getByText('They called: Lyon again.')).toBeVisible();
});

test('a closed P2 is opened again by its customer, and a manager closes it without agreement @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const { number, merchant, csa } = await worked(visit, js);
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'The rule is off.' });
  await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
  await opened(merchant, `/portal/cases/${number}`, js);
  await act(merchant, 'accept');
  await expect(merchant.getByTestId('closed')).toContainText('You can open it again until');
  await hydrated(merchant, js);
  await merchant.locator('summary', { hasText: 'open it again' }).click();
  await act(merchant, 'reopen', { reopen_reason: 'It booked twice again.' });
  await expect(merchant.getByText('It booked twice again.')).toBeVisible();
  await expect(merchant.getByTestId('closed')).toHaveCount(0);
  const manager = await visit(MANAGER);
  await opened(manager, `/desk/cases/${number}`, js);
  await more(manager, 'Close without agreement');
  await act(manager, 'override', { override_reason: 'The store is closed for good.' });
  await expect(manager.getByText('by a manager, without agreement')).toBeVisible();
  await opened(merchant, `/portal/cases/${number}`, js);
  await expect(merchant.getByTestId('closed')).toContainText('Closed by a manager, without agreement.');
  await expect(merchant.getByText('The store is closed for good.')).toBeVisible();
});

test('a workaround is proposed, tried, accepted, and fails after all; a call and a promise are noted @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const { number, merchant, csa } = await worked(visit, js);
  await tab(csa, 'workaround');
  await act(csa, 'workaround', { workaround: 'Book returns by hand.' });
  const panel = (page: Page) => page.getByTestId('workaround');
  await expect(panel(csa)).toContainText('Workaround proposed');
  await hydrated(csa, js);
  const tried = panel(csa).locator('summary', { hasText: 'We tried it' });
  await fillFolded(tried, formOf(csa, 'workaround-tested'), { works: 'yes', workaround_test: 'Ten returns, once each.' });
  await send(formOf(csa, 'workaround-tested'));
  await expect(panel(csa)).toContainText('it works');
  await opened(merchant, `/portal/cases/${number}`, js);
  await expect(panel(merchant)).toContainText('Book returns by hand.');
  await act(merchant, 'workaround-accepted');
  await expect(panel(merchant)).toContainText('Work on the solution goes on.');
  await hydrated(merchant, js);
  await panel(merchant).locator('summary').click();
  await act(merchant, 'workaround-failed', { workaround_failure: 'There are too many.' });
  await expect(panel(merchant)).toContainText('The workaround does not do');

  await opened(csa, `/desk/cases/${number}`, js);
  await tab(csa, 'call');
  await act(csa, 'call', { call_text: 'They count the returns.', minutes: '6' });
  await expect(csa.getByText('logs a call of 6 minutes')).toBeVisible();
  await hydrated(csa, js);
  await fillFolded(csa.locator('aside summary', { hasText: 'Promise the next update' }), formOf(csa, 'promise'), { promise: '120' });
  await send(formOf(csa, 'promise'));
  await expect(csa.getByTestId('promised')).toContainText('hears from us again by');
  await opened(merchant, `/portal/cases/${number}`, js);
  await expect(merchant.getByTestId('promised')).toContainText('You hear from us again by');
});

test.describe('what is missing', () => {
  test.use({ expectedConsole: [/422/] });

  test('a priority wants a reason, and what was chosen stays @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const { csa } = await worked(visit, js);
    await more(csa, 'Change the priority');
    const form = formOf(csa, 'priority');
    await fill(form, { new_priority: 'P3' });
    if (js) await send(form);
    else expect(await refusedWith(csa, () => send(form))).toBe(422);
    await expect(form.getByText('Write why it changes: the customer reads it.')).toBeVisible();
    expect(await sentences(form)).toEqual({ 'f-priority_reason': 'Write why it changes: the customer reads it.' });
    await expect(form.locator('[name=new_priority][value=P3]')).toBeChecked();
  });
});
