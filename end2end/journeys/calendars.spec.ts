// An administrator changes the service calendar: by hand, by a country's list, and out of a file of which one day is
// refused. Nothing closes a day before it was shown and saved.
import { test, expect } from '../support/fixtures';
import { formOf, held, refusedWith } from '../support/forms';
import { ADMIN, CSA, hydrated, opened } from '../support/people';
import type { Page } from '@playwright/test';

const CALENDAR = '/admin/calendars/Standard';
const ADD = `${CALENDAR}/holidays/add`;

/** A file with two days and a party; of a year of its own, so that each run finds its days open. */
function file(year: number): { name: string; mimeType: string; buffer: Buffer } {
  const event = (uid: number, start: string, summary: string) =>
    ['BEGIN:VEVENT', `UID:${uid}`, `DTSTART${start}`, `SUMMARY:${summary}`, 'END:VEVENT'];
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//journey//'],
    ...event(1, `;VALUE=DATE:${year}0805`, 'Inventory\\, first day'),
    ...event(2, `;VALUE=DATE:${year}0806`, 'Inventory\\, second day'),
    ...event(3, `:${year}0807T100000Z`, 'Party'),
    'END:VCALENDAR',
  ];
  return { name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(lines.join('\r\n') + '\r\n') };
}

// The browser notes each form that comes back.
test.use({ expectedConsole: [/422/] });

const day = (page: Page, date: string) => page.locator(`input[name=day][value="${date}"]`);

async function press(page: Page, name: string | RegExp, js: boolean): Promise<void> {
  await Promise.all([
    page.waitForResponse(it => it.request().method() === 'POST' && it.request().isNavigationRequest()),
    page.getByRole('button', { name, exact: typeof name === 'string' }).first().click(),
  ]);
  await page.waitForLoadState();
  await hydrated(page, js);
}

test('a holiday by hand, a country’s, and of a file one day refused @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const page = await visit(ADMIN);
  await page.goto('/desk');
  await page.getByRole('link', { name: 'Calendars' }).click();
  await page.getByRole('link', { name: 'Standard' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Standard');
  await opened(page, ADD, js);
  const year = js ? 2030 : 2031;

  await page.locator('[name=date]').fill(`${year}-08-04`);
  await page.locator('[name=name]').fill('Summer party');
  await press(page, 'Put it on the list', js);
  await expect(day(page, `${year}-08-04`)).toBeChecked();

  await page.locator('[name=country]').selectOption('de');
  await page.locator('[name=from_year]').fill(`${year}`);
  await page.locator('[name=until_year]').fill(`${year}`);
  await press(page, 'List its holidays', js);
  await expect(day(page, `${year}-10-03`)).toBeChecked();
  await expect(day(page, `${year}-12-25`), 'closed already').toBeDisabled();

  await page.locator('input[name=file]').setInputFiles(file(year));
  await press(page, 'Read the file', js);
  await expect(page.getByTestId('left-out')).toContainText('“Party”: it has a time of day and is no whole day');
  await expect(day(page, `${year}-08-05`), 'of a file each day is approved by hand').not.toBeChecked();
  await day(page, `${year}-08-05`).check();

  await press(page, 'Go on with what is checked', js);
  const preview = page.getByTestId('preview');
  for (const said of [/4 Aug \d+, Summer party/, /5 Aug \d+, Inventory, first day/, /3 Oct \d+, German Unity Day/]) {
    await expect(preview.getByText(said)).toBeVisible();
  }
  await expect(preview).not.toContainText('second day');
  await press(page, /^Save as version/, js);

  await expect(page).toHaveURL(new RegExp(`${CALENDAR}\\?form=[^#]*#?$`));
  // Far years are folded away.
  await expect(page.locator(`input[name=remove][value="${year}-08-05"]`)).toHaveCount(1);
  await expect(page.locator(`input[name=remove][value="${year}-08-06"]`)).toHaveCount(0);
  const versions = page.getByRole('row').filter({ hasText: new RegExp(`Closed on \\d+ days from .* ${year} to .* ${year}`) });
  await expect(versions).toHaveCount(1);
});

test('the week is shown before it is saved, and what is wrong says so @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const page = await visit(ADMIN);
  await opened(page, CALENDAR, js);
  await page.locator('[name=sat]').fill('nine to five');
  await page.locator('[name=zone]').fill('Mars/Olympus');
  await refusedWith(page, () => page.getByRole('button', { name: 'Show what changes' }).click());
  await hydrated(page, js);
  await expect(page.locator('#f-sat-error')).toContainText('Saturday: “nine to five” is no hours.');
  await expect(page.locator('#f-zone-error')).toContainText('is not a time zone');
  expect((await held(formOf(page, 'edit'))).sat).toBe('nine to five');

  // Saturday alone, and back again, so that other tests find the week as it was.
  const hours = js ? '09:00–12:00' : '10:00–12:00';
  for (const [typed, said] of [[hours, `Saturday: ${hours}, before closed`], ['closed', `Saturday: closed, before ${hours}`]]) {
    await page.locator('[name=zone]').fill('America/Los_Angeles');
    await page.locator('[name=sat]').fill(typed);
    await press(page, 'Show what changes', js);
    await expect(page.getByTestId('preview')).toContainText(said);
    await press(page, /^Save as version/, js);
    await expect(page.locator('[name=sat]')).toHaveValue(typed);
  }
});

test('two administrators do not overwrite each other @nojs', async ({ visit, javaScriptEnabled: js }) => {
  const [one, other] = [await visit(ADMIN), await visit(ADMIN)];
  for (const page of [one, other]) await opened(page, CALENDAR, js);
  await one.locator('[name=sun]').fill('10-11');
  await press(one, 'Show what changes', js);
  await press(one, /^Save as version/, js);
  await other.locator('[name=sat]').fill('10-11');
  await press(other, 'Show what changes', js);
  await expect(other.getByText('Somebody made another version while you were at it.')).toBeVisible();
  await expect(other.locator('[name=sat]'), 'what was typed is still there').toHaveValue('10-11');
  await opened(one, CALENDAR, js);
  await one.locator('[name=sun]').fill('closed');
  await press(one, 'Show what changes', js);
  await press(one, /^Save as version/, js);
});

test.describe('what is not theirs', () => {
  test.use({ expectedConsole: [/404/] });

  test('nobody but administrators finds the calendars', async ({ visit }) => {
    const csa = await visit(CSA);
    await csa.goto('/desk');
    await expect(csa.getByRole('link', { name: 'Calendars' })).toHaveCount(0);
    expect((await csa.goto(CALENDAR))!.status()).toBe(404);
  });
});
