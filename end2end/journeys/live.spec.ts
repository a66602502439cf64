// Two people look at the same case. What one does the other sees without loading anything, and keeps what they type.
import { act, openCase, tab } from '../support/acts';
import { test, expect } from '../support/fixtures';
import { CSA, MERCHANT, opened } from '../support/people';
import { REQUEST, untaken, worked } from '../support/working';

test('what the customer writes appears where the analyst is writing, and the answer where the customer looks', async ({ visit }) => {
  const { number, merchant, csa } = await worked(visit, true);
  await opened(merchant, `/portal/cases/${number}`, true);
  await opened(csa, `/desk/cases/${number}`, true);
  const queue = await visit(CSA);
  await opened(queue, '/desk?view=mine', true);
  const row = queue.locator('tr', { hasText: number });
  await expect(row).toHaveCount(1);
  await row.locator('a').focus();

  // Half a sentence, in the second tab of a page that is longer than the window.
  await csa.setViewportSize({ width: 1440, height: 500 });
  await tab(csa, 'note');
  const typed = csa.locator('[name=note]');
  await typed.fill('Half of a sen');
  await typed.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(5, 5));
  await typed.evaluate(field => field.scrollIntoView({ block: 'center' }));
  const place = await typed.evaluate(field => field.getBoundingClientRect().top);

  const said = `It happens again in Lyon ${Date.now()}`;
  await act(merchant, 'message', { text: said });
  const fresh = csa.locator('.entry', { hasText: said });
  await expect(fresh).toBeVisible();
  await expect(csa.locator('#live')).toHaveText(/^New from /);
  await expect(typed).toHaveValue('Half of a sen');
  await expect(typed).toBeFocused();
  expect(await typed.evaluate((field: HTMLTextAreaElement) => field.selectionStart)).toBe(5);
  expect(Math.abs((await typed.evaluate(field => field.getBoundingClientRect().top)) - place)).toBeLessThan(2);
  // New until they have looked at it.
  await fresh.scrollIntoViewIfNeeded();
  await expect(fresh).not.toHaveAttribute('data-new', /.*/);
  await expect(csa.locator('form', { has: csa.locator('[name=note]') }).locator('[name=seen]')).not.toHaveValue('0');

  // The note is not refused as stale, and the customer hears nothing of it.
  await typed.press('End');
  await typed.pressSequentially('tence.');
  await act(csa, 'note');
  await expect(csa.locator('.entry.internal', { hasText: 'Half of a sentence.' })).toBeVisible();

  // A question changes what both may do; what the customer has begun to write stays with them.
  await opened(csa, `/desk/cases/${number}`, true);
  await opened(merchant, `/portal/cases/${number}`, true);
  await merchant.locator('summary', { hasText: 'Ask to close' }).click();
  await merchant.locator('[name=summary]').fill('It went away by its');
  await tab(csa, 'ask');
  await act(csa, 'ask', { questions: 'Which store was the first?' });
  await expect(merchant.getByText('Which store was the first?')).toBeVisible();
  await expect(merchant.locator('[name=summary]')).toHaveValue('It went away by its');
  await expect(merchant.getByText('Half of a sentence.')).toHaveCount(0);
  await expect(row).toContainText('Waiting on customer');
  await expect(row.locator('a')).toBeFocused();

  await act(merchant, 'answer', { answer: 'Lyon, since Tuesday.' });
  await expect(csa.getByText('Lyon, since Tuesday.')).toBeVisible();
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await expect(row).toContainText('Working');
});

test('a case that is opened appears in the queue that somebody looks at, and its count follows', async ({ visit }) => {
  const csa = await visit(CSA);
  await opened(csa, '/desk?view=unassigned', true);
  const mine = csa.locator('nav.side a', { hasText: 'Mine' });
  const before = await mine.innerText();
  const { number, csa: taker } = await untaken(visit, true);
  const row = csa.locator('tr', { hasText: number });
  await expect(row).toHaveCount(1);
  await act(taker, 'take');
  await expect(row).toHaveCount(0);
  await expect(mine).not.toHaveText(before);
});

test('one stream serves all tabs of a browser, and another tab takes it over', async ({ visit }) => {
  const csa = await visit(CSA);
  await opened(csa, '/desk/phone', true);
  const asked: string[] = [];
  csa.context().on('request', request => new URL(request.url()).pathname === '/live' && asked.push(request.url()));
  await opened(csa, '/desk?view=mine', true);
  const second = await csa.context().newPage();
  await opened(second, '/desk?view=mine', true);
  await expect.poll(() => asked.length).toBe(1);
  const first = await worked(visit, true);
  for (const page of [csa, second]) await expect(page.locator('tr', { hasText: first.number })).toHaveCount(1);
  expect(asked.length).toBe(1);
  await csa.close();
  const later = await worked(visit, true);
  await expect(second.locator('tr', { hasText: later.number })).toHaveCount(1);
  expect(asked.length).toBe(2);
});

test('what was typed into a form that is gone is given back', async ({ visit }) => {
  const { number, merchant, csa } = await worked(visit, true);
  await opened(merchant, `/portal/cases/${number}`, true);
  await merchant.locator('summary', { hasText: 'Ask to close' }).click();
  await merchant.locator('[name=summary]').fill('Typed and kept');
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'The rule is off.' });
  await expect(merchant.getByText('Is it solved for you?')).toBeVisible();
  await expect(merchant.locator('[name=summary]')).toHaveCount(0);
  await expect(merchant.getByTestId('left-over')).toContainText('Typed and kept');
});

test('a page whose session is over stays as it is and says nothing of it', async ({ visit }) => {
  const csa = await visit(CSA);
  await opened(csa, '/desk?view=unassigned', true);
  const rows = await csa.locator('main tbody tr').count();
  // The stream is still there when the session is gone from this browser.
  await csa.context().clearCookies({ name: 'caseline' });
  const asked = csa.waitForResponse(answer => answer.url().includes('/act/page'));
  await untaken(visit, true);
  expect((await asked).status()).toBe(200);
  await expect(csa).toHaveURL(/\/desk\?view=unassigned$/);
  expect(await csa.locator('main tbody tr').count()).toBe(rows);
});

test('a page that wakes only when its session is over says nothing of it either', async ({ visit }) => {
  const csa = await visit(CSA);
  let wake = () => {};
  const signedOut = new Promise<void>(done => (wake = done));
  await csa.route('**/*.wasm', route => signedOut.then(() => route.continue()));
  await csa.goto('/desk', { waitUntil: 'commit' });
  await csa.context().clearCookies({ name: 'caseline' });
  const asked = csa.waitForResponse(answer => answer.url().includes('/live'));
  wake();
  expect((await asked).status()).toBe(204);
  await expect(csa).toHaveURL(/\/desk$/);
  await expect(csa.getByRole('heading', { level: 1 })).toBeVisible();
});

test('who signs out in one tab is told nothing more in the others', async ({ visit }) => {
  const csa = await visit(CSA);
  await opened(csa, '/desk?view=unassigned', true);
  const other = await csa.context().newPage();
  await opened(other, '/desk/phone', true);
  const ended = csa.waitForEvent('requestfinished', request => request.url().includes('/live'));
  await other.locator('[popovertarget=me]').click();
  await other.getByRole('button', { name: 'Sign out', exact: true }).click();
  await ended;
  await expect(csa).toHaveURL(/\/desk\?view=unassigned$/);
});

test.describe('a server that is stopped', () => {
  // A browser that looks for it notes that it is not there.
  test.use({ expectedConsole: [/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/] });

  test('and started again is followed again, and what happened meanwhile is not missed', async ({ visit, second }) => {
    test.setTimeout(180_000);
    const server = await second();
    const csa = await visit(CSA, server.url);
    await opened(csa, '/desk?view=unassigned', true);
    await server.off();
    const beside = await server.beside();
    const meanwhile = await openCase(await visit(MERCHANT, beside.url), REQUEST);
    await beside.stop();
    await expect(csa.locator('tr', { hasText: meanwhile })).toHaveCount(0);
    await server.on();
    await expect(csa.locator('tr', { hasText: meanwhile })).toHaveCount(1, { timeout: 60_000 });
    const later = await openCase(await visit(MERCHANT, server.url), REQUEST);
    await expect(csa.locator('tr', { hasText: later })).toHaveCount(1);
  });
});

test('a stream that died in silence while the computer slept is asked for anew, and nothing is missed', async ({ visit, second, door }) => {
  test.setTimeout(180_000);
  const server = await second();
  const way = await door(server.url);
  const csa = await visit(CSA, way.url());
  await opened(csa, '/desk?view=unassigned', true);
  const first = await openCase(await visit(MERCHANT, server.url), REQUEST);
  await expect(csa.locator('tr', { hasText: first })).toHaveCount(1);
  way.silence();
  const meanwhile = await openCase(await visit(MERCHANT, server.url), REQUEST);
  const again = csa.waitForRequest(request => request.url().includes('/live'));
  // It wakes up a minute later.
  await csa.evaluate(() => {
    const before = Date.now;
    Date.now = () => before() + 60_000;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await again;
  await expect(csa.locator('tr', { hasText: meanwhile })).toHaveCount(1);
});
