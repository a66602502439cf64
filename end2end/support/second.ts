// A second server, with data of its own, for a test that takes something away from it; and what stands between it and
// its database, or a browser and it, to be taken away.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { plainEnvironment } from './caseline';
import { binary, freePort, stopped } from './process';

export type Second = {
  url: string;
  /** The status of its /readyz. */
  ready: () => Promise<number>;
  /** Ends it as a service manager would, and starts it again at the same address. */
  off: () => Promise<void>;
  on: () => Promise<void>;
  /** Another one on the same data, as long as this one is off. */
  beside: () => Promise<Second>;
  /** Ends it for good. */
  stop: () => Promise<void>;
};

/** Starts a server with demo data on a database, or on SQLite in a folder of its own, and waits until it is ready. */
export async function secondServer(databaseUrl?: string): Promise<Second> {
  const data = mkdtempSync(join(tmpdir(), 'caseline-e2e-second-'));
  const remove = () => rmSync(data, { recursive: true, force: true });
  try {
    const second = await serverOn(data, databaseUrl);
    return { ...second, stop: () => second.stop().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

async function serverOn(data: string, databaseUrl?: string): Promise<Second> {
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const path = join(data, 'server.log');
  let server: ChildProcess | undefined;
  const ready = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status ?? 0;
  const off = async () => {
    if (server) await stopped(server);
  };
  const on = async () => {
    const log = openSync(path, 'a');
    server = spawn(binary(), ['serve', '--demo', '--cases', '60', '--addr', address, '--data', data], {
      cwd: data,
      env: {
        ...plainEnvironment(),
        ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
        CASELINE_SIGN_INS_PER_MINUTE: '0',
        CASELINE_WRITES_PER_MINUTE: '0',
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    try {
      await expect.poll(ready, { message: 'the second server is ready', timeout: 60_000 }).toBe(200);
    } catch (error) {
      console.error(readFileSync(path, 'utf8').split('\n').slice(-30).join('\n'));
      await off();
      throw error;
    }
  };
  await on();
  return { url, ready, off, on, beside: () => serverOn(data, databaseUrl), stop: off };
}

/** A door before a server: closed, connections end and no new one comes about, as when its machine is gone. */
export class Door {
  private readonly sockets = new Set<Socket>();
  /** Those through which a stream was asked for. */
  private readonly streams = new Set<[Socket, Socket]>();
  private server?: Server;
  private port = 0;

  constructor(private readonly behind: URL) {}

  async open(): Promise<void> {
    const server = createServer(near => {
      const far = connect(Number(this.behind.port || 5432), this.behind.hostname);
      near.on('data', asked => asked.includes('GET /live') && this.streams.add([near, far]));
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

  /** Nothing more comes through the streams that are open, and nobody is told: as for a computer that slept. */
  silence(): void {
    for (const [near, far] of this.streams) {
      far.unpipe(near);
      far.on('data', () => {});
    }
  }

  /** The server's address through this door. */
  url(): string {
    const url = new URL(this.behind);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }
}
