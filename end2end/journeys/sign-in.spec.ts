// Getting in: to where one wanted to go, in spite of a wrong password, with a new one, and for the first time.
import { caseNumber, openCase } from '../support/acts';
import { accountName, choosePassword, invite, ownName } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { fill, formOf, refusedWith, send, sentences } from '../support/forms';
import { dataFolder, latestMail } from '../support/mail';
import { CSA, MERCHANT, PASSWORD, hydrated, signIn } from '../support/people';
import type { Page } from '@playwright/test';

const USED_UP = 'This link is used up';
const WRONG = 'That address and password do not belong together. Check both.';

/** Asks for a new password by the form. */
async function askForReset(page: Page, email: string, js: boolean): Promise<void> {
  await page.goto('/forgot-password');
  await hydrated(page, js);
  await fill(formOf(page, 'forgot'), { email });
  await send(formOf(page, 'forgot'));
  await expect(page.getByText('a link to choose a new password is on its way')).toBeVisible();
}

/** The path that was mailed to choose a new password; not one of those that came before. */
async function resetPath(email: string, ...before: string[]): Promise<string> {
  let path = '';
  await expect
    .poll(async () => {
      const mail = await latestMail(dataFolder(), email, /^Choose a new password$/);
      path = new URL(mail.links.find(link => link.includes('/welcome/'))!).pathname;
      return before.includes(path);
    })
    .toBe(false);
  return path;
}

async function expectSignedOut(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
}

test('who opens a case signed out signs in first and is there then @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const merchant = await visit(MERCHANT);
  const number = await openCase(merchant, {
    subject: 'Opened by a link',
    description: 'From a mail, a day later.',
    area: 'Integrations',
    impact: 'minor',
  });
  for (const [email, path] of [
    [CSA, `/desk/cases/${number}`],
    [MERCHANT, `/portal/cases/${number}`],
    [CSA, '/desk?view=unassigned'],
  ]) {
    const page = await visit();
    await page.goto(path);
    await expect(page).toHaveURL(url => url.pathname === '/sign-in');
    await hydrated(page, js);
    await fill(formOf(page, 'sign-in'), { email, password: PASSWORD });
    await send(formOf(page, 'sign-in'));
    await expect(page).toHaveURL(url => url.pathname + url.search === path);
    if (path.includes('/cases/')) expect(await caseNumber(page)).toBe(number);
  }
});

test('who is signed in does not see the sign-in, and who signs out is out everywhere in this browser @nojs', async ({ visit }) => {
  const page = await visit(CSA);
  await page.goto('/sign-in');
  await expect(page).toHaveURL(/\/desk$/);
  const other = await page.context().newPage();
  await other.goto('/desk/phone');
  await page.locator('[popovertarget=me]').click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await expectSignedOut(other, '/desk/phone');
  await page.goBack();
  await expect(page, 'the page of before is not kept for who comes next').toHaveURL(/\/sign-in\?next=/);
});

test('nobody is led elsewhere after signing in', async ({ visit, baseURL }) => {
  const page = await visit();
  for (const elsewhere of ['https://elsewhere.example/', '//elsewhere.example/', '/\\elsewhere.example/', 'javascript:alert(1)']) {
    // A page that is still open asks for its live updates, and would say in the console that it may not have them any more.
    await page.goto('about:blank');
    await page.context().clearCookies({ name: 'caseline' });
    await page.goto(`/sign-in?next=${encodeURIComponent(elsewhere)}`);
    await hydrated(page, true);
    await fill(formOf(page, 'sign-in'), { email: CSA, password: PASSWORD });
    await send(formOf(page, 'sign-in'));
    await expect(page).toHaveURL(`${baseURL}/desk`);
  }
});

test.describe('a password that is wrong', () => {
  test.use({ expectedConsole: [/422/] });

  test('keeps the address, tells nobody which of the two it was, and the right one goes @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const page = await visit();
    await page.goto('/sign-in?next=%2Fdesk%2Fphone');
    const form = formOf(page, 'sign-in');
    for (const email of ['nobody-has-this@example.com', CSA]) {
      await hydrated(page, js);
      await fill(form, { email, password: 'not the password' });
      expect(await refusedWith(page, () => send(form))).toBe(422);
      expect(await sentences(form)).toEqual({ 'f-password': WRONG });
      await expect(form.locator('[name=email]')).toHaveValue(email);
      await expect(form.locator('[name=password]')).toHaveValue('');
    }
    expect(await page.content()).not.toContain('not the password');
    await hydrated(page, js);
    await fill(form, { password: PASSWORD });
    await send(form);
    await expect(page).toHaveURL(/\/desk\/phone$/);
  });
});

test.describe('an invitation', () => {
  test('leads a member to a password of their own and into the portal of their account @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const account = await accountName(await visit(MERCHANT));
    const { email, name, welcome } = await invite('member', 'Mila First', account);
    // The link is in the mail, too; the command line only prints it as well.
    const mail = await latestMail(dataFolder(), email, /^Your access to the support desk$/);
    expect(mail.links.map(link => new URL(link).pathname)).toContain(welcome);

    const page = await visit();
    // Scanners of mail look first: looking uses nothing up.
    expect((await page.request.get(welcome)).status()).toBe(200);
    await page.goto(welcome);
    await hydrated(page, js);
    await choosePassword(page, 'four words in a row');
    await expect(page).toHaveURL(/\/portal$/);
    expect(await ownName(page)).toBe(name);
    expect(await accountName(page)).toBe(account);

    // The link is used up now, and says so to whoever has it.
    const other = await visit();
    await other.goto(welcome);
    await expect(other.getByRole('heading', { name: USED_UP })).toBeVisible();
    await expect(other.locator('[name=password]')).toHaveCount(0);
    await other.getByRole('link', { name: 'Ask for a new link' }).click();
    await expect(other).toHaveURL(/\/forgot-password$/);
    await signIn(other, email, 'four words in a row');
    await expect(other).toHaveURL(/\/portal$/);
  });

  test('leads everybody else into their own room @nojs', async ({ visit, javaScriptEnabled: js }) => {
    for (const [role, room] of [
      ['csa', '/desk'],
      ['manager', '/reports/satisfaction'],
      ['administrator', '/desk'],
    ] as const) {
      const { name, welcome } = await invite(role, `Theo ${role}`);
      const page = await visit();
      await page.goto(welcome);
      await hydrated(page, js);
      await choosePassword(page, 'four words in a row');
      await expect(page).toHaveURL(url => url.pathname === room);
      expect(await ownName(page)).toBe(name);
    }
  });
});

test.describe('a new password', () => {
  test.use({ expectedConsole: [/422/] });

  test('is refused with a sentence beside the field while it will not do @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const { welcome } = await invite('member', 'Ada Short', await accountName(await visit(MERCHANT)));
    const page = await visit();
    const form = formOf(page, 'welcome');
    for (const [password, again, field, sentence] of [
      ['short', 'short', 'f-password', 'Use at least 8 characters.'],
      ['Password123', 'Password123', 'f-password', 'This is one of the first passwords anyone would try. Choose another.'],
      ['four words in a row', 'five words in a row', 'f-password_again', 'The two do not match.'],
    ]) {
      await page.goto(welcome);
      await hydrated(page, js);
      await fill(form, { password, password_again: again });
      if (js) await send(form);
      else expect(await refusedWith(page, () => send(form))).toBe(422);
      await expect.poll(() => sentences(form)).toEqual({ [field]: sentence });
      // No password comes back from the server.
      if (!js) await expect(form.locator('[name=password]')).toHaveValue('');
    }
  });

  test('comes by mail for who forgot theirs, ends the sessions of before, and its link works once @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const { email, welcome } = await invite('csa', 'Lea Forgot');
    const before = await visit();
    await before.goto(welcome);
    await hydrated(before, js);
    await choosePassword(before, 'the one I forget');
    await expect(before).toHaveURL(/\/desk$/);

    const page = await visit();
    await askForReset(page, email, js);
    const older = await resetPath(email);
    await askForReset(page, email, js);
    const link = await resetPath(email, older);

    // Only the newest link is good.
    await page.goto(older);
    await expect(page.getByRole('heading', { name: USED_UP })).toBeVisible();

    await page.goto(link);
    await hydrated(page, js);
    await choosePassword(page, 'the one I keep');
    await expect(page).toHaveURL(/\/desk$/);

    // Who had the old password, or a session by it, is out.
    await expectSignedOut(before, '/desk');
    await hydrated(before, js);
    const form = formOf(before, 'sign-in');
    await fill(form, { email, password: 'the one I forget' });
    expect(await refusedWith(before, () => send(form))).toBe(422);
    expect(await sentences(form)).toEqual({ 'f-password': WRONG });
    await signIn(before, email, 'the one I keep');

    // The link is used up, and a form that was open meanwhile says so when it is sent.
    await before.goto(link);
    await expect(before.getByRole('heading', { name: USED_UP })).toBeVisible();
  });

  test('by a link that was used meanwhile in another window is not taken @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const { email, welcome } = await invite('csa', 'Lou Twice');
    const first = await visit();
    const second = await visit();
    await first.goto(welcome);
    await second.goto(welcome);
    await hydrated(first, js);
    await hydrated(second, js);
    await choosePassword(first, 'the first is taken');
    await expect(first).toHaveURL(/\/desk$/);
    await choosePassword(second, 'the second is not');
    await expect(second.getByRole('heading', { name: USED_UP })).toBeVisible();
    await signIn(second, email, 'the first is taken');
  });

  test('is promised in the same words to an address that nobody has @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const page = await visit();
    const said: string[] = [];
    for (const email of [CSA, `nobody-${Date.now()}@example.com`]) {
      await page.goto('/forgot-password');
      await hydrated(page, js);
      await fill(formOf(page, 'forgot'), { email });
      await send(formOf(page, 'forgot'));
      await expect(page.getByText('is on its way')).toBeVisible();
      said.push(await page.locator('main').innerText());
    }
    expect(said[0]).toBe(said[1]);
  });
});
