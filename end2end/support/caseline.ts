// The command line of the binary under test: for what only it can do, such as inviting people, and for what it refuses.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { dataFolder } from './mail';
import { binary } from './process';

export type Ended = { code: number; stdout: string; stderr: string };

/** What surrounds us without what would configure the program: a test says by itself what is set. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('CASELINE_') && name !== 'DATABASE_URL'),
  );
}

/** Runs the program to its end, in a folder without a caseline.toml unless `folder` has one. */
export async function caseline(args: string[], environment: NodeJS.ProcessEnv = {}, folder?: string): Promise<Ended> {
  const cwd = folder ?? mkdtempSync(join(tmpdir(), 'caseline-e2e-cwd-'));
  try {
    return await new Promise(done => {
      const options = { cwd, env: { ...plainEnvironment(), ...environment }, timeout: 60_000 };
      execFile(binary(), args, options, (error, stdout, stderr) =>
        done({ code: error ? (typeof error.code === 'number' ? error.code : -1) : 0, stdout, stderr }),
      );
    });
  } finally {
    if (!folder) rmSync(cwd, { recursive: true, force: true });
  }
}

export type Role = 'member' | 'csa' | 'manager' | 'administrator';
export type Invited = { email: string; name: string; /** The path that the invitation leads to. */ welcome: string };

let invitations = 0;

/** Adds an account that no other test knows. */
export async function account(name: string, kind: 'merchant' | 'partner'): Promise<void> {
  const database = process.env.CASELINE_E2E_DATABASE_URL;
  const { code, stderr } = await caseline(
    [
      ...['account', 'add', '--data', dataFolder(), '--name', name, '--kind', kind, '--zone', 'Europe/Berlin'],
      ...['--contact', `contact-${process.pid}-${Date.now()}-${++invitations}@newcomers.example`],
    ],
    database ? { DATABASE_URL: database } : {},
  );
  expect(code, `adding ${name}: ${stderr}`).toBe(0);
}

/**
 * Invites somebody nobody else has met: a test that needs a draft, a password or a colleague of its own spoils nobody's.
 * `account`: the name of a member's.
 */
export async function invite(role: Role, name: string, account?: string): Promise<Invited> {
  // Both projects of a run invite, and the server is the same.
  const email = `${role}-${process.pid}-${Date.now()}-${++invitations}@newcomers.example`;
  const database = process.env.CASELINE_E2E_DATABASE_URL;
  const { code, stdout, stderr } = await caseline(
    [
      ...['user', 'add', '--data', dataFolder(), '--addr', new URL(process.env.CASELINE_E2E_URL!).host],
      ...['--role', role, '--name', name, '--email', email, '--zone', 'Europe/Berlin'],
      ...(account ? ['--account', account] : []),
    ],
    database ? { DATABASE_URL: database } : {},
  );
  expect(code, `inviting ${name}: ${stderr}`).toBe(0);
  const link = stdout.split('\n').find(line => line.includes('/welcome/'));
  expect(link, stdout).toBeTruthy();
  return { email, name, welcome: new URL(link!).pathname };
}

/** Chooses a password on the page of a link, which must be shown. */
export async function choosePassword(page: Page, password: string): Promise<void> {
  await page.locator('[name=password]').fill(password);
  await page.locator('[name=password_again]').fill(password);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
}

/** A page in a browser in which somebody new is signed in. */
export async function newcomer(
  visit: (email?: string) => Promise<Page>,
  role: Role,
  name: string,
  account?: string,
): Promise<Page> {
  const { welcome } = await invite(role, name, account);
  const page = await visit();
  // Choosing a password has its own tests; here the form is only sent.
  const password = 'a password of their own';
  const signedIn = await page.request.post(welcome, { form: { act: 'welcome', password, password_again: password } });
  expect(signedIn.ok(), `${name} is signed in`).toBe(true);
  expect(new URL(signedIn.url()).pathname, `${name} is signed in`).not.toContain('/welcome/');
  return page;
}

/** The account of the member who is signed in, as their own page has it. */
export async function accountName(page: Page): Promise<string> {
  await page.goto('/portal');
  return page.locator('dt', { hasText: /^Account$/ }).locator('+ dd').innerText();
}

/** Who is signed in, as the corner of the page has it. */
export async function ownName(page: Page): Promise<string> {
  return (await page.locator('[popovertarget=me]').getAttribute('aria-label'))!.split(':')[0];
}
