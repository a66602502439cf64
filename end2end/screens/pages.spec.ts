// Takes a picture of every page for docs/screens/, wide and narrow, light and dark: `make screens`. No test of anything:
// the pictures are looked at by whoever changed the pages. Pages are put into the state that is worth a look first.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { accountName } from '../support/caseline';
import { act, answerCall, caseNumber, fillRequest, openCase, surveyPath, tab } from '../support/acts';
import { test } from '../support/fixtures';
import { ADMIN, CSA, MANAGER, MERCHANT, PARTNER, hydrated } from '../support/people';
import type { Page } from '@playwright/test';

const FOLDER = resolve(process.env.CASELINE_SCREENS!);
/** WebP keeps the repository small; PNG is for tools that cannot read it. */
const FORMAT = process.env.CASELINE_SCREENS_FORMAT === 'png' ? 'png' : 'webp';
const WIDTHS = [1440, 360];

test.use({ expectedConsole: [/404|422/] });

/** The page as it is now, whole, at every width in both themes. */
async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  // Playwright itself knows no WebP; Chromium does.
  const chromium = await page.context().newCDPSession(page);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const theme of ['light', 'dark'] as const) {
      // Half a transition is no state of the page.
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.evaluate(() => (window.scrollTo(0, 0), document.fonts.ready.then(() => undefined)));
      const height = await page.evaluate(() => Math.max(900, document.documentElement.scrollHeight));
      const shot = await chromium.send('Page.captureScreenshot', {
        format: FORMAT,
        ...(FORMAT === 'webp' && { quality: 82 }),
        captureBeyondViewport: true,
        clip: { x: 0, y: 0, width, height: Math.min(height, 3000), scale: 1 },
      });
      writeFileSync(join(FOLDER, `${name}-${width}-${theme}.${FORMAT}`), Buffer.from(shot.data, 'base64'));
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function visited(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await hydrated(page, true);
  await picture(page, name);
}

const PICK_UP = {
  subject: 'Store pick-up orders stay in “allocating” for hours',
  description: 'Since Tuesday evening about one in five pick-up orders in Hamburg and Lyon stays in “allocating” and is never offered to a store. A manual re-source from the order page moves it.',
  area: 'Store pick-up',
  impact: 'core',
} as const;

test('public', async ({ visit }) => {
  const guest = await visit();
  await visited(guest, '/sign-in', 'sign-in');
  await visited(guest, '/forgot-password', 'forgot-password');
  await visited(guest, '/welcome/used-up', 'link-used-up');
  await guest.goto('/sign-in');
  await hydrated(guest, true);
  await guest.locator('[name=email]').fill('nobody@example.com');
  await guest.locator('[name=password]').fill('wrong password');
  await guest.locator('button[type=submit]').first().click();
  await guest.getByText('do not', { exact: false }).first().waitFor();
  await picture(guest, 'sign-in-refused');
});

test('one case, seen by both sides', async ({ visit }) => {
  test.setTimeout(300_000);
  const merchant = await visit(MERCHANT);
  const csa = await visit(CSA);
  await visited(merchant, '/portal', 'portal-home');
  await visited(merchant, '/portal/account', 'portal-account');
  await visited(merchant, '/portal/cases', 'portal-cases');
  await visited(merchant, '/portal/cases?q=order+store', 'portal-cases-found');
  await visited(merchant, '/portal/cases?q=nothing+like+this', 'portal-cases-none');
  await visited(csa, '/desk/search?q=customer+order', 'desk-search');
  await visited(merchant, '/portal/cases?state=legacy', 'portal-cases-legacy');
  await visited(merchant, '/portal/legacy/1', 'portal-legacy');
  await visited(csa, '/desk/legacy/1', 'desk-legacy');
  await visited(merchant, '/portal/nothing', 'not-found');

  await merchant.goto('/portal/requests/new');
  await hydrated(merchant, true);
  await merchant.getByRole('button', { name: 'Submit' }).first().click();
  await picture(merchant, 'portal-request-refused');
  await fillRequest(merchant, PICK_UP);
  await picture(merchant, 'portal-request');
  const number = await openCase(merchant, PICK_UP);
  await visited(merchant, `/portal/cases/${number}`, 'portal-case-new');

  await visited(csa, '/desk?view=unassigned', 'desk-unassigned');
  await visited(csa, `/desk/cases/${number}`, 'desk-case-new');
  await act(csa, 'take');
  await tab(csa, 'message');
  await act(csa, 'message', { text: 'Thank you, I can see it. I am comparing the sourcing log of the slow orders with those that went through.' });
  await tab(csa, 'note');
  await act(csa, 'note', { note: 'All slow orders match a rule that was imported without a store scope on Tuesday. Looks like the import, not the engine.' });
  await tab(csa, 'ask');
  await act(csa, 'ask', { questions: 'Who imported the sourcing rules on Tuesday, and from which file?\nMay we disable the rule without a store scope on staging?' });
  await hydrated(csa, true);
  await picture(csa, 'desk-case-waiting');
  await visited(merchant, `/portal/cases/${number}`, 'portal-case-question');
  await act(merchant, 'answer', { answer: 'Our integration partner did, from the export of staging. Yes, please disable it.' });
  await csa.goto(`/desk/cases/${number}`);
  await hydrated(csa, true);
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'The rule without a store scope is disabled on staging and production. All waiting orders were allocated within ten minutes.' });
  await hydrated(csa, true);
  await picture(csa, 'desk-case-proposed');
  await visited(merchant, `/portal/cases/${number}`, 'portal-case-proposed');
  await visited(merchant, '/portal', 'portal-home-waiting');
  await merchant.goto(`/portal/cases/${number}`);
  await hydrated(merchant, true);
  await act(merchant, 'accept');
  await hydrated(merchant, true);
  await picture(merchant, 'portal-case-closed');

  const guest = await visit();
  await visited(guest, await surveyPath(MERCHANT, number), 'survey');
  for (const [name, value] of [['overall', '5'], ['timeliness', '4'], ['quality', '5'], ['expectations', 'met']]) {
    await guest.locator(`input[name=${name}][value="${value}"]`).check({ force: true });
  }
  await guest.getByRole('button', { name: 'Send' }).click();
  await guest.getByText('Thank you').first().waitFor();
  await picture(guest, 'survey-answered');
});

test('an escalation, seen by both sides', async ({ visit }) => {
  test.setTimeout(300_000);
  const merchant = await visit(MERCHANT);
  const number = await openCase(merchant, { ...PICK_UP, subject: 'Pick-up orders are not offered to any store' });
  const csa = await visit(CSA);
  await csa.goto(`/desk/cases/${number}`);
  await act(csa, 'take');
  await hydrated(csa, true);
  await csa.locator('summary', { hasText: 'Log an escalation' }).click();
  await picture(csa, 'desk-case-escalation-log');

  await merchant.goto(`/portal/cases/${number}`);
  await hydrated(merchant, true);
  await merchant.locator('summary', { hasText: 'Escalate to a manager' }).click();
  await picture(merchant, 'portal-case-escalate');
  await merchant.locator('input[name=escalation_reason][value=business_impact]').check({ force: true });
  await act(merchant, 'escalate', { escalation: 'Our weekend campaign promises pick-up in all stores. If this is not solved tonight we have to stop it.' });
  await hydrated(merchant, true);
  await picture(merchant, 'portal-case-escalated');

  const manager = await visit(MANAGER);
  await visited(manager, `/desk/cases/${number}`, 'desk-case-escalated');
  await act(manager, 'acknowledge-escalation', { acknowledgement: 'I have read all of it and spoken with Jonas. The development team joins now, and you hear from us every two hours.' });
  await hydrated(manager, true);
  await picture(manager, 'desk-case-escalation-answered');
  await visited(merchant, `/portal/cases/${number}`, 'portal-case-escalation-answered');
});

test('a call', async ({ visit }) => {
  const partner = await visit(PARTNER);
  await partner.goto('/portal/requests/new');
  await hydrated(partner, true);
  await fillRequest(partner, {
    subject: 'Checkout rejects every gift card in the EU',
    description: 'Since the release this morning every gift card is refused with “invalid scheme”, in all stores of the EU. Customers leave their baskets.',
    area: 'Payments and refunds',
    impact: 'crucial',
  });
  await partner.getByRole('button', { name: 'Show me the number to call' }).click();
  const code = partner.getByTestId('call-code');
  await code.waitFor();
  await hydrated(partner, true);
  await picture(partner, 'portal-call-card');

  const csa = await visit(CSA);
  await visited(csa, '/desk/phone', 'desk-phone');
  await answerCall(csa);
  await csa.locator('[name=code]').fill(await code.innerText());
  await csa.locator('[name=code]').press('Enter');
  await csa.locator('[name=caller]').waitFor();
  await hydrated(csa, true);
  await picture(csa, 'desk-phone-code');
  await csa.getByRole('button', { name: 'Open the case and own it' }).click();
  await caseNumber(csa);
  await hydrated(csa, true);
  await picture(csa, 'desk-case-phoned');
});

test('lists and reports', async ({ visit }) => {
  const csa = await visit(CSA);
  for (const view of ['mine', 'asked', 'escalated', 'waiting', 'all']) await visited(csa, `/desk?view=${view}`, `desk-${view}`);
  const manager = await visit(MANAGER);
  await visited(manager, '/reports/satisfaction', 'report-satisfaction');
});

test('calendars', async ({ visit }) => {
  const admin = await visit(ADMIN);
  await visited(admin, '/admin/calendars', 'admin-calendars');
  await visited(admin, '/admin/calendars/Standard', 'admin-calendar');
  await visited(admin, '/admin/calendars/Standard/holidays/add', 'admin-holidays-add');
  await admin.locator('[name=country]').selectOption('gb');
  await admin.getByRole('button', { name: 'List its holidays' }).click();
  await admin.getByTestId('list').waitFor();
  await hydrated(admin, true);
  await picture(admin, 'admin-holidays-list');
  await admin.getByRole('button', { name: 'Go on with what is checked' }).click();
  await admin.getByTestId('preview').waitFor();
  await hydrated(admin, true);
  await picture(admin, 'admin-holidays-preview');
});

test('causes', async ({ visit }) => {
  const admin = await visit(ADMIN);
  await visited(admin, '/admin/causes', 'admin-causes');
});

test('plans and accounts', async ({ visit }) => {
  const admin = await visit(ADMIN);
  await visited(admin, '/admin/plans', 'admin-plans');
  await visited(admin, '/admin/plans/Standard', 'admin-plan');
  await visited(admin, '/admin/new/calendar', 'admin-calendar-new');
  await visited(admin, '/admin/new/plan', 'admin-plan-new');
  await admin.locator('[name=name]').fill('Gold');
  await admin.getByRole('button', { name: 'Make the plan' }).click();
  await admin.getByRole('heading', { level: 1, name: 'Gold' }).waitFor();
  await admin.locator('[name=p2_resolution]').fill('4 business hours');
  await admin.getByRole('button', { name: 'Show what changes' }).click();
  await admin.getByRole('button', { name: 'Save as version 2' }).click();
  await visited(admin, '/admin/accounts', 'admin-accounts');
  await admin.getByRole('link', { name: await accountName(await visit(MERCHANT)) }).click();
  await admin.locator('[name=plan]').selectOption('Gold');
  await admin.getByRole('button', { name: 'Show what changes' }).click();
  await admin.getByTestId('preview').waitFor();
  await hydrated(admin, true);
  await picture(admin, 'admin-account-preview');
  await admin.getByRole('button', { name: 'Give the account this plan' }).click();
  await admin.getByTestId('behind').waitFor();
  await hydrated(admin, true);
  await picture(admin, 'admin-account');
  await admin.getByTestId('behind').getByRole('link').click();
  await admin.getByTestId('moved').waitFor();
  await hydrated(admin, true);
  await picture(admin, 'admin-account-move');
});
