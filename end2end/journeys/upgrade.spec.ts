// The server was upgraded while a page was open: whoever goes on is brought to the newer version without noticing more.
import { test, expect } from '../support/fixtures';
import { MERCHANT, hydrated } from '../support/people';

// The browser notes the refusal in its console.
test.use({ expectedConsole: [/409/] });

test('a page from before an upgrade loads the next one anew', async ({ visit, javaScriptEnabled: js }) => {
  const page = await visit(MERCHANT);
  await hydrated(page, js);
  const root = page.locator('html');
  const build = await root.getAttribute('data-build');
  expect(build).toMatch(/\.wasm$/);
  await root.evaluate(html => html.setAttribute('data-build', '/pkg/of-before.wasm'));
  await page.getByRole('link', { name: 'Open a request' }).first().click();
  await expect(root).toHaveAttribute('data-build', build ?? '');
  await hydrated(page, js);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Open a request');
});
