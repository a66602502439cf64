// Accessibility rules that a machine can check, on the page as it is now.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with every violated rule and where. WCAG 2.2 A and AA, and axe's best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(rule => `${rule.id}: ${rule.help}\n  ${rule.nodes.map(node => node.target.join(' ')).join('\n  ')}`);
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

/**
 * The page in this theme, which follows the system's unless the person chose one. Without motion: a colour that is
 * halfway from one theme to the other has no contrast to speak of.
 */
export async function inTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  // What had begun to move before that, on a slow machine, comes to its end.
  await page.evaluate(async () => {
    const moving = document.getAnimations().filter(animation => animation.playState === 'running');
    await Promise.all(moving.map(animation => animation.finished.catch(() => undefined)));
  });
}
