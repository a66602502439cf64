// On a telephone, and without a mouse: every page fits 360 pixels, what one came to do is in reach, and keys alone do.
import { act, answerCall, caseNumber, fillRequest, openCase, surveyPath, tab } from '../support/acts';
import { accountName, newcomer } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { fill, formOf, held, refusedWith, send } from '../support/forms';
import { ADMIN, CSA, MANAGER, MERCHANT, PARTNER, PASSWORD, hydrated } from '../support/people';
import { untaken } from '../support/working';
import type { Locator, Page } from '@playwright/test';

const WIDTH = 360;

/** Nothing is wider than the screen: neither the page, nor something that a person would have to pull into view. */
async function expectFits(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.scrollingElement!.scrollWidth);
  const beyond = await page.evaluate(width => {
    const scrolls = (it: Element): boolean => {
      for (let up: Element | null = it; up; up = up.parentElement) {
        const { overflowX, position, clipPath, visibility } = getComputedStyle(up);
        // What scrolls by itself, and what is there for readers only.
        if (['auto', 'scroll', 'hidden', 'clip'].includes(overflowX) && up !== document.body && up !== document.documentElement) return true;
        if (visibility === 'hidden' || (position === 'absolute' && clipPath !== 'none')) return true;
      }
      return false;
    };
    return [...document.body.querySelectorAll('*')]
      .filter(it => it.getClientRects().length > 0 && it.getBoundingClientRect().right > width + 0.5 && !scrolls(it))
      .map(it => `${it.tagName.toLowerCase()}.${it.className}: ${it.textContent!.trim().slice(0, 40)}`)
      .slice(0, 5);
  }, WIDTH);
  expect({ width, beyond }, page.url()).toEqual({ width: WIDTH, beyond: [] });
}

/** Whether a finger gets there: wholly on the screen, under nothing else, and large enough (WCAG 2.2, 2.5.8). */
async function expectInReach(action: Locator): Promise<void> {
  await action.scrollIntoViewIfNeeded();
  const box = (await action.boundingBox())!;
  expect(box.x, `${action}`).toBeGreaterThanOrEqual(0);
  // A strip that scrolls stops at a whole pixel.
  expect(box.x + box.width, `${action}`).toBeLessThan(WIDTH + 1);
  expect(box.height, `${action}`).toBeGreaterThanOrEqual(24);
  await action.click({ trial: true });
}

type Shown = [path: string, actions: (page: Page) => Locator[]];

const PAGES: [string, string | undefined, Shown[]][] = [
  [
    'public',
    undefined,
    [
      ['/sign-in', page => [page.getByRole('button', { name: 'Sign in' }), page.getByRole('link', { name: 'Forgot your password?' })]],
      ['/forgot-password', page => [page.getByRole('button', { name: 'Send the link' })]],
      ['/welcome/nothing', page => [page.getByRole('link', { name: 'Ask for a new link' })]],
    ],
  ],
  [
    'portal',
    MERCHANT,
    [
      ['/portal', page => [page.getByRole('main').getByRole('link', { name: 'Open a request' }), phone(page), corner(page)]],
      ['/portal/cases?q=order', page => [page.locator('[name=q]'), page.getByRole('button', { name: 'Search' }), page.getByTestId('found').getByRole('link').first()]],
      ['/portal/legacy/1', page => [page.getByRole('link', { name: 'Cases' }), corner(page)]],
      ['/portal/requests/new', page => [page.getByRole('button', { name: 'Submit' }).first(), page.getByRole('button', { name: 'Save draft' }), phone(page)]],
      ['/portal/requests/call', page => [page.getByRole('main').getByRole('link', { name: 'Open a request' }), phone(page)]],
    ],
  ],
  [
    'desk',
    CSA,
    [
      ['/desk', page => [page.getByRole('link', { name: 'Unassigned' }), page.getByRole('link', { name: 'Take a call' }), corner(page)]],
      ['/desk?view=unassigned', page => [page.getByRole('link', { name: 'All open' })]],
      ['/desk?view=waiting', page => [page.getByRole('link', { name: 'All open' })]],
      ['/desk?view=all', page => [page.locator('main a.cover').first()]],
      ['/desk/search?q=order', page => [page.locator('[name=q]'), page.getByTestId('found').getByRole('link').first()]],
      ['/desk/legacy/1', page => [page.getByRole('link', { name: 'Search' }).last()]],
      ['/desk/phone', page => [page.getByTestId('answer')]],
    ],
  ],
  ['reports', MANAGER, [['/reports/satisfaction', page => [page.locator('main [name=weeks]'), page.locator('main a[href^="/desk/cases/"]').first()]]]],
  [
    'administration',
    ADMIN,
    [
      ['/admin/accounts', page => [page.locator('main a.cover').first(), page.getByRole('button', { name: 'Show' })]],
      ['/admin/new/plan', page => [page.getByRole('button', { name: 'Make the plan' })]],
      ['/admin/new/calendar', page => [page.getByRole('button', { name: 'Make the calendar' })]],
      ['/admin/plans', page => [page.locator('main a.cover').first(), page.getByRole('link', { name: 'New plan' })]],
      ['/admin/plans/Standard', page => [page.getByRole('button', { name: 'Show what changes' })]],
      ['/admin/causes', page => [page.getByRole('button', { name: 'Save the causes' }), page.getByRole('button', { name: 'Down: cause 1' })]],
      ['/admin/calendars', page => [page.locator('main a.cover').first()]],
      ['/admin/calendars/Standard', page => [page.getByRole('button', { name: 'Show what changes' }), page.getByRole('link', { name: 'Add holidays' })]],
      ['/admin/calendars/Standard/holidays/add', page => [page.getByRole('button', { name: 'List its holidays' })]],
    ],
  ],
];

const phone = (page: Page) => page.locator('a.phone');
const corner = (page: Page) => page.locator('[popovertarget=me]');

test.describe('at 360 pixels', () => {
  test.use({ viewport: { width: WIDTH, height: 740 } });

  for (const [room, who, pages] of PAGES) {
    test(`${room}: no page scrolls sideways, and what one came to do is in reach @nojs`, async ({ visit, javaScriptEnabled: js }) => {
      const page = await visit(who);
      for (const [path, actions] of pages) {
        await test.step(path, async () => {
          await page.goto(path);
          await hydrated(page, js);
          await expectFits(page);
          for (const action of actions(page)) await expectInReach(action);
        });
      }
      if (who === CSA) {
        await answerCall(page);
        await hydrated(page, js);
        await expectFits(page);
        for (const name of ['Open what they wrote', 'Find', 'Open the case and own it']) {
          await expectInReach(page.getByRole('button', { name, exact: true }));
        }
      }
      if (!who) return;
      await corner(page).click();
      await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible();
      await expectFits(page);
    });
  }

  test('a case with long words fits on either side, through all its steps @nojs', async ({ visit, javaScriptEnabled: js }) => {
    test.setTimeout(180_000);
    const word = 'com.example.fulfilment.sourcing.rules.StoreScopeEvaluatorFactoryBean'.repeat(2);
    const merchant = await visit(MERCHANT);
    const number = await openCase(merchant, {
      subject: `Fails in ${word}`.slice(0, 160),
      description: `Stack: ${word}\nhttps://oms.example.com/orders/${'0123456789'.repeat(12)}`,
      area: 'Access and configuration',
      impact: 'core',
    });
    const csa = await visit(CSA);
    const desk = async (...actions: Locator[]) => {
      await csa.goto(`/desk/cases/${number}`);
      await hydrated(csa, js);
      await expectFits(csa);
      for (const action of actions) await expectInReach(action);
    };
    const portal = async (...actions: Locator[]) => {
      await merchant.goto(`/portal/cases/${number}`);
      await hydrated(merchant, js);
      await expectFits(merchant);
      for (const action of actions) await expectInReach(action);
    };

    await portal(merchant.getByRole('button', { name: 'Send' }), phone(merchant));
    await desk(csa.getByRole('button', { name: 'Take it' }));
    await act(csa, 'take');
    for (const [name, button] of [
      ['message', 'Send'],
      ['note', 'Keep the note'],
      ['ask', 'Ask'],
      ['propose', 'Propose to close'],
      ['hand-over', 'Ask them'],
    ]) {
      await desk(csa.locator(`label:has(#composer-${name})`));
      await tab(csa, name);
      await expectFits(csa);
      await expectInReach(csa.getByRole('button', { name: button, exact: true }));
    }
    await tab(csa, 'note');
    await act(csa, 'note', { note: word });
    await tab(csa, 'ask');
    await act(csa, 'ask', { questions: 'Which of your stores was the first, and since when?' });
    await desk();
    await portal(merchant.getByRole('button', { name: 'Send the answer' }));
    await act(merchant, 'answer', { answer: word });
    await desk();
    await tab(csa, 'propose');
    await act(csa, 'propose', { summary: word });
    await portal(merchant.getByRole('button', { name: 'Agree and close' }));
    await portal();
    await act(merchant, 'accept');
    await portal(merchant.getByRole('button', { name: 'Tell us' }));
    await csa.goto('/desk?view=all');
    await expectFits(csa);
    await desk();

    const guest = await visit();
    await guest.goto(await surveyPath(MERCHANT, number));
    await hydrated(guest, js);
    await expectFits(guest);
    await expectInReach(guest.locator('label', { has: guest.locator('input[name=overall][value="5"]') }));
    await expectInReach(guest.getByRole('button', { name: 'Send' }));
    await fill(formOf(guest, 'survey'), { overall: '5', timeliness: '4', quality: '5', expectations: 'met', comment: word });
    await guest.getByRole('button', { name: 'Send' }).click();
    await expect(guest.getByText('Thank you').first()).toBeVisible();
    await expectFits(guest);
    // What the customer wrote stands in the manager's report.
    const manager = await visit(MANAGER);
    await manager.goto('/reports/satisfaction');
    await hydrated(manager, js);
    await expect(manager.getByText(word).first()).toBeVisible();
    await expectFits(manager);
  });

  test('a call card fits, with both numbers and the code', async ({ visit }) => {
    const partner = await visit(PARTNER);
    await partner.goto('/portal/requests/new');
    await hydrated(partner, true);
    await fillRequest(partner, { subject: 'Nobody can pay', description: 'Every store.', area: 'Payments and refunds', impact: 'outage' });
    await expectFits(partner);
    await expectInReach(partner.locator('main a[href^="tel:"]:visible').first());
    await partner.getByRole('button', { name: 'Show me the number to call' }).click();
    await partner.getByTestId('call-code').waitFor();
    await hydrated(partner, true);
    await expectFits(partner);
    for (const number of await partner.locator('main a[href^="tel:"]').all()) await expectInReach(number);
    await expect(partner.getByTestId('call-code')).toBeInViewport();
    // Another test's request begins empty again.
    await partner.goto('/portal/requests/new');
    await hydrated(partner, true);
    await partner.getByRole('button', { name: 'Discard draft' }).click();
    await partner.getByRole('button', { name: 'Yes, discard it' }).click();
    await expect(partner).toHaveURL(/\/portal#?$/);
  });

  test.describe('and what is wrong', () => {
    // Who hears that a case moved on does not send what is refused for it.
    test.use({ expectedConsole: [/404|422/], deaf: true });

    test('a form that comes back to a long case stands in sight with its sentence @nojs', async ({ visit, javaScriptEnabled: js }) => {
      const merchant = await visit(MERCHANT);
      const number = await openCase(merchant, {
        subject: 'A long thread',
        description: 'It goes on and on.\n'.repeat(30),
        area: 'Integrations',
        impact: 'minor',
      });
      const csa = await visit(CSA);
      await csa.goto(`/desk/cases/${number}`);
      await act(csa, 'take');
      await expect(csa.getByTestId('status')).toHaveText('Working');
      await hydrated(csa, js);
      await tab(csa, 'propose');
      await act(csa, 'propose', { summary: 'It is solved.' });
      await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
      await hydrated(csa, js);
      await fill(formOf(csa, 'message'), { text: 'Tell me when it is.' });
      await merchant.goto(`/portal/cases/${number}`);
      await merchant.getByText('Not yet', { exact: true }).click();
      await act(merchant, 'decline', { reason: 'Still there. '.repeat(100) });
      await expect(merchant.getByText('Still there. Still there.').first()).toBeVisible();

      // The page was opened at another place of it.
      expect(csa.url()).toMatch(/#e\d+$/);
      expect(await refusedWith(csa, () => send(formOf(csa, 'message')))).toBe(422);
      await hydrated(csa, js);
      const said = csa.locator('.banner', { hasText: 'The case changed while you were writing.' });
      await expect(said).toBeInViewport({ ratio: 1 });
      if (js) await expect(said).toBeFocused();
      await expect(csa.locator('[name=text]')).toHaveValue('Tell me when it is.');
      // Done, the page stands at what was done.
      await send(formOf(csa, 'message'));
      await expect(csa.locator('.text', { hasText: 'Tell me when it is.' })).toBeVisible();
      expect(csa.url()).toMatch(/#e\d+$/);
    });

    test('a request that comes back stands in sight with its sentence @nojs', async ({ visit, javaScriptEnabled: js }) => {
      const page = await newcomer(visit, 'member', 'Noa Narrow', await accountName(await visit(MERCHANT)));
      await page.goto('/portal/requests/new');
      if (!js) {
        await page.locator('[name=subject]').fill('Only a line');
        expect(await refusedWith(page, () => page.locator('form button.main').click())).toBe(422);
        await expect(page.locator('.error-summary')).toBeInViewport({ ratio: 1 });
      }
      await hydrated(page, js);
      await fillRequest(page, { subject: 'Two windows', description: 'x', area: 'Integrations', impact: 'minor' });
      if (js) await expect(page.getByTestId('saved')).toBeVisible();
      else await page.locator('button[value=save]').click();
      await hydrated(page, js);
      // Another window saves the draft with another word in it.
      const form = await held(formOf(page, 'submit'));
      const other = { ...form, act: 'save', subject: 'Of the other window' };
      const headers = { origin: new URL(page.url()).origin };
      expect((await page.request.post('/portal/requests/new', { form: other, headers })).ok()).toBe(true);
      expect(await refusedWith(page, () => page.locator('form button.main').click())).toBe(422);
      await hydrated(page, js);
      const said = page.locator('.banner', { hasText: 'Another window changed this draft meanwhile' });
      await expect(said).toBeInViewport({ ratio: 1 });
      if (js) await expect(said).toBeFocused();
      await page.locator('form button.main').click();
      expect(await caseNumber(page)).toBeTruthy();
      expect(page.url(), 'the new page stands at its beginning').toMatch(/C-\d+#?$/);
    });

    test('the pages that say no fit as well @nojs', async ({ visit, javaScriptEnabled: js }) => {
      const page = await visit(MERCHANT);
      for (const path of ['/portal/cases/C-99999999', '/nothing-here', '/desk']) {
        await page.goto(path);
        await hydrated(page, js);
        await expectFits(page);
        await expectInReach(page.getByRole('link', { name: 'To the start' }));
      }
      await page.goto('/portal/requests/new');
      await hydrated(page, js);
      await page.locator('[name=subject]').fill('');
      await page.locator('[name=description]').fill('');
      await page.getByRole('button', { name: 'Submit' }).first().click();
      await expect(page.locator('.error-summary')).toBeVisible();
      await expectFits(page);
      await expectInReach(page.locator('.error-summary a').first());
    });
  });
});

/** Presses Tab until this has the focus, as somebody without a mouse would; more than a page has of stops is too many. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stop = 0; stop < 60; stop++) {
    if (await target.evaluate(it => it === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target}`);
}

/** Whether something shows where the focus is. */
async function expectFocusSeen(target: Locator): Promise<void> {
  const ring = await target.evaluate(it => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  });
  expect(ring, `the focus on ${target} is seen`).toBe(true);
}

test('keys alone sign in, open a request and write on its case @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const page = await visit();
  const type = async (target: Locator, text: string) => {
    await tabTo(page, target);
    await expectFocusSeen(target);
    await page.keyboard.type(text);
  };
  const press = async (target: Locator, key = 'Enter') => {
    await tabTo(page, target);
    await expectFocusSeen(target);
    await page.keyboard.press(key);
  };

  await page.goto('/sign-in');
  await hydrated(page, js);
  await type(page.locator('[name=email]'), MERCHANT);
  await type(page.locator('[name=password]'), PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/portal$/);
  await hydrated(page, js);

  // The first stop is the one that jumps over the navigation.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await press(page.getByRole('main').getByRole('link', { name: 'Open a request' }));
  await expect(page).toHaveURL(/\/portal\/requests\/new$/);
  await page.locator('[name=subject]').waitFor();

  const subject = `By keys alone ${Date.now()}`;
  await tabTo(page, page.locator('[name=subject]'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type(subject);
  await tabTo(page, page.locator('[name=description]'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('No hand left the keys.');
  await type(page.locator('[name=area]'), 'Integrations');
  await tabTo(page, page.locator('input[name=impact]:checked, input[name=impact][value=outage]').first());
  // Arrows go through the answers, and each is shown at once.
  const minor = page.locator('input[name=impact][value=minor]');
  for (let step = 0; step < 5 && !(await minor.isChecked()); step++) await page.keyboard.press('ArrowDown');
  await expect(minor).toBeChecked();
  await press(page.getByRole('button', { name: 'Submit as P3' }));
  await caseNumber(page);
  await hydrated(page, js);
  await expect(page.getByRole('heading', { name: subject })).toBeVisible();

  await type(page.locator('[name=text]'), 'Written by keys, too.');
  await press(page.getByRole('button', { name: 'Send' }));
  await expect(page.locator('.text', { hasText: 'Written by keys, too.' })).toBeVisible();
});

test('keys alone take a case and keep a note that is internal @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const { csa } = await untaken(visit, js);
  await tabTo(csa, csa.getByRole('button', { name: 'Take it' }));
  await csa.keyboard.press('Enter');
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await hydrated(csa, js);
  await tabTo(csa, csa.locator('#composer-message'));
  await csa.keyboard.press('ArrowRight');
  await expect(csa.locator('#composer-note')).toBeFocused();
  await expect(csa.getByText('Internal: the customer never sees this').first()).toBeVisible();
  await tabTo(csa, csa.locator('[name=note]'));
  await csa.keyboard.type('Kept by keys.');
  await tabTo(csa, csa.getByRole('button', { name: 'Keep the note' }));
  await csa.keyboard.press('Enter');
  await expect(csa.locator('.text', { hasText: 'Kept by keys.' })).toBeVisible();
});

test('a form that is refused puts the focus on its first wrong field', async ({ visit }) => {
  const page = await visit();
  await page.goto('/sign-in');
  await hydrated(page, true);
  await tabTo(page, page.getByRole('button', { name: 'Sign in' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('[name=email]')).toBeFocused();
  await expectFocusSeen(page.locator('[name=email]'));
});

test('the tables of the portal are tables on a wide screen, and cards on a telephone', async ({ visit }) => {
  const { merchant } = await untaken(visit, true);
  for (const path of ['/portal', '/portal/account']) {
    await merchant.goto(path);
    const tables = merchant.locator('main .scroll');
    await expect(tables).not.toHaveCount(0);
    for (const [width, display] of [[1440, 'table-row'], [WIDTH, 'flex']] as const) {
      await merchant.setViewportSize({ width, height: 900 });
      const shown = await tables.evaluateAll(all =>
        all.map(scroll => ({
          display: getComputedStyle(scroll.querySelector('tbody tr')!).display,
          hidden: scroll.scrollWidth - scroll.clientWidth,
        })),
      );
      for (const table of shown) expect(table, `${path} at ${width}`).toEqual({ display, hidden: 0 });
    }
  }
});
