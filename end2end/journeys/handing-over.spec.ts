// A case changes hands: its owner asks with a reason and a summary, the colleague says no and later yes, the customer is
// told who and why, and never reads the summary.
import { act, openCase, tab } from '../support/acts';
import { newcomer, ownName } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { fill, formOf, refusedWith } from '../support/forms';
import { CSA, MERCHANT, hydrated } from '../support/people';
import type { Page } from '@playwright/test';

type Visit = (email?: string) => Promise<Page>;

/** A case that its CSA works on, and a colleague who could. */
async function begun(visit: Visit, js: boolean) {
  const merchant = await visit(MERCHANT);
  const number = await openCase(merchant, {
    subject: 'Feeds arrive an hour late',
    description: 'Since the clocks changed, each stock feed is read an hour late.',
    area: 'Inventory feeds',
    impact: 'core',
  });
  const owner = await visit(CSA);
  const colleague = await newcomer(visit, 'csa', `Vera Nights ${Date.now()}`);
  await colleague.goto('/desk');
  await shown(owner, number, js);
  await act(owner, 'take');
  await expect(owner.getByTestId('status')).toHaveText('Working');
  await hydrated(owner, js);
  return { number, merchant, owner, colleague, names: { owner: await ownName(owner), colleague: await ownName(colleague) } };
}

async function shown(page: Page, number: string, js: boolean, room = 'desk'): Promise<void> {
  await page.goto(`/${room}/cases/${number}`);
  await hydrated(page, js);
}

/** Asks this colleague to take over, on the case's page. */
async function ask(page: Page, colleague: string, why: string, summary: string): Promise<void> {
  await tab(page, 'hand-over');
  const form = formOf(page, 'hand-over');
  await form.locator('[name=to]').selectOption({ label: colleague });
  await fill(form, { why, handover_summary: summary });
  await form.getByRole('button', { name: 'Ask them' }).click();
  await expect(page.getByText(summary)).toBeVisible();
  await expect(page.getByText(`asks ${colleague} to take over`).last()).toBeVisible();
}

async function expectOwner(page: Page, name: string): Promise<void> {
  await expect(page.locator('dt', { hasText: 'Owner' }).locator('+ dd')).toHaveText(name);
}

test('a case goes to a colleague who declines first and accepts when asked again @nojs', async ({
  visit,
  javaScriptEnabled: js,
}) => {
  const { number, merchant, owner, colleague, names } = await begun(visit, js);
  const canaries = ['canary-summary-one', 'canary-refusal', 'canary-summary-two'];

  // Nobody can be asked to take what is theirs.
  await tab(owner, 'hand-over');
  await expect(formOf(owner, 'hand-over').locator('option', { hasText: names.owner })).toHaveCount(0);
  await ask(owner, names.colleague, 'time_zone', 'canary-summary-one: the feed job is read in the store’s zone.');
  // It stays with its owner until the other says yes.
  await expectOwner(owner, names.owner);

  await shown(colleague, number, js);
  await expect(colleague.getByText('You are asked to take this case over')).toBeVisible();
  await expect(colleague.locator('.ask', { hasText: 'canary-summary-one' })).toBeVisible();
  await colleague.locator('summary', { hasText: 'I cannot' }).click();
  await act(colleague, 'decline-hand-over', { refusal: 'canary-refusal: my shift ends in ten minutes.' });
  await expect(colleague.getByText('canary-refusal')).toBeVisible();
  await expect(colleague.getByText('You are asked to take this case over')).toHaveCount(0);

  await shown(owner, number, js);
  await expect(owner.getByText('canary-refusal: my shift ends in ten minutes.')).toBeVisible();
  await expectOwner(owner, names.owner);
  await ask(owner, names.colleague, 'expertise', 'canary-summary-two: please look at the zone of the feed job.');

  // Until it changed hands the customer knows the owner they had.
  await shown(merchant, number, js, 'portal');
  await expect(merchant.getByText(names.owner).first()).toBeVisible();
  expect(await merchant.content()).not.toContain(names.colleague);

  await shown(colleague, number, js);
  await expect(colleague.locator('.ask', { hasText: 'canary-summary-two' })).toBeVisible();
  await act(colleague, 'accept-hand-over');
  await expect(colleague.getByText(`${names.colleague} took over: expertise`)).toBeVisible();
  await expectOwner(colleague, names.colleague);
  await colleague.goto('/desk?view=mine');
  await expect(colleague.getByRole('cell', { name: number })).toBeVisible();

  // The customer is told who and why, and nothing of what was said inside.
  await shown(merchant, number, js, 'portal');
  await expect(merchant.getByText(`${names.colleague} owns this case since`)).toBeVisible();
  await expect(merchant.locator('.person', { hasText: names.colleague })).toContainText('owns it');
  const answer = await merchant.request.get(`/portal/cases/${number}`);
  const data = await merchant.request.get(`/act/page?at=${encodeURIComponent(`/portal/cases/${number}`)}`);
  expect(data.status()).toBe(200);
  for (const sent of [await merchant.content(), await answer.text(), await data.text()]) {
    expect(sent).toContain(names.colleague);
    for (const canary of canaries) expect(sent).not.toContain(canary);
  }
});

test.describe('a word that is missing or comes too late', () => {
  test.use({ expectedConsole: [/422/], deaf: true });

  test('a refusal wants a reason, and without one the offer stands @nojs', async ({ visit, javaScriptEnabled: js }) => {
    const { number, owner, colleague, names } = await begun(visit, js);
    await ask(owner, names.colleague, 'other', 'The feed job again.');
    await shown(colleague, number, js);
    await colleague.locator('summary', { hasText: 'I cannot' }).click();
    const form = formOf(colleague, 'decline-hand-over');
    const send = () => form.getByRole('button', { name: 'Decline' }).click();
    if (js) await send();
    else expect(await refusedWith(colleague, send)).toBe(422);
    await expect(colleague.getByText('Write why you cannot take it.')).toBeVisible();
    await expect(formOf(colleague, 'accept-hand-over')).toBeVisible();
  });

  test('an offer that was overtaken by a proposal to close is over, and its colleague is told @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const { number, owner, colleague, names } = await begun(visit, js);
    await ask(owner, names.colleague, 'time_zone', 'The feed job again.');
    await shown(colleague, number, js);
    await hydrated(owner, js);
    await tab(owner, 'propose');
    await act(owner, 'propose', { summary: 'It was the zone of the feed job.' });
    await expect(owner.getByTestId('status')).toHaveText('Closure proposed');

    const accept = formOf(colleague, 'accept-hand-over').getByRole('button', { name: 'Take it over' });
    expect(await refusedWith(colleague, () => accept.click())).toBe(422);
    await expect(colleague.getByText('The case changed while you were writing.')).toBeVisible();
    await expect(colleague.getByText('It was the zone of the feed job.')).toBeVisible();
    await expectOwner(colleague, names.owner);
    await expect(formOf(colleague, 'accept-hand-over')).toHaveCount(0);
  });
});
