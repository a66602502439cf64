// A database that is away: whoever writes or reads is told so, and all goes on by itself.
import { fillRequest } from '../support/acts';
import { test, expect } from '../support/fixtures';
import { fill, formOf, send } from '../support/forms';
import { MERCHANT, PASSWORD, hydrated, opened } from '../support/people';
import { REQUEST } from '../support/working';

test.describe('a database that is away', () => {
  // What a server cannot answer the browser notes in its console.
  test.use({ expectedConsole: [/503/] });

  // SQLite is a file in the server's own hands; what can be away is a PostgreSQL, which `script/postgres` brings.
  const database = process.env.CASELINE_TEST_POSTGRES;

  test('a page that the browser itself asks for says so too, and is there when it is asked for again', async ({ visit }) => {
    const page = await visit(MERCHANT);
    await opened(page, '/portal', true);
    const away = '**/act/page?*';
    // Not a word of our own: a server that cannot ask who this is answers in HTML, and so does a proxy.
    await page.route(away, route => route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>Away</h1>' }));
    await page.getByRole('main').getByRole('link', { name: 'Open a request' }).click();
    await expect(page.getByRole('heading', { name: 'We cannot reach our data right now' })).toBeVisible();
    await expect(page.locator('main a[href^="tel:"]')).toHaveCount(2);
    await page.unroute(away);
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page).toHaveURL(/\/portal\/requests\/new$/);
    await expect(page.locator('[name=subject]')).toBeVisible();
  });

  test('every page says so, /readyz is red, and all goes on by itself when it is back', async ({ visit, second, door }) => {
    test.setTimeout(240_000);
    if (!database) throw new Error('CASELINE_TEST_POSTGRES is not set: run this through script/postgres, or `make test`.');
    const way = await door(database);
    const server = await second(way.url());
    const page = await visit();
    const signIn = async () => {
      await page.goto(`${server.url}/sign-in`);
      await hydrated(page, true);
      await fill(formOf(page, 'sign-in'), { email: MERCHANT, password: PASSWORD });
      await send(formOf(page, 'sign-in'));
    };
    await signIn();
    await expect(page).toHaveURL(`${server.url}/portal`);
    await page.goto(`${server.url}/portal/requests/new`);
    await hydrated(page, true);
    const moving = await page.context().newPage();
    await moving.goto(`${server.url}/portal`);
    await hydrated(moving, true);

    await way.close();
    await expect.poll(server.ready, { timeout: 30_000 }).toBe(503);
    expect((await fetch(`${server.url}/healthz`)).status, 'the server itself is well').toBe(200);

    // Who types is told that it is not saved, and that nothing has to be done.
    await fillRequest(page, { ...REQUEST, subject: 'Typed while the database was away' });
    await expect(page.getByTestId('not-saved')).toContainText('We keep trying', { ignoreCase: true, timeout: 30_000 });

    // Who looks is told, whatever they look at.
    const other = await page.context().newPage();
    for (const path of ['/portal', '/desk', '/portal/requests/call']) {
      const answer = await other.goto(server.url + path);
      expect(answer!.status(), path).toBe(503);
      await expect(other.getByRole('heading', { name: 'We cannot reach our data right now' })).toBeVisible();
      await expect(other.getByText('phone us', { exact: false })).toBeVisible();
    }

    // Who moves on without a page load, too.
    await moving.getByRole('main').getByRole('link', { name: 'Open a request' }).click();
    await expect(moving.getByRole('heading', { name: 'We cannot reach our data right now' })).toBeVisible({ timeout: 30_000 });
    await expect(moving.locator('main a[href^="tel:"]')).toHaveCount(2);

    await way.open();
    await expect.poll(server.ready, { timeout: 60_000 }).toBe(200);
    // The page that stayed open saved by itself, and the one that failed tries again by its own button.
    await expect(page.getByTestId('saved')).toBeVisible({ timeout: 30_000 });
    await other.getByRole('link', { name: 'Try again' }).click();
    await expect(other).toHaveURL(`${server.url}/portal/requests/call`);
    await other.goto(`${server.url}/portal`);
    await expect(other.locator('#waiting')).toContainText('Typed while the database was away');
  });
});
