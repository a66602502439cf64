// How the browser tests run: against one built server of their own, with demo data (support/server.ts starts it).
//
//   journeys/  what people do, in Chromium; a test tagged @nojs runs a second time with JavaScript off
//   a11y/      axe on every page, both themes
//   screens/   pictures of every page, only by `make screens`
import { defineConfig, devices } from '@playwright/test';
import { launchOptions } from './support/browser';

const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } };

export default defineConfig({
  testDir: '.',
  outputDir: '.results/artifacts',
  globalSetup: './support/server.ts',
  // One server, one database and one draft a person for all: one test at a time.
  workers: 1,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  retries: 0,
  // Of a page that hangs, not of a machine that has more to do.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: '.results/report.json' }]],
  // Recording a trace of every test costs a third of the time, and nobody reads one that a finished CI machine had.
  use: { launchOptions, testIdAttribute: 'data-test', trace: process.env.CI ? 'off' : 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'chromium', use: desktop, testIgnore: 'screens/**' },
    { name: 'nojs', use: { ...desktop, javaScriptEnabled: false }, grep: /@nojs/, testIgnore: 'screens/**' },
    // Not a test: only when asked for.
    ...(process.env.CASELINE_SCREENS ? [{ name: 'screens', use: desktop, testMatch: 'screens/**' }] : []),
  ],
});
