// The people of the demo data, and how they sign in.
import { expect, type Page } from '@playwright/test';

export const MERCHANT = 'merchant@example.com';
export const PARTNER = 'partner@example.com';
export const CSA = 'csa@example.com';
export const MANAGER = 'manager@example.com';
export const ADMIN = 'admin@example.com';

/** The same for all of them, and only in demo mode. */
export const PASSWORD = 'caseline-demo';

/** Signs in by the form, as a person would; works with and without JavaScript. */
export async function signIn(page: Page, email: string, password: string = PASSWORD): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form', { has: page.locator('input[name=password]') }).locator('button[type=submit]').click();
  await expect(page, `${email} is signed in`).not.toHaveURL(/\/sign-in/);
}

/** Goes to a page and waits until it is alive. */
export async function opened(page: Page, path: string, javaScriptEnabled: boolean): Promise<void> {
  await page.goto(path);
  await hydrated(page, javaScriptEnabled);
}

/** Waits until the page is alive. Without JavaScript it never will be; it is whole then, and stands where its address
 * scrolled it to: what is clicked before moves away under the click. */
export async function hydrated(page: Page, javaScriptEnabled: boolean): Promise<void> {
  if (javaScriptEnabled) await page.locator('html[data-ready]').waitFor();
  else await page.waitForLoadState();
}
