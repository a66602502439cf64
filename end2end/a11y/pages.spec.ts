// axe on every page, in both themes.
import { test, expect } from '../support/fixtures';
import { expectAccessible, inTheme } from '../support/axe';
import { CSA, MANAGER, MERCHANT, hydrated } from '../support/people';

const PAGES: [string, string | undefined, string[]][] = [
  ['public', undefined, ['/sign-in', '/forgot-password', '/welcome/nothing']],
  ['portal', MERCHANT, ['/portal', '/portal/requests/new', '/portal/requests/call']],
  ['desk', CSA, ['/desk', '/desk?view=unassigned', '/desk?view=asked', '/desk?view=escalated', '/desk?view=all', '/desk/phone', `/desk/phone?answered=${Date.now()}`]],
  ['reports', MANAGER, ['/reports/satisfaction']],
];

for (const [room, who, paths] of PAGES) {
  test(`${room}: no violation in either theme`, async ({ visit }) => {
    const page = await visit(who);
    for (const path of paths) {
      for (const theme of ['light', 'dark'] as const) {
        await inTheme(page, theme);
        await page.goto(path);
        await hydrated(page, true);
        await expectAccessible(page);
      }
    }
  });
}

for (const [room, who, list, link] of [
  ['portal', MERCHANT, '/portal', 'a[href^="/portal/cases/"]'],
  ['desk', CSA, '/desk?view=all', 'a[href^="/desk/cases/"]'],
] as const) {
  test(`${room}: no violation on cases`, async ({ visit }) => {
    const page = await visit(who);
    await page.goto(list);
    const cases = await page.locator(link).evaluateAll(links => links.map(link => link.getAttribute('href')!.split('#')[0]));
    expect(cases.length).toBeGreaterThan(2);
    for (const path of [...new Set(cases)].slice(0, 6)) {
      for (const theme of ['light', 'dark'] as const) {
        await inTheme(page, theme);
        await page.goto(path);
        await hydrated(page, true);
        await expectAccessible(page);
      }
    }
  });
}
