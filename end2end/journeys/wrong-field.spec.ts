// A wrong field, in every form: browser and server say the same beside it, and nothing typed is lost.
import { answerCall } from '../support/acts';
import { accountName, newcomer } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { fill, formOf, held, posted, refusedWith, send, sentences, type Typed } from '../support/forms';
import { CSA, MERCHANT, hydrated, opened } from '../support/people';
import { REQUEST, asked, worked, type Visit } from '../support/working';
import type { Page, Request } from '@playwright/test';

const LONG = 'x'.repeat(20_001);
const TOO_LONG = 'Make it shorter: at most 20000 characters fit here.';

/** What is typed into a form, and the sentence beside each field that it earns, by the field's id. */
type Wrong = { what: string; act: string; typed: Typed; said: Typed };

/** Forms that stand on one page. */
type WrongPage = {
  where: string;
  /** Signs in whoever writes there and gives the page and its path. */
  open: (visit: Visit, js: boolean) => Promise<[Page, string]>;
  wrong: Wrong[];
};

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
    open: asked,
    wrong: [
      {
        what: 'half of the answers',
        act: 'survey',
        typed: { overall: '4', comment: 'Typed and kept.' },
        said: {
          'f-timeliness': 'Were we in time: choose from 1 to 5.',
          'f-quality': 'The quality of the solution: choose from 1 to 5.',
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
