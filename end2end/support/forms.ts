// Forms as people and as the server see them: what is in them, and what is said beside their fields.
import { expect, type Locator, type Page } from '@playwright/test';

export type Typed = Record<string, string>;

/** The form of this act. */
export function formOf(page: Page, act: string): Locator {
  return page.locator('form', { has: page.locator(`input[name=act][value="${act}"]`) });
}

/** Fills fields of a form by their names, whatever kind they are. */
export async function fill(form: Locator, typed: Typed): Promise<void> {
  for (const [name, value] of Object.entries(typed)) {
    const field = form.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate(it => (it as HTMLInputElement).type);
    if (kind === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check({ force: true });
    else if (kind === 'select-one') await field.selectOption(value);
    else await field.fill(value);
  }
}

/** Unfolds what this summary folds and fills the form of this act in it: once more, where the page was drawn anew meanwhile. */
export async function fillFolded(summary: Locator, form: Locator, typed: Typed): Promise<void> {
  await expect(async () => {
    const folded = await summary.evaluate(it => !(it.parentElement as HTMLDetailsElement).open);
    if (folded) await summary.click({ timeout: 2_000 });
    await expect(form).toBeVisible({ timeout: 1_000 });
    await fill(form, typed);
  }).toPass();
}

/** Presses the form's own button. */
export async function send(form: Locator): Promise<void> {
  await form.locator('button[type=submit]').first().click();
}

/** The sentence beside each wrong field, by the field's id. */
export async function sentences(form: Locator): Promise<Typed> {
  return form.locator('.error[id$="-error"]').evaluateAll(errors =>
    Object.fromEntries(errors.map(error => [error.id.replace(/-error$/, ''), error.textContent!.trim()])),
  );
}

/** What the form holds, hidden fields too. */
export async function held(form: Locator): Promise<Typed> {
  return form.evaluate(it => Object.fromEntries(new FormData(it as HTMLFormElement)) as Record<string, string>);
}

/** The server's own answer to a form of this page: its status, its sentences, and what its form holds. */
export async function posted(page: Page, fields: Typed): Promise<{ status: number; said: Typed; kept: Typed }> {
  const address = page.url().split('#')[0];
  const answer = await page.request.post(address, { form: fields, headers: { origin: new URL(address).origin } });
  const read = await page.evaluate(
    ([html, act]) => {
      const answered = new DOMParser().parseFromString(html, 'text/html');
      const form = answered.querySelector<HTMLInputElement>(`input[name=act][value="${act}"]`)!.form!;
      const errors = [...form.querySelectorAll('.error[id$="-error"]')];
      return {
        said: Object.fromEntries(errors.map(error => [error.id.replace(/-error$/, ''), error.textContent!.trim()])),
        kept: Object.fromEntries(new FormData(form)) as Record<string, string>,
      };
    },
    [await answer.text(), fields.act],
  );
  return { status: answer.status(), ...read };
}

/** Sends a form that the server will refuse, and waits for its answer: the page is whole again afterwards. */
export async function refusedWith(page: Page, send: () => Promise<void>): Promise<number> {
  const answer = page.waitForResponse(it => it.request().method() === 'POST' && it.request().isNavigationRequest());
  await send();
  // One that has an address of its own is there where the browser goes.
  const shown = await (await answer).request().redirectedTo()?.response();
  const status = (shown ?? (await answer)).status();
  await page.waitForLoadState();
  const path = (address: string) => new URL(address).pathname;
  expect(path(page.url()), 'the page stays where it was').toBe(path((await answer).url()));
  return status;
}
