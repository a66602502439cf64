// What goes wrong while people write: a wrong field, a case that moved on under a half-written text, a draft in two
// windows, a database that is away, a setting that cannot be. Nothing typed is lost, and a sentence says what happened.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act, answerCall, fillRequest, openCase, surveyPath, tab } from '../support/acts';
import { accountName, caseline, newcomer, ownName } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { fill, formOf, held, posted, refusedWith, send, sentences, type Typed } from '../support/forms';
import { CSA, MERCHANT, PASSWORD, hydrated } from '../support/people';
import { Door, secondServer } from '../support/second';
import type { Page, Request } from '@playwright/test';

type Visit = (email?: string) => Promise<Page>;

const REQUEST = {
  subject: 'Returns are booked twice',
  description: 'Since this morning each return is booked twice in the stock.',
  area: 'Shipping and returns',
  impact: 'core',
} as const;

const MOVED_ON = 'The case changed while you were writing.';
const LONG = 'x'.repeat(20_001);
const TOO_LONG = 'Make it shorter: at most 20000 characters fit here.';

/** A case of the merchant, taken by the CSA, each on their page of it. */
async function worked(visit: Visit, js: boolean): Promise<{ number: string; merchant: Page; csa: Page }> {
  const merchant = await visit(MERCHANT);
  const number = await openCase(merchant, REQUEST);
  const csa = await visit(CSA);
  await opened(csa, `/desk/cases/${number}`, js);
  await act(csa, 'take');
  await expect(csa.getByTestId('status')).toHaveText('Working');
  await hydrated(csa, js);
  return { number, merchant, csa };
}

async function opened(page: Page, path: string, js: boolean): Promise<void> {
  await page.goto(path);
  await hydrated(page, js);
}

test.describe('a case that moves on while somebody writes', () => {
  // The server refuses what was written to a state that is over; the browser notes it in its console.
  test.use({ expectedConsole: [/422/] });

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

/** What is typed into a form, and the sentence beside each field that it earns, by the field's id. */
type Wrong = { what: string; act: string; typed: Typed; said: Typed };

/** Forms that stand on one page. */
type WrongPage = {
  where: string;
  /** Signs in whoever writes there and gives the page and its path. */
  open: (visit: Visit, js: boolean) => Promise<[Page, string]>;
  wrong: Wrong[];
};

async function survey(visit: Visit, js: boolean): Promise<[Page, string]> {
  const { number, merchant, csa } = await worked(visit, js);
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'The rule is off.' });
  await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
  await merchant.goto(`/portal/cases/${number}`);
  await act(merchant, 'accept');
  await expect(merchant.getByText('the case is closed').first()).toBeVisible();
  return [await visit(), await surveyPath(MERCHANT, number)];
}

const WRONG: WrongPage[] = [
  {
    where: 'the request form',
    // Somebody with a draft of their own: it keeps what is wrong.
    open: async visit => [
      await newcomer(visit, 'member', 'Finn Draft', await accountName(await visit(MERCHANT))),
      '/portal/requests/new',
    ],
    wrong: [
      {
        what: 'nothing at all',
        act: 'submit',
        typed: {},
        said: {
          'f-subject': 'Write in one line what is happening.',
          'f-description': 'Write what you see, and what you expected.',
          'f-area': 'Choose the area this is about.',
          'f-impact': 'Choose the answer that fits best: it decides how fast we must be.',
        },
      },
      {
        what: 'too much, and half a change',
        act: 'submit',
        typed: { ...REQUEST, subject: 'ä'.repeat(161), description: LONG, systems: 'y'.repeat(161), change_1_system: 'Rules' },
        said: {
          'f-subject': 'Make it shorter: at most 160 characters fit here.',
          'f-description': TOO_LONG,
          'f-systems': 'Make it shorter: at most 160 characters fit here.',
          'f-change_1_what': 'Say in a few words what was changed, or remove this line.',
        },
      },
    ],
  },
  {
    where: 'the composer',
    open: async (visit, js) => {
      const { number, csa } = await worked(visit, js);
      return [csa, `/desk/cases/${number}`];
    },
    wrong: [
      { what: 'a message of blanks', act: 'message', typed: { text: ' \n ' }, said: { 'f-text': 'Write your message.' } },
      { what: 'a message that is too long', act: 'message', typed: { text: LONG }, said: { 'f-text': TOO_LONG } },
      { what: 'an empty note', act: 'note', typed: {}, said: { 'f-note': 'Write your note.' } },
      {
        what: 'no question',
        act: 'ask',
        typed: { questions: ' \n ', ask_text: 'Please look it up.' },
        said: { 'f-questions': 'Write at least one question, one a line.' },
      },
      {
        what: 'a question that is a story',
        act: 'ask',
        typed: { questions: `Since when?\n${'why '.repeat(60)}`, ask_text: 'Please look it up.' },
        said: { 'f-questions': 'Keep each question to one line of at most 160 characters; put the rest into the message.' },
      },
      {
        what: 'a proposal that does not say what solved it',
        act: 'propose',
        typed: {},
        said: { 'f-summary': 'Write what solved it, or why it can be closed.' },
      },
      {
        what: 'a hand-over to nobody',
        act: 'hand-over',
        typed: {},
        said: {
          'f-to': 'Choose who takes over.',
          'f-why': 'Choose why it changes hands: the customer is told.',
          'f-handover_summary': 'Write where it stands and what comes next.',
        },
      },
    ],
  },
  {
    where: 'the survey',
    open: survey,
    wrong: [
      {
        what: 'half of the answers',
        act: 'survey',
        typed: { overall: '4', comment: 'Typed and kept.' },
        said: {
          'f-timeliness': 'Choose from 1 to 5.',
          'f-quality': 'Choose from 1 to 5.',
          'f-expectations': 'Choose the answer that fits best.',
        },
      },
    ],
  },
  {
    where: 'the sign-in',
    open: async visit => [await visit(), '/sign-in?next=%2Fdesk%2Fphone'],
    wrong: [
      {
        what: 'no address and no password',
        act: 'sign-in',
        typed: { email: 'csa at example.com' },
        said: { 'f-email': 'Enter an e-mail address, like name@company.com.', 'f-password': 'Enter your password.' },
      },
    ],
  },
  {
    where: 'the forgotten password',
    open: async visit => [await visit(), '/forgot-password'],
    wrong: [
      {
        what: 'no address',
        act: 'forgot',
        typed: { email: 'nobody@nowhere' },
        said: { 'f-email': 'Enter an e-mail address, like name@company.com.' },
      },
    ],
  },
  {
    where: 'the call',
    open: async visit => {
      const csa = await visit(CSA);
      await answerCall(csa);
      const { pathname, search } = new URL(csa.url());
      return [csa, pathname + search];
    },
    wrong: [
      {
        what: 'from no account',
        act: 'open',
        typed: { subject: 'Checkout is down', description: 'No order since nine.', earlier: '241' },
        said: {
          'f-account': 'Choose the account that calls.',
          'f-area': 'Choose the area this is about.',
          'f-impact': 'Choose the answer that fits best: it decides how fast we must be.',
          'f-earlier': 'How many minutes earlier? A whole number up to 240.',
        },
      },
      {
        what: 'with a code that cannot be one',
        act: 'open',
        typed: { code: 'KT4 92S', subject: 'Checkout is down' },
        said: { 'f-code': 'A call code has six letters and digits, like KT4 92P.' },
      },
    ],
  },
];

/** Of what a form holds, what was typed; a line's end is the platform's business. */
function typedOf(fields: Typed, typed: Typed): Typed {
  return Object.fromEntries(Object.keys(typed).map(name => [name, (fields[name] ?? '').replace(/\r\n/g, '\n')]));
}

/** Types something wrong, sends it, and reads what is said about it: by the browser and by the server where there is script. */
async function refusedBeside(page: Page, { act: name, typed, said }: Wrong, js: boolean): Promise<void> {
  const choose = page.locator(`label:has(#composer-${name})`);
  if (await choose.count()) await choose.click();
  const form = formOf(page, name);
  await fill(form, typed);
  const before = await held(form);
  if (js) {
    const left: string[] = [];
    const listen = (request: Request) => void (request.isNavigationRequest() && left.push(request.url()));
    page.on('request', listen);
    await send(form);
    await expect.poll(() => sentences(form)).toEqual(said);
    page.off('request', listen);
    expect(left, 'nothing wrong leaves a browser that can tell').toEqual([]);
    const answer = await posted(page, before);
    expect(answer.status).toBe(422);
    expect(answer.said, 'the server says the same to the same form').toEqual(said);
    expect(typedOf(answer.kept, typed)).toEqual(typedOf(before, typed));
  } else {
    expect(await refusedWith(page, () => send(form))).toBe(422);
    expect(await sentences(form)).toEqual(said);
  }
  expect(typedOf(await held(form), typed), 'nothing typed is lost').toEqual(typedOf(before, typed));
  for (const id of Object.keys(said)) {
    await expect(page.locator(`#${id}-error`)).toBeVisible();
    await expect(page.locator(`[aria-describedby~="${id}-error"]`), 'who hears the page hears it too').toHaveCount(1);
  }
}

test.describe('a wrong field', () => {
  // Without script the server refuses the form itself.
  test.use({ expectedConsole: [/422/] });

  for (const { where, open, wrong } of WRONG) {
    test(`in ${where} browser and server say the same beside it, and what was typed stays @nojs`, async ({
      visit,
      javaScriptEnabled: js,
    }) => {
      const [page, path] = await open(visit, js);
      for (const one of wrong) {
        await test.step(one.what, async () => {
          await opened(page, path, js);
          await refusedBeside(page, one, js);
        });
      }
    });
  }
});

test.describe('a wrong field that is folded away', () => {
  test.use({ expectedConsole: [/422/] });

  test('is unfolded with its sentence @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const csa = await visit(CSA);
    await answerCall(csa);
    await hydrated(csa, js);
    const member = await newcomer(visit, 'member', 'Lia Folded', await accountName(await visit(MERCHANT)));
    await opened(member, '/portal/requests/new', js);
    for (const [page, name, title] of [
      [csa, 'open', 'Systems, environment, steps, recent changes'],
      [member, 'submit', 'Add another change'],
    ] as const) {
      const folded = page.locator('summary', { hasText: title }).first();
      await folded.click();
      await page.locator('[name=change_2_system]').fill('Fulfilment rules');
      await folded.click();
      await expect(page.locator('[name=change_2_system]')).toBeHidden();
      if (js) await page.locator('form button.main').click();
      else expect(await refusedWith(page, () => page.locator('form button.main').click())).toBe(422);
      expect((await sentences(formOf(page, name)))['f-change_2_what']).toContain('Say in a few words');
      await expect(page.locator('#f-change_2_what-error')).toBeVisible();
    }
  });
});

test.describe('a draft', () => {
  // Without script a merged save comes back as a page that says so, with 422.
  test.use({ expectedConsole: [/422/] });

  /** Keeps what is typed: with script by waiting a moment, without by the button. */
  async function kept(page: Page, js: boolean): Promise<void> {
    if (js) await expect(page.getByTestId('saved')).toBeVisible();
    else await page.locator('button[value=save]').click();
  }

  test('what was typed survives the window that was closed, and waits on the portal’s home @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const page = await newcomer(visit, 'member', 'Ida Closed', await accountName(await visit(MERCHANT)));
    await opened(page, '/portal/requests/new', js);
    await fillRequest(page, { ...REQUEST, subject: 'Typed and never sent' });
    await page.locator('[name=steps]').fill('1. Book a return.\n2. Look at the stock.');
    await kept(page, js);
    const context = page.context();
    await page.close();

    const again = await context.newPage();
    await again.goto('/portal');
    const waits = again.locator('#waiting .item', { hasText: 'Typed and never sent' });
    await expect(waits).toContainText('Draft');
    await waits.getByRole('link', { name: 'Go on writing' }).click();
    await expect(again.locator('[name=subject]')).toHaveValue('Typed and never sent');
    await expect(again.locator('[name=description]')).toHaveValue(REQUEST.description);
    await expect(again.locator('[name=area]')).toHaveValue(REQUEST.area);
    await expect(again.locator('input[name=impact][value=core]')).toBeChecked();
    await expect(again.locator('[name=steps]')).toHaveValue('1. Book a return.\n2. Look at the stock.');
  });

  test('a second window that saves other fields merges with the first and says so @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const first = await newcomer(visit, 'member', 'Pia Twice', await accountName(await visit(MERCHANT)));
    const second = await first.context().newPage();
    await opened(first, '/portal/requests/new', js);
    await opened(second, '/portal/requests/new', js);

    await first.locator('[name=subject]').fill('From the first window');
    await kept(first, js);
    await second.locator('[name=description]').fill('From the second window');
    await kept(second, js);

    const news = second.getByText('Another window changed this draft meanwhile: the one line.');
    await expect(news).toBeVisible();
    await expect(second.locator('[name=subject]')).toHaveValue('From the first window');
    await expect(second.locator('[name=description]')).toHaveValue('From the second window');

    // Both windows' words are what is stored.
    await second.goto('/portal/requests/new');
    await expect(second.locator('[name=subject]')).toHaveValue('From the first window');
    await expect(second.locator('[name=description]')).toHaveValue('From the second window');
  });

  test('that another window discarded holds up no call: the card is there at the first press @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const first = await newcomer(visit, 'member', 'Eda Urgent', await accountName(await visit(MERCHANT)));
    await opened(first, '/portal/requests/new', js);
    await fillRequest(first, REQUEST);
    await kept(first, js);
    await hydrated(first, js);
    const second = await first.context().newPage();
    await opened(second, '/portal/requests/new', js);
    await second.getByRole('button', { name: 'Discard draft' }).click();
    await second.getByRole('button', { name: 'Yes, discard it' }).click();
    await expect(second).toHaveURL(/\/portal#?$/);

    await first.locator('input[name=impact][value=outage]').check();
    await first.getByRole('button', { name: 'Show me the number to call' }).click();
    await expect(first.getByTestId('call-code')).toBeVisible();
    await first.goto('/portal/requests/new');
    await expect(first.locator('[name=subject]')).toHaveValue(REQUEST.subject);
  });

  test('a request is not sent with what another window changed before its author saw it @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const first = await newcomer(visit, 'member', 'Ole Unseen', await accountName(await visit(MERCHANT)));
    await opened(first, '/portal/requests/new', js);
    await fillRequest(first, REQUEST);
    await kept(first, js);
    await hydrated(first, js);
    const second = await first.context().newPage();
    await opened(second, '/portal/requests/new', js);
    await second.locator('[name=description]').fill('Changed in the second window.');
    if (js) await second.getByRole('button', { name: 'Save draft' }).click();
    await kept(second, js);
    await second.waitForLoadState();

    expect(await refusedWith(first, () => first.getByRole('button', { name: 'Submit as P2' }).click())).toBe(422);
    await expect(first.getByText('Another window changed this draft meanwhile: the description.')).toBeVisible();
    await expect(first.locator('[name=description]')).toHaveValue('Changed in the second window.');
    await hydrated(first, js);
    await first.getByRole('button', { name: 'Submit as P2' }).click();
    await expect(first).toHaveURL(/\/portal\/cases\/C-\d+#?$/);
    await expect(first.getByText('Changed in the second window.')).toBeVisible();
  });
});

test.describe('a database that is away', () => {
  // What a server cannot answer the browser notes in its console.
  test.use({ expectedConsole: [/503/] });

  // SQLite is a file in the server's own hands; what can be away is a PostgreSQL, which `script/postgres` brings.
  const database = process.env.CASELINE_TEST_POSTGRES;

  test('a page that the browser itself asks for says so too, and is there when it is asked for again', async ({ visit }) => {
    const page = await visit(MERCHANT);
    await opened(page, '/portal', true);
    const away = '**/act/page?*';
    // Not a word of our own: a server that cannot ask who this is answers in HTML, and so does a proxy.
    await page.route(away, route => route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>Away</h1>' }));
    await page.getByRole('main').getByRole('link', { name: 'Open a request' }).click();
    await expect(page.getByRole('heading', { name: 'We cannot reach our data right now' })).toBeVisible();
    await expect(page.locator('main a[href^="tel:"]')).toHaveCount(2);
    await page.unroute(away);
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page).toHaveURL(/\/portal\/requests\/new$/);
    await expect(page.locator('[name=subject]')).toBeVisible();
  });

  test('every page says so, /readyz is red, and all goes on by itself when it is back', async ({ visit }) => {
    test.setTimeout(240_000);
    if (!database) throw new Error('CASELINE_TEST_POSTGRES is not set: run this through script/postgres, or `make test`.');
    const door = new Door(new URL(database));
    await door.open();
    const second = await secondServer(door.url());
    try {
      const page = await visit();
      const signIn = async () => {
        await page.goto(`${second.url}/sign-in`);
        await hydrated(page, true);
        await fill(formOf(page, 'sign-in'), { email: MERCHANT, password: PASSWORD });
        await send(formOf(page, 'sign-in'));
      };
      await signIn();
      await expect(page).toHaveURL(`${second.url}/portal`);
      await page.goto(`${second.url}/portal/requests/new`);
      await hydrated(page, true);
      const moving = await page.context().newPage();
      await moving.goto(`${second.url}/portal`);
      await hydrated(moving, true);

      await door.close();
      await expect.poll(second.ready, { timeout: 30_000 }).toBe(503);
      expect((await fetch(`${second.url}/healthz`)).status, 'the server itself is well').toBe(200);

      // Who types is told that it is not saved, and that nothing has to be done.
      await fillRequest(page, { ...REQUEST, subject: 'Typed while the database was away' });
      await expect(page.getByTestId('not-saved')).toContainText('We keep trying', { ignoreCase: true, timeout: 30_000 });

      // Who looks is told, whatever they look at.
      const other = await page.context().newPage();
      for (const path of ['/portal', '/desk', '/portal/requests/call']) {
        const answer = await other.goto(second.url + path);
        expect(answer!.status(), path).toBe(503);
        await expect(other.getByRole('heading', { name: 'We cannot reach our data right now' })).toBeVisible();
        await expect(other.getByText('phone us', { exact: false })).toBeVisible();
      }

      // Who moves on without a page load, too.
      await moving.getByRole('main').getByRole('link', { name: 'Open a request' }).click();
      await expect(moving.getByRole('heading', { name: 'We cannot reach our data right now' })).toBeVisible({ timeout: 30_000 });
      await expect(moving.locator('main a[href^="tel:"]')).toHaveCount(2);

      await door.open();
      await expect.poll(second.ready, { timeout: 60_000 }).toBe(200);
      // The page that stayed open saved by itself, and the one that failed tries again by its own button.
      await expect(page.getByTestId('saved')).toBeVisible({ timeout: 30_000 });
      await other.getByRole('link', { name: 'Try again' }).click();
      await expect(other).toHaveURL(`${second.url}/portal/requests/call`);
      await other.goto(`${second.url}/portal`);
      await expect(other.locator('#waiting')).toContainText('Typed while the database was away');
    } finally {
      await second.stop();
      await door.close();
    }
  });
});

test.describe('a setting that cannot be', () => {
  /** A folder with this caseline.toml in it, for as long as `use` needs it. */
  async function withFile(toml: string, use: (folder: string) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-e2e-config-'));
    writeFileSync(join(folder, 'caseline.toml'), toml);
    try {
      await use(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test('in the environment ends with its key, its value, where it stands and what would be right', async () => {
    const ended = await caseline(['serve'], { CASELINE_ADDR: 'nonsense' });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr.trim()).toBe(
      'caseline: addr = "nonsense" (from the environment variable CASELINE_ADDR) is wrong: an address and a port, like 127.0.0.1:3000',
    );
  });

  test('in caseline.toml ends with its key, its value, where it stands and what would be right', async () => {
    await withFile('sign_ins_per_minute = "many"\n', async folder => {
      const ended = await caseline(['serve'], {}, folder);
      expect(ended.code).toBe(1);
      expect(ended.stderr.trim()).toBe('caseline: sign_ins_per_minute = "many" (from caseline.toml) is wrong: a whole number');
    });
  });

  test('an unknown key in caseline.toml ends with the keys that there are', async () => {
    await withFile('adress = "127.0.0.1:3000"\n', async folder => {
      const ended = await caseline(['serve'], {}, folder);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('caseline: caseline.toml sets "adress", which is no setting. Settings are: database_url, addr,');
    });
  });

  test('a password in a wrong address is not shown', async () => {
    const ended = await caseline(['migrate'], { CASELINE_SMTP_URL: 'ftp://desk:canary-secret@mail.example.com' });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('smtp_url');
    expect(ended.stderr + ended.stdout).not.toContain('canary-secret');
  });

  test('a file that is named and not there, or is no TOML, is said', async () => {
    const missing = await caseline(['serve', '--config', 'not-here.toml']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('not-here.toml');
    await withFile('addr = 127.0.0.1:3000\n', async folder => {
      const ended = await caseline(['serve'], {}, folder);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('caseline: caseline.toml: ');
    });
  });
});
