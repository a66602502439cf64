// The draft of a request: kept while one types, in one window or two.
import { fillRequest } from '../support/acts';
import { kept, twoWindows, writer } from '../support/drafts';
import { test, expect } from '../support/fixtures';
import { refusedWith } from '../support/forms';
import { hydrated, opened } from '../support/people';
import { REQUEST } from '../support/working';

test.describe('a draft', () => {
  // Without script a merged save comes back as a page that says so, with 422.
  test.use({ expectedConsole: [/422/] });

  test('what was typed survives the window that was closed, and waits on the portal’s home @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const page = await writer(visit, 'Ida Closed', js);
    await fillRequest(page, { ...REQUEST, subject: 'Typed and never sent' });
    await page.locator('[name=steps]').fill('1. Book a return.\n2. Look at the stock.');
    await kept(page, js);
    const context = page.context();
    await page.close();

    const again = await context.newPage();
    await again.goto('/portal');
    const waits = again.locator('#waiting .item', { hasText: 'Typed and never sent' });
    await expect(waits).toContainText('Draft');
    await waits.getByRole('link', { name: 'Go on writing' }).click();
    await expect(again.locator('[name=subject]')).toHaveValue('Typed and never sent');
    await expect(again.locator('[name=description]')).toHaveValue(REQUEST.description);
    await expect(again.locator('[name=area]')).toHaveValue(REQUEST.area);
    await expect(again.locator('input[name=impact][value=core]')).toBeChecked();
    await expect(again.locator('[name=steps]')).toHaveValue('1. Book a return.\n2. Look at the stock.');
  });

  test('a second window that saves other fields merges with the first and says so @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const first = await writer(visit, 'Pia Twice', js);
    const second = await first.context().newPage();
    await opened(second, '/portal/requests/new', js);

    await first.locator('[name=subject]').fill('From the first window');
    await kept(first, js);
    await second.locator('[name=description]').fill('From the second window');
    await kept(second, js);

    const news = second.getByText('Another window changed this draft meanwhile: the one line.');
    await expect(news).toBeVisible();
    await expect(second.locator('[name=subject]')).toHaveValue('From the first window');
    await expect(second.locator('[name=description]')).toHaveValue('From the second window');

    // Both windows' words are what is stored.
    await second.goto('/portal/requests/new');
    await expect(second.locator('[name=subject]')).toHaveValue('From the first window');
    await expect(second.locator('[name=description]')).toHaveValue('From the second window');
  });

  test('that another window discarded holds up no call: the card is there at the first press @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const [first, second] = await twoWindows(visit, 'Eda Urgent', js);
    await second.getByRole('button', { name: 'Discard draft' }).click();
    await second.getByRole('button', { name: 'Yes, discard it' }).click();
    await expect(second).toHaveURL(/\/portal#?$/);

    await first.locator('input[name=impact][value=outage]').check();
    await first.getByRole('button', { name: 'Show me the number to call' }).click();
    await expect(first.getByTestId('call-code')).toBeVisible();
    await first.goto('/portal/requests/new');
    await expect(first.locator('[name=subject]')).toHaveValue(REQUEST.subject);
  });

  test('a request is not sent with what another window changed before its author saw it @nojs', async ({
    visit,
    javaScriptEnabled: js,
  }) => {
    const [first, second] = await twoWindows(visit, 'Ole Unseen', js);
    await second.locator('[name=description]').fill('Changed in the second window.');
    if (js) await second.getByRole('button', { name: 'Save draft' }).click();
    await kept(second, js);
    await second.waitForLoadState();

    expect(await refusedWith(first, () => first.getByRole('button', { name: 'Submit as P2' }).click())).toBe(422);
    await expect(first.getByText('Another window changed this draft meanwhile: the description.')).toBeVisible();
    await expect(first.locator('[name=description]')).toHaveValue('Changed in the second window.');
    await hydrated(first, js);
    await first.getByRole('button', { name: 'Submit as P2' }).click();
    await expect(first).toHaveURL(/\/portal\/cases\/C-\d+#?$/);
    await expect(first.getByText('Changed in the second window.')).toBeVisible();
  });
});
