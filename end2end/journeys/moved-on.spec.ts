// A case moves on under a half-written text. Nothing typed is lost, and a sentence says what happened.
import { act, openCase, tab } from '../support/acts';
import { newcomer, ownName } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { fill, formOf, refusedWith, send } from '../support/forms';
import { CSA, MERCHANT, hydrated, opened } from '../support/people';
import { REQUEST, worked } from '../support/working';

const MOVED_ON = 'The case changed while you were writing.';

test.describe('a case that moves on while somebody writes', () => {
  // The server refuses what was written to a state that is over; the browser notes it in its console.
  test.use({ expectedConsole: [/422/], deaf: true });

  test('a message to a proposal that is declined meanwhile comes back with its text and goes the second time @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const { number, merchant, csa } = await worked(visit, js);
    await tab(csa, 'propose');
    await act(csa, 'propose', { summary: 'The double booking came from a rule that is off now.' });
    await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
    await hydrated(csa, js);
    const typed = `Half of a sentence ${Date.now()}\n\nand a second paragraph <b>with marks</b> & more`;
    await fill(formOf(csa, 'message'), { text: typed });

    await opened(merchant, `/portal/cases/${number}`, js);
    await merchant.getByText('Not yet', { exact: true }).click();
    await act(merchant, 'decline', { reason: 'Lyon still books twice.' });
    await expect(merchant.getByText('Lyon still books twice.')).toBeVisible();

    expect(await refusedWith(csa, () => send(formOf(csa, 'message')))).toBe(422);
    await hydrated(csa, js);
    await expect(csa.getByTestId('status')).toHaveText('Working');
    await expect(csa.getByText('Lyon still books twice.')).toBeVisible();
    await expect(csa.getByText(MOVED_ON)).toBeVisible();
    await expect(csa.locator('[name=text]')).toBeVisible();
    await expect(csa.locator('[name=text]')).toHaveValue(typed);

    await send(formOf(csa, 'message'));
    await expect(csa.locator('.text', { hasText: 'and a second paragraph <b>with marks</b> & more' })).toHaveCount(1);
    await expect(csa.locator('[name=text]')).toHaveValue('');
  });

  test('questions to a customer who asks to close meanwhile are given back @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const { number, merchant, csa } = await worked(visit, js);
    await tab(csa, 'ask');
    await fill(formOf(csa, 'ask'), { questions: 'Which store was the first?\nSince when?' });

    await opened(merchant, `/portal/cases/${number}`, js);
    await merchant.locator('summary', { hasText: 'Ask to close' }).click();
    await act(merchant, 'propose', { summary: 'It was our own import; it is stopped.' });
    await expect(merchant.getByText('It was our own import; it is stopped.')).toBeVisible();

    expect(await refusedWith(csa, () => send(formOf(csa, 'ask')))).toBe(422);
    await hydrated(csa, js);
    await expect(csa.getByTestId('status')).toHaveText('Customer asks to close');
    await expect(csa.getByText(MOVED_ON)).toBeVisible();
    await expect(csa.getByTestId('left-over')).toContainText('Which store was the first?\nSince when?');

    // What the page offers now works: not yet, and then the questions.
    await csa.locator('summary', { hasText: 'Not yet' }).click();
    await act(csa, 'decline', { reason: 'One more thing before we close.' });
    await expect(csa.getByTestId('status')).toHaveText('Working');
    await hydrated(csa, js);
    await tab(csa, 'ask');
    await act(csa, 'ask', { questions: 'Which store was the first?\nSince when?' });
    await expect(csa.getByTestId('status')).toHaveText('Waiting on customer');
  });

  test('an answer to a question that gave way to a proposal is given back to the customer @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const { number, merchant, csa } = await worked(visit, js);
    await tab(csa, 'ask');
    await act(csa, 'ask', { questions: 'Which store was the first?' });
    await expect(csa.getByTestId('status')).toHaveText('Waiting on customer');
    await hydrated(csa, js);
    await opened(merchant, `/portal/cases/${number}`, js);
    await fill(formOf(merchant, 'answer'), { answer: 'Lyon was the first,\nthen Hamburg.' });

    await tab(csa, 'propose');
    await act(csa, 'propose', { summary: 'We found it ourselves: it was Lyon.' });
    await expect(csa.getByTestId('status')).toHaveText('Closure proposed');

    expect(await refusedWith(merchant, () => send(formOf(merchant, 'answer')))).toBe(422);
    await hydrated(merchant, js);
    await expect(merchant.getByText('We found it ourselves: it was Lyon.')).toBeVisible();
    await expect(merchant.getByText(MOVED_ON)).toBeVisible();
    await expect(merchant.getByTestId('left-over')).toContainText('Lyon was the first,\nthen Hamburg.');
    await expect(formOf(merchant, 'accept')).toBeVisible();

    await act(merchant, 'message', { text: 'Lyon was the first, then Hamburg.' });
    await expect(merchant.locator('.text', { hasText: 'Lyon was the first, then Hamburg.' })).toBeVisible();
  });

  test('a text that came back stays with its case, wherever one goes from there', async ({ visit }) => {
    const other = await openCase(await visit(MERCHANT), REQUEST);
    const { number, merchant, csa } = await worked(visit, true);
    await tab(csa, 'propose');
    await act(csa, 'propose', { summary: 'It is solved.' });
    await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
    await hydrated(csa, true);
    await fill(formOf(csa, 'message'), { text: 'For this customer alone' });
    await opened(merchant, `/portal/cases/${number}`, true);
    await merchant.getByText('Not yet', { exact: true }).click();
    await act(merchant, 'decline', { reason: 'Still there.' });
    await expect(merchant.getByText('Still there.')).toBeVisible();
    expect(await refusedWith(csa, () => send(formOf(csa, 'message')))).toBe(422);
    await hydrated(csa, true);

    // Without a page load, as the links of the application go.
    await csa.getByRole('link', { name: 'Unassigned' }).click();
    await csa.locator(`a[href^="/desk/cases/${other}"]`).first().click();
    await expect(csa.getByText(other).first()).toBeVisible();
    await expect(csa.locator('[name=text]')).toHaveValue('');
    await expect(csa.getByText(MOVED_ON)).toHaveCount(0);
  });

  test('of two who take one case the second is told who has it @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const merchant = await visit(MERCHANT);
    const number = await openCase(merchant, REQUEST);
    const first = await visit(CSA);
    const second = await newcomer(visit, 'csa', 'Nora Quick');
    await opened(first, `/desk/cases/${number}`, js);
    await opened(second, `/desk/cases/${number}`, js);
    const owner = await ownName(first);

    await act(first, 'take');
    await expect(first.getByTestId('status')).toHaveText('Working');

    expect(await refusedWith(second, () => send(formOf(second, 'take')))).toBe(422);
    await hydrated(second, js);
    await expect(second.getByText(MOVED_ON)).toBeVisible();
    await expect(second.getByText(`${owner} took the case`)).toBeVisible();
    await expect(second.locator('dt', { hasText: 'Owner' }).locator('+ dd')).toHaveText(owner);
    await expect(formOf(second, 'take')).toHaveCount(0);
  });
});
