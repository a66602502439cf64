// The browser's code comes in two bundles: within one, pages follow each other without loading; into the other one loads.
import type { Page } from '@playwright/test';
import { test, expect } from '../support/fixtures';
import { fill, formOf, send } from '../support/forms';
import { CSA, MANAGER, MERCHANT, PASSWORD, hydrated } from '../support/people';

/** The code that a page woke with. */
async function build(page: Page): Promise<string> {
  await hydrated(page, true);
  return (await page.locator('html').getAttribute('data-build')) ?? '';
}

/** Marks the document, so that one that was loaded since shows. */
async function mark(page: Page): Promise<void> {
  await page.locator('html').evaluate(html => html.setAttribute('data-seen', ''));
}

test('a manager goes between reports and desk without loading', async ({ visit }) => {
  const page = await visit(MANAGER);
  await expect(page).toHaveURL(/\/reports\/satisfaction$/);
  expect(await build(page)).toContain('desk');
  await mark(page);
  await page.locator('[popovertarget=me]').click();
  await page.getByRole('link', { name: 'Desk', exact: true }).click();
  await expect(page).toHaveURL(/\/desk$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/satisfied/);
  await expect(page.locator('html')).toHaveAttribute('data-seen');
});

test('who signs out of the portal and in as another is awake in the desk', async ({ visit }) => {
  const page = await visit(MERCHANT);
  const portal = await build(page);
  expect(portal).toContain('portal');
  await mark(page);
  await page.locator('a.mark').click();
  await expect(page).toHaveURL(/\/portal$/);
  await expect(page.locator('html')).toHaveAttribute('data-seen');
  await page.locator('[popovertarget=me]').click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(await build(page)).toBe(portal);
  await fill(formOf(page, 'sign-in'), { email: CSA, password: PASSWORD });
  await send(formOf(page, 'sign-in'));
  await expect(page).toHaveURL(/\/desk$/);
  const desk = await build(page);
  expect(desk).toContain('desk');
  await page.getByRole('link', { name: 'Take a call' }).click();
  await expect(page).toHaveURL(/\/desk\/phone$/);
  await page.goto('/forgot-password');
  expect(await build(page)).toBe(portal);
  await page.goBack();
  await expect(page).toHaveURL(/\/desk\/phone$/);
  expect(await build(page)).toBe(desk);
});

test('a link into the other bundle, which the router takes for one of its own, loads the page, and back again', async ({
  visit,
}) => {
  const page = await visit(CSA);
  const desk = await build(page);
  await mark(page);
  await page.locator('#main').evaluate(main => main.insertAdjacentHTML('afterbegin', '<a href="/forgot-password">There</a>'));
  await page.getByRole('link', { name: 'There', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/password/i);
  await expect(page).toHaveURL(/\/forgot-password$/);
  expect(await build(page)).toContain('portal');
  await page.goBack();
  await expect(page).toHaveURL(/\/desk$/);
  await expect(page.locator('a.mark[href="/desk"]')).toBeVisible();
  expect(await build(page)).toBe(desk);
});

test('a case that follows another one is shown from its own end', async ({ visit }) => {
  const page = await visit(CSA);
  await page.goto('/desk?view=all');
  const cases = page.locator('a[href^="/desk/cases/"]');
  const [one, other] = [await cases.nth(0).getAttribute('href'), await cases.nth(1).getAttribute('href')];
  await page.goto(`${one}?until=1`);
  await hydrated(page, true);
  await mark(page);
  await page.locator('#main').evaluate((main, to) => main.insertAdjacentHTML('afterbegin', `<a href="${to}">There</a>`), other);
  const asked = page.waitForRequest(/\/act\/page/);
  await page.getByRole('link', { name: 'There', exact: true }).click();
  expect(new URL((await asked).url()).searchParams.get('at')).toBe(other);
  await expect(page).toHaveURL(url => url.pathname + url.search === other);
  await expect(page.locator('html')).toHaveAttribute('data-seen');
});

test.describe('an address that leads nowhere', () => {
  test.use({ expectedConsole: [/404/] });

  test('says so once, in each room', async ({ visit }) => {
    const page = await visit(CSA);
    for (const nowhere of ['/nowhere', '/desk/nowhere']) {
      await page.goto(nowhere);
      await hydrated(page, true);
      await mark(page);
      await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
      await expect(page.locator('html')).toHaveAttribute('data-seen');
      await page.getByRole('link', { name: 'To the start' }).click();
      await expect(page).toHaveURL(/\/desk$/);
    }
  });
});
