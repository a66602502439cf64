// Playwright's global setup: starts the built server on a free loopback port with a data folder of its own and demo
// data, and stops it when the last test is done. The tests find both in the environment:
//
//   CASELINE_E2E_URL    where it answers
//   CASELINE_E2E_DATA   its data folder; mail that would be sent lies in mail/ as .eml files
//
// Set CASELINE_E2E_URL (and CASELINE_E2E_DATA) yourself to test a server that already runs. CASELINE_BINARY names the
// binary, and CASELINE_E2E_DATABASE_URL another database than SQLite in the data folder.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { binary, freePort, stopped } from './process';

const ROOT = resolve(__dirname, '../..');
const RESULTS = join(ROOT, 'end2end/.results');
const LOG = join(RESULTS, 'server.log');
const START_LIMIT = 120_000;

function lastWords(): string {
  return readFileSync(LOG, 'utf8').split('\n').slice(-30).join('\n');
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  const limit = Date.now() + START_LIMIT;
  while (Date.now() < limit) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}:\n${lastWords()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise(later => setTimeout(later, 100));
  }
  throw new Error(`The server was not ready after ${START_LIMIT / 1000} s:\n${lastWords()}`);
}

export default async function start(): Promise<() => Promise<void>> {
  if (process.env.CASELINE_E2E_URL) return async () => {};

  const data = mkdtempSync(join(tmpdir(), 'caseline-e2e-'));
  const address = `127.0.0.1:${await freePort()}`;
  mkdirSync(RESULTS, { recursive: true });
  const log = openSync(LOG, 'w');
  const environment = { ...process.env };
  if (process.env.CASELINE_E2E_DATABASE_URL) environment.DATABASE_URL = process.env.CASELINE_E2E_DATABASE_URL;
  else delete environment.DATABASE_URL;
  const server = spawn(binary(), ['serve', '--demo', '--addr', address, '--data', data], {
    cwd: data,
    // All tests sign in from one address, and as the same few people.
    env: { ...environment, CASELINE_SIGN_INS_PER_MINUTE: '0', CASELINE_WRITES_PER_MINUTE: '0' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);

  const stop = async () => {
    await stopped(server);
    rmSync(data, { recursive: true, force: true });
  };
  const url = `http://${address}`;
  try {
    await ready(url, server);
  } catch (error) {
    await stop();
    throw error;
  }
  process.env.CASELINE_E2E_URL = url;
  process.env.CASELINE_E2E_DATA = data;
  return stop;
}
