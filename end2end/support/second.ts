// A second server, with data of its own, for a test that takes something away from it; and what stands between it and
// its database, to be taken away.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { plainEnvironment } from './caseline';
import { binary, freePort, stopped } from './process';

export type Second = { url: string; /** The status of its /readyz. */ ready: () => Promise<number>; stop: () => Promise<void> };

/** Starts a server with demo data on a database and waits until it is ready. */
export async function secondServer(databaseUrl: string): Promise<Second> {
  const data = mkdtempSync(join(tmpdir(), 'caseline-e2e-second-'));
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const path = join(data, 'server.log');
  const log = openSync(path, 'w');
  const server = spawn(binary(), ['serve', '--demo', '--cases', '60', '--addr', address, '--data', data], {
    cwd: data,
    env: { ...plainEnvironment(), DATABASE_URL: databaseUrl, CASELINE_SIGN_INS_PER_MINUTE: '0' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const stop = async () => {
    await stopped(server);
    rmSync(data, { recursive: true, force: true });
  };
  const ready = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status ?? 0;
  try {
    await expect.poll(ready, { message: 'the second server is ready', timeout: 60_000 }).toBe(200);
  } catch (error) {
    console.error(readFileSync(path, 'utf8').split('\n').slice(-30).join('\n'));
    await stop();
    throw error;
  }
  return { url, ready, stop };
}

/** A door before a database: closed, connections end and no new one comes about, as when its machine is gone. */
export class Door {
  private readonly sockets = new Set<Socket>();
  private server?: Server;
  private port = 0;

  constructor(private readonly behind: URL) {}

  async open(): Promise<void> {
    const server = createServer(near => {
      const far = connect(Number(this.behind.port || 5432), this.behind.hostname);
      for (const [one, other] of [[near, far], [far, near]] as const) {
        this.sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
      }
    });
    await new Promise<void>((done, failed) => server.once('error', failed).listen(this.port, '127.0.0.1', done));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  async close(): Promise<void> {
    const closed = new Promise(done => this.server?.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** The database's address through this door. */
  url(): string {
    const url = new URL(this.behind);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }
}
