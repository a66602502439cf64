// An administrator makes a calendar and a plan, lets the plan count in the calendar, and gives an account the plan. Each
// change is shown before it is saved, with the open cases that it would move, and moving them moves them as it was said. On
// a server of its own, for it changes what everybody is promised.
import { act, caseNumber, fillRequest } from '../support/acts';
import { test, expect } from '../support/fixtures';
import { formOf, held, refusedWith, send } from '../support/forms';
import { ADMIN, MERCHANT, hydrated, opened } from '../support/people';
import { REQUEST } from '../support/working';
import type { Page } from '@playwright/test';

// Forms that come back.
test.use({ expectedConsole: [/422/] });

const due = (page: Page) => page.locator('[data-test=due-resolution] time');

test('a calendar, a plan that counts in it, and an account that gets the plan @nojs', async ({ visit, second, javaScriptEnabled: js }) => {
  test.setTimeout(180_000);
  const server = await second();
  const [merchant, admin] = [await visit(MERCHANT, server.url), await visit(ADMIN, server.url)];
  const press = async (name: string | RegExp) => {
    await Promise.all([
      admin.waitForResponse(it => it.request().method() === 'POST' && it.request().isNavigationRequest()),
      admin.getByRole('button', { name }).first().click(),
    ]);
    await admin.waitForLoadState();
    await hydrated(admin, js);
  };
  await merchant.goto('/portal/requests/new');
  await fillRequest(merchant, { ...REQUEST, impact: 'core' });
  await merchant.getByRole('button', { name: 'Submit as P' }).click();
  const number = await caseNumber(merchant);
  const before = Date.parse((await due(merchant).getAttribute('datetime'))!);

  await test.step('a calendar, whose name is its own', async () => {
    await opened(admin, '/admin/calendars', js);
    await admin.getByRole('link', { name: 'New calendar' }).click();
    await expect(admin).toHaveURL(/\/admin\/new\/calendar$/);
    await hydrated(admin, js);
    const form = formOf(admin, 'new-calendar');
    await form.locator('[name=name]').fill('STANDARD');
    await form.locator('[name=zone]').fill('Europe/Berlin');
    for (const day of ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) await form.locator(`[name=${day}]`).fill('24 hours');
    expect(await refusedWith(admin, () => send(form))).toBe(422);
    await hydrated(admin, js);
    await expect(admin.locator('#f-name-error')).toHaveText('There is a calendar of this name already.');
    expect(await held(form)).toMatchObject({ name: 'STANDARD', zone: 'Europe/Berlin', sun: '24 hours' });
    await form.locator('[name=name]').fill('Night & day');
    await press('Make the calendar');
    await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Night & day');
    await expect(admin.locator('[name=sat]')).toHaveValue('24 hours');
  });

  await test.step('a plan, as a copy', async () => {
    await opened(admin, '/admin/plans/Standard', js);
    await admin.getByRole('link', { name: 'Begin a new plan as a copy of this one' }).click();
    await hydrated(admin, js);
    const form = formOf(admin, 'new-plan');
    await expect(form.locator('[name=like]')).toHaveValue('Standard');
    for (const [name, said] of [['', 'Write what it is called.'], ['standard', 'There is a plan of this name already.']]) {
      await form.locator('[name=name]').fill(name);
      expect(await refusedWith(admin, () => send(form))).toBe(422);
      await hydrated(admin, js);
      await expect(admin.locator('#f-name-error')).toHaveText(said);
      await expect(form.locator('[name=name]')).toHaveValue(name);
    }
    await form.locator('[name=name]').fill('Gold');
    await press('Make the plan');
    await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Gold');
    await expect(admin.getByRole('row').filter({ hasText: 'New, begun as a copy of Standard' })).toHaveCount(1);
  });

  await test.step('the plan gets the calendar', async () => {
    await admin.locator('[name=calendar]').selectOption('Night & day');
    await admin.locator('[name=p2_resolution]').fill('60 business hours');
    await press('Show what changes');
    const preview = admin.getByTestId('preview');
    await expect(preview).toContainText('Service calendar: Night & day, version 1, instead of Standard, version');
    await expect(preview).toContainText('P2 resolved: 60 business hours instead of 48 business hours');
    await press('Save as version 2');
    await expect(admin).toHaveURL(/\/admin\/plans\/Gold\?form=[^#]*#?$/);
    await expect(admin.getByRole('status').first()).toContainText('Saved as version 2, which holds for new cases.');
    await expect(admin.locator('[name=calendar]')).toHaveValue('Night & day');
  });

  await test.step('the account gets the plan', async () => {
    await opened(merchant, '/portal', js);
    const name = await merchant.locator('dt', { hasText: /^Account$/ }).locator('+ dd').innerText();
    await opened(admin, '/admin/accounts', js);
    await admin.locator('[name=find]').fill(name.slice(0, 4).toLowerCase());
    await admin.getByRole('button', { name: 'Show' }).click();
    await admin.getByRole('link', { name, exact: true }).click();
    await expect(admin.getByRole('heading', { level: 1 })).toHaveText(name);
    await hydrated(admin, js);
    await press('Show what changes');
    await expect(admin.getByText('Nothing is changed yet.')).toBeVisible();
    await admin.locator('[name=plan]').selectOption('Gold');
    await press('Show what changes');
    const preview = admin.getByTestId('preview');
    await expect(preview).toContainText('Plan: Gold, version 2, instead of Standard');
    await expect(preview.getByRole('row').filter({ hasText: number })).toContainText('Resolution');
    await press('Give the account this plan');
    await expect(admin.locator('dt', { hasText: 'Support plan' }).locator('+ dd')).toHaveText('Gold, version 2');
    await opened(merchant, `/portal/cases/${number}`, js);
    expect(Date.parse((await due(merchant).getAttribute('datetime'))!), 'an open case keeps its plan').toBe(before);
  });

  await test.step('its open cases are moved', async () => {
    await admin.getByTestId('behind').getByRole('link').click();
    const row = admin.getByTestId('moved').getByRole('row').filter({ hasText: number });
    const then = (await row.locator('td').nth(4).innerText()).trim();
    await hydrated(admin, js);
    await act(admin, 'move', { note: 'A new contract' });
    await expect(admin).toHaveURL(/\/admin\/accounts\/[0-9a-f-]+(\?form=[^#]*)?#?$/);
    await expect(admin.getByTestId('behind')).toHaveCount(0);
    await expect(admin.getByText(/moved\. .* due at another time than before/)).toBeVisible();
    await opened(admin, `/desk/cases/${number}`, js);
    await expect(due(admin), 'as the preview said').toHaveText(then);
    await opened(merchant, `/portal/cases/${number}`, js);
    expect(Date.parse((await due(merchant).getAttribute('datetime'))!)).not.toBe(before);
    await expect(merchant.getByText(/A new contract/)).toBeVisible();
  });
});
