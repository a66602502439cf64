// A case is escalated: by the customer from its page, or on the phone; a manager answers, and the customer or a manager
// ends it. With JavaScript and without.
import { act, openCase } from '../support/acts';
import { test, expect } from '../support/fixtures';
import { fill, formOf, refusedWith, send, sentences } from '../support/forms';
import { dataFolder, latestMail } from '../support/mail';
import { CSA, MANAGER, MERCHANT, hydrated } from '../support/people';
import type { Page } from '@playwright/test';

type Visit = (email?: string) => Promise<Page>;

async function shown(page: Page, number: string, js: boolean, room = 'desk'): Promise<void> {
  await page.goto(`/${room}/cases/${number}`);
  await hydrated(page, js);
}

/** A case that its CSA works on. */
async function begun(visit: Visit, js: boolean) {
  const merchant = await visit(MERCHANT);
  const number = await openCase(merchant, {
    subject: `Refunds wait since Monday ${Date.now()}`,
    description: 'No refund of this week has reached a customer.',
    area: 'Payments and refunds',
    impact: 'core',
  });
  const csa = await visit(CSA);
  await shown(csa, number, js);
  await act(csa, 'take');
  await expect(csa.getByTestId('status')).toHaveText('Working');
  return { number, merchant, csa };
}

/** Opens the folded form and fills it in. */
async function escalate(page: Page, summary: string, reason: string, text: string): Promise<void> {
  await page.locator('summary', { hasText: summary }).click();
  await fill(formOf(page, 'escalate'), { escalation_reason: reason, escalation: text });
  await send(formOf(page, 'escalate'));
}

const banner = (page: Page) => page.getByTestId('escalation');

test('a customer escalates, a manager answers, the customer ends it @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const { number, merchant, csa } = await begun(visit, js);
  await shown(merchant, number, js, 'portal');
  await merchant.locator('summary', { hasText: 'Escalate to a manager' }).click();
  // The phone first: both numbers stand there.
  const folded = merchant.locator('details', { has: formOf(merchant, 'escalate') });
  await expect(folded.locator('a[href^="tel:"]')).toHaveCount(2);
  await fill(formOf(merchant, 'escalate'), { escalation_reason: 'responsiveness', escalation: 'Three days without a word.' });
  await send(formOf(merchant, 'escalate'));
  await expect(banner(merchant)).toContainText('Three days without a word.');
  await expect(banner(merchant)).toContainText('none has answered yet');
  await expect(formOf(merchant, 'escalate')).toHaveCount(0);

  // Listed and marked for everybody on the desk; a CSA sees it and can neither answer nor end it.
  await csa.goto('/desk?view=escalated');
  const row = csa.getByRole('row', { name: number });
  await expect(row.getByText('Escalated', { exact: true })).toBeVisible();
  await shown(csa, number, js);
  await expect(banner(csa)).toContainText('dissatisfied with the responsiveness');
  for (const name of ['acknowledge-escalation', 'end-escalation', 'escalate']) await expect(formOf(csa, name)).toHaveCount(0);

  // The manager comes by the mail, and answers.
  const mail = await latestMail(dataFolder(), MANAGER, new RegExp(`\\[${number}\\]`));
  const manager = await visit(MANAGER);
  await manager.goto(new URL(mail.links.find(link => link.includes('/desk/cases/'))!).pathname);
  await hydrated(manager, js);
  await act(manager, 'acknowledge-escalation', { acknowledgement: 'You hear from us every two hours from now on.' });
  await expect(banner(manager)).toContainText('answered');
  await expect(formOf(manager, 'acknowledge-escalation')).toHaveCount(0);
  await csa.goto('/desk?view=escalated');
  await expect(csa.getByRole('row', { name: number }).getByText('Escalation answered')).toBeVisible();

  await shown(merchant, number, js, 'portal');
  await expect(merchant.locator('#thread').getByText('You hear from us every two hours from now on.')).toBeVisible();
  await expect(merchant.locator('#thread').getByText('support manager, answers the escalation')).toBeVisible();
  await merchant.locator('summary', { hasText: 'End the escalation' }).click();
  await act(merchant, 'end-escalation', { ending: 'Thank you, that helps.' });
  await expect(banner(merchant)).toHaveCount(0);
  await expect(merchant.locator('#thread').getByText('Thank you, that helps.')).toBeVisible();
  await csa.goto('/desk?view=escalated');
  await expect(csa.getByRole('cell', { name: number })).toHaveCount(0);
});

test('a call that asks for a manager is taken down, and a manager ends it @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const { number, merchant, csa } = await begun(visit, js);
  await hydrated(csa, js);
  await escalate(csa, 'Log an escalation by phone', 'business_impact', 'Caller: the bank asks for our refunds by noon.');
  await expect(banner(csa)).toContainText('the customer on the phone, taken down by you');
  await shown(merchant, number, js, 'portal');
  await expect(banner(merchant)).toContainText('Caller: the bank asks for our refunds by noon.');
  const manager = await visit(MANAGER);
  await shown(manager, number, js);
  await manager.locator('summary', { hasText: 'End the escalation' }).click();
  await act(manager, 'end-escalation');
  await expect(banner(manager)).toHaveCount(0);
  await expect(manager.getByText('ended the escalation')).toBeVisible();
});

test.describe('what is missing or comes too late', () => {
  test.use({ expectedConsole: [/422/], deaf: true });

  test('an escalation wants a reason and a word, and what was typed stays @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const { number, merchant, csa } = await begun(visit, js);
    await shown(merchant, number, js, 'portal');
    await merchant.locator('summary', { hasText: 'Escalate to a manager' }).click();
    const form = formOf(merchant, 'escalate');
    await fill(form, { escalation: 'Typed and kept' });
    const press = () => send(form);
    if (js) await press();
    else expect(await refusedWith(merchant, press)).toBe(422);
    await expect(form.getByText('Choose why it needs a manager.')).toBeVisible();
    expect(await sentences(form)).toEqual({ 'f-escalation_reason': 'Choose why it needs a manager.' });
    await expect(form.locator('[name=escalation]')).toHaveValue('Typed and kept');

    // Somebody was quicker: one is open, and this text is given back.
    await hydrated(csa, js);
    await escalate(csa, 'Log an escalation by phone', 'resolution', 'Caller wants a manager.');
    await expect(banner(csa)).toBeVisible();
    await fill(form, { escalation_reason: 'resolution' });
    expect(await refusedWith(merchant, press)).toBe(422);
    await expect(merchant.getByText('This case is escalated already.')).toBeVisible();
    await expect(merchant.getByTestId('left-over')).toContainText('Typed and kept');
    await expect(banner(merchant)).toContainText('Caller wants a manager.');
  });
});
