// A partner acts for merchants: as one of them grants it, for the account that the page is about, until it is withdrawn.
import { act, fillRequest } from '../support/acts';
import { account, newcomer } from '../support/caseline';
import { test, expect } from '../support/fixtures';
import { fill, formOf, refusedWith, send, sentences } from '../support/forms';
import { MERCHANT, PARTNER, hydrated, opened } from '../support/people';
import { REQUEST } from '../support/working';
import type { Page } from '@playwright/test';

/** Whose cases there are to look at. */
const switched = (page: Page) => page.getByRole('navigation', { name: 'Whose cases' });

test('a partner opens a request for one merchant, reads the cases of another, and each page says whose they are @nojs', async ({
  visit,
  javaScriptEnabled: js,
}) => {
  const partner = await visit(PARTNER);
  await opened(partner, '/portal', js);
  await expect(switched(partner).getByRole('link')).toHaveCount(3);
  await expect(switched(partner).locator('[aria-current]')).toHaveText('Fjord Systems');
  await switched(partner).getByRole('link', { name: 'Harbor & Pine' }).click();
  await expect(switched(partner).locator('[aria-current]')).toHaveText('Harbor & Pine');
  await expect(partner.getByRole('heading', { name: 'The account' })).toBeVisible();
  await expect(partner.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Account' })).toHaveCount(0);

  // In another tab they look at their own account meanwhile.
  const other = await partner.context().newPage();
  await opened(other, '/portal/requests/new', js);
  await partner.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Open a request' }).click();
  await expect(partner.getByRole('heading', { name: 'Open a request' })).toBeVisible();
  await hydrated(partner, js);
  const subject = `Returns are booked twice ${Date.now()}`;
  await fillRequest(partner, { ...REQUEST, subject });
  await expect(other.locator('[name=subject]')).not.toHaveValue(subject);
  await partner.getByRole('button', { name: 'Submit as P' }).click();
  await expect(partner.getByTestId('case-number')).toBeVisible();
  await expect(partner.locator('dt', { hasText: /^Account$/ }).locator('+ dd')).toHaveText('Harbor & Pine');
  await hydrated(partner, js);
  await act(partner, 'message', { text: 'We look after this for them.' });
  await expect(partner.getByText('We look after this for them.')).toBeVisible();
  const path = new URL(partner.url()).pathname;

  const merchant = await visit(MERCHANT);
  await opened(merchant, path, js);
  await expect(merchant.locator('.entry', { hasText: 'We look after this for them.' })).toContainText('Ingrid Solheim, Fjord Systems');
  await merchant.goto('/portal/cases');
  await expect(merchant.getByTestId('found')).toContainText(subject);
  // One's own list is another.
  await opened(other, '/portal/cases', js);
  await expect(other.getByTestId('found')).not.toContainText(subject);
  await switched(other).getByRole('link', { name: 'Harbor & Pine' }).click();
  await expect(other.getByTestId('found')).toContainText(subject);
  await other.locator('[name=q]').fill(subject.split(' ').pop()!);
  await other.getByRole('button', { name: 'Search' }).click();
  await expect(other.getByTestId('found')).toContainText('One case');
  await expect(switched(other).locator('[aria-current]')).toHaveText('Harbor & Pine');

  await switched(other).getByRole('link', { name: 'Atelier Nord' }).click();
  await expect(switched(other).locator('[aria-current]')).toHaveText('Atelier Nord, to read');
  await expect(other.getByRole('link', { name: 'Open a request' })).toHaveCount(0);
  await other.getByTestId('found').locator('ol a').first().click();
  await expect(other.getByTestId('reads')).toContainText('You can read this case of Atelier Nord.');
  await expect(other.locator('main form')).toHaveCount(0);
});

test.describe('a grant', () => {
  // What is not there any more is 404, and a form that is refused 422; the browser notes both in its console.
  test.use({ expectedConsole: [/404|422/] });

  test('is given by name, seen by both, and over with the next click once it is withdrawn @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    test.setTimeout(180_000);
    const mark = `${Date.now()}${js ? '' : ' n'}`;
    const [shop, agency] = [`Shop ${mark}`, `Agency ${mark}`];
    await account(shop, 'merchant');
    await account(agency, 'partner');
    const merchant = await newcomer(visit, 'member', 'Mia Merchant', shop);
    const partner = await newcomer(visit, 'member', 'Pat Partner', agency);
    await opened(partner, '/portal', js);
    await expect(switched(partner)).toHaveCount(0);

    await opened(merchant, '/portal/account', js);
    await merchant.getByText('Give a partner access').click();
    await fill(formOf(merchant, 'grant'), { partner: `Agency ${mark} & Co`, level: 'act' });
    expect(await refusedWith(merchant, () => send(formOf(merchant, 'grant')))).toBe(422);
    await hydrated(merchant, js);
    expect((await sentences(formOf(merchant, 'grant')))['f-partner']).toContain('No partner is called exactly so');
    await expect(merchant.locator('[name=partner][type=text]')).toHaveValue(`Agency ${mark} & Co`);
    await fill(formOf(merchant, 'grant'), { partner: agency.toLowerCase() });
    await send(formOf(merchant, 'grant'));
    const access = merchant.getByTestId('access');
    await expect(access).toContainText(agency);
    await expect(access).toContainText('May act for you.');
    await expect(access).toContainText('given by Mia Merchant');
    await hydrated(merchant, js);

    await opened(partner, '/portal', js);
    await switched(partner).getByRole('link', { name: shop }).click();
    await expect(switched(partner).locator('[aria-current]')).toHaveText(shop);
    await partner.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Open a request' }).click();
    await expect(partner.getByRole('heading', { name: 'Open a request' })).toBeVisible();
    await hydrated(partner, js);
    await fillRequest(partner, REQUEST);
    await partner.getByRole('button', { name: 'Submit as P' }).click();
    await expect(partner.getByTestId('case-number')).toBeVisible();
    await hydrated(partner, js);
    const path = new URL(partner.url()).pathname;

    const colleague = await merchant.context().newPage();
    await opened(colleague, path, js);
    await act(colleague, 'message', { text: 'Before it is withdrawn.' });
    await expect(colleague.getByText('Before it is withdrawn.')).toBeVisible();
    await hydrated(colleague, js);
    if (js) await expect(partner.getByText('Before it is withdrawn.')).toBeVisible();

    await access.getByRole('button', { name: 'Withdraw the access of' }).click();
    await expect(merchant.getByText('Its people see nothing of your cases any more')).toBeVisible();
    await merchant.getByRole('button', { name: 'Yes, withdraw it' }).click();
    await expect(access).toContainText('Only members of your account.');
    await access.getByText('Withdrawn', { exact: true }).click();
    await expect(access).toContainText(`${agency} could act for you`);

    await act(colleague, 'message', { text: 'After it was withdrawn.' });
    await expect(colleague.getByText('After it was withdrawn.')).toBeVisible();
    if (js) {
      // Their own case is told of by the same stream, behind whatever else it would have told.
      const own = await partner.context().newPage();
      await opened(own, '/portal', js);
      const beside = await partner.context().newPage();
      await opened(beside, '/portal/requests/new', js);
      await fillRequest(beside, { ...REQUEST, subject: 'Of our own' });
      await beside.getByRole('button', { name: 'Submit as P' }).click();
      await expect(beside.getByTestId('case-number')).toBeVisible();
      await expect(own.getByText('Of our own')).toBeVisible();
    }
    await expect(partner.getByText('After it was withdrawn.')).toHaveCount(0);
    expect((await partner.goto(path))!.status()).toBe(404);
    await expect(partner.getByText(shop)).toHaveCount(0);
    await opened(partner, '/portal', js);
    await expect(switched(partner)).toHaveCount(0);
  });
});
