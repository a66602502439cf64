// Which Chromium to drive: the system's where there is one, else the one that Playwright brought.
// script/lib.sh (system_chromium) decides the same way when it looks whether one has to be installed.
import { closeSync, existsSync, openSync, readSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { LaunchOptions } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Ubuntu's Chromium is a snap behind a script, which cannot see our folders. */
function isSnap(path: string): boolean {
  if (/^\/snap\/|\/snap$/.test(realpathSync(path))) return true;
  const beginning = Buffer.alloc(4096);
  const file = openSync(path, 'r');
  readSync(file, beginning);
  closeSync(file);
  return beginning.includes('/snap/');
}

function systemChromium(): string | undefined {
  if (process.env.CASELINE_CHROMIUM) return process.env.CASELINE_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = NAMES.flatMap(name => folders.map(folder => join(folder, name)));
  return candidates.find(path => existsSync(path) && !isSnap(path));
}

export const launchOptions: LaunchOptions = {
  executablePath: systemChromium(),
  args: [
    // Chromium's sandbox does not start as root, as in a container.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    // The tests talk to loopback only; without these Chromium looks for hosts of its maker.
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
