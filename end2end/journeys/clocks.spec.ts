// The clocks of a case: they go by themselves, without a question to the server, and each shows how it comes about.
import { act, openCase } from '../support/acts';
import { expectAccessible } from '../support/axe';
import { caseline } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { dataFolder } from '../support/mail';
import { CSA, MERCHANT, hydrated, opened } from '../support/people';
import { REQUEST, untaken, worked } from '../support/working';
import type { Page } from '@playwright/test';

type Line = { from: string; until: string; why: unknown; counted: number };
type Receipt = { clock: string; due: string; lines: Line[] };

const environment = () => {
  const database = process.env.CASELINE_E2E_DATABASE_URL;
  return database ? { DATABASE_URL: database } : {};
};

async function printed(number: string, ...more: string[]): Promise<string> {
  const { code, stdout, stderr } = await caseline(['receipt', number, '--data', dataFolder(), ...more], environment());
  expect(code, stderr).toBe(0);
  return stdout;
}

/** A length as receipts write it. */
function wholeLength(millis: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const seconds = Math.floor(millis / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return s ? `${h} h ${two(m)} m ${two(s)} s` : `${h} h ${two(m)} m`;
}

/** Opens everything that is folded away. */
async function unfold(page: Page): Promise<void> {
  await page.locator('details').evaluateAll(all => all.forEach(it => it.setAttribute('open', '')));
}

test('a clock counts down and turns late where one looks at it, and nobody is asked', async ({ visit }) => {
  const page = await visit(MERCHANT);
  const number = await openCase(page, { ...REQUEST, impact: 'minor' });
  await page.clock.install();
  await opened(page, `/portal/cases/${number}`, true);
  const left = page.getByTestId('left-resolution');
  const due = page.getByTestId('due-resolution');
  await expect(left).toHaveText(/^1[34] d \d+ h left$/);
  await expect(due).not.toHaveClass(/late/);
  const asked: string[] = [];
  // After days its stream, which was silent for so long, is another.
  page.on('request', request => new URL(request.url()).pathname === '/live' || asked.push(request.url()));

  await page.clock.fastForward(3 * 24 * 3_600_000);
  await expect(left).toHaveText(/^1[01] d \d+ h left$/);
  await page.clock.fastForward(10.5 * 24 * 3_600_000);
  await expect(left).toHaveText(/^\d+ h \d+ m left$/);
  await expect(due).toHaveClass(/soon/);
  await page.clock.fastForward(24 * 3_600_000);
  await expect(left).toHaveText(/late$/);
  await expect(due).toHaveClass(/late/);
  await expect(page.getByText('Was to be resolved by')).toBeVisible();
  // Nobody took it: that is late in the hours of service and in real time.
  await expect(page.getByText(/^To be assigned|^Assigned to a person, was due/).first()).toBeVisible();
  expect(asked, 'what the page has is enough').toEqual([]);
});

test('by when somebody has a case goes by itself on the home page, too', async ({ visit }) => {
  const { number, merchant } = await untaken(visit, true);
  await merchant.clock.install();
  await opened(merchant, '/portal', true);
  const about = merchant.getByRole('row').filter({ has: merchant.locator(`a[href="/portal/cases/${number}"]`) }).locator('.xs.faint');
  await expect(about).toContainText(/a person by \S+/);
  await merchant.clock.fastForward(5 * 24 * 3_600_000);
  await expect(about).toContainText(/a person is .+ late/);
});

test('while a question waits the due time moves on', async ({ visit }) => {
  const { number, merchant, csa } = await worked(visit, true);
  await csa.locator('label:has(#composer-ask)').click();
  await act(csa, 'ask', { questions: 'Which store?' });
  await expect(csa.getByTestId('status')).toHaveText('Waiting on customer');
  await merchant.clock.install();
  await opened(merchant, `/portal/cases/${number}`, true);
  await expect(merchant.getByTestId('left-resolution')).toHaveText('if you answer now');
  const due = merchant.locator('[data-test=due-resolution] time');
  const before = Date.parse((await due.getAttribute('datetime'))!);
  await merchant.clock.fastForward(7 * 24 * 3_600_000);
  await expect.poll(async () => Date.parse((await due.getAttribute('datetime'))!) - before).toBeGreaterThan(6 * 24 * 3_600_000);
});

test('the receipts on the page are those of the command line', async ({ visit }) => {
  const { number, merchant, csa } = await worked(visit, true);
  const machine = (await printed(number, '--json')).trim().split('\n').map(line => JSON.parse(line) as Receipt);
  expect(machine.map(receipt => receipt.clock)).toContain('first_response');
  for (const [page, room] of [[merchant, 'portal'], [csa, 'desk']] as const) {
    const answer = await page.request.get(`/${room}/cases/${number}/receipt.json`);
    expect(await answer.json()).toEqual(machine);
    await opened(page, `/${room}/cases/${number}`, true);
    for (const [place, receipt] of machine.entries()) {
      const lines = page.locator(`[data-test=count-${place}] .receipt li:not(.total)`);
      await expect(lines, receipt.clock).toHaveCount(receipt.lines.length);
      for (const [index, line] of receipt.lines.entries()) {
        const [, counts, , whole] = await lines.nth(index).locator('span').allTextContents();
        const length = wholeLength(Date.parse(line.until) - Date.parse(line.from));
        expect(counts).toBe(line.why === 'counted' ? `+ ${length}` : 'not counted');
        expect(whole).toBe(wholeLength(line.counted));
      }
    }
  }
});

test('a receipt is copied as the text that the command line prints', async ({ visit }) => {
  const { number, merchant } = await worked(visit, true);
  await merchant.goto('/portal');
  const zone = (await merchant.locator('dt', { hasText: 'Times are in' }).locator('+ dd').innerText()).replace(/ /g, '_');
  const [first] = (await printed(number, '--zone', zone)).split('\n\n');
  await merchant.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await opened(merchant, `/portal/cases/${number}`, true);
  await merchant.locator('[data-test=count-0] summary').click();
  await merchant.locator('[data-test=count-0] button').click();
  await expect(merchant.locator('[data-test=count-0] button')).toHaveText('Copied');
  const copied = await merchant.evaluate(() => navigator.clipboard.readText());
  expect(copied.trim().split('\n')).toEqual(first.trim().split('\n').slice(1));
});

test('the count is there without a script, accessible and within a telephone @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const { number, merchant, csa } = await worked(visit, js);
  for (const [page, path] of [[merchant, `/portal/cases/${number}`], [csa, `/desk/cases/${number}`], [merchant, '/portal/account']] as const) {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(path);
    await hydrated(page, js);
    await unfold(page);
    if (path !== '/portal/account') await expect(page.locator('[data-test=count-0] .receipt .total')).toBeVisible();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, `${path} does not scroll sideways`).toBe(0);
    if (js) await expectAccessible(page);
  }
});

test('members read their plan in plain words, and our word to them', async ({ visit }) => {
  const page = await visit(MERCHANT);
  await page.goto('/portal');
  await page.getByRole('link', { name: 'Your plan, and our word to you' }).click();
  await expect(page).toHaveURL(/\/portal\/account$/);
  await expect(page.getByTestId('hours')).toContainText('Monday to Friday, around the clock, Los Angeles time.');
  await expect(page.getByTestId('targets')).toContainText('within 48 business hours');
  await expect(page.getByTestId('rules')).toContainText('Outage and P1: please phone');
  await expect(page.getByTestId('our-word')).toContainText(/\d+ of \d+, \d+ %|No promise to you came due/);
  // Nobody of our side has such a page.
  const desk = await visit(CSA);
  expect((await desk.request.get('/portal/account')).status()).toBe(404);
});
