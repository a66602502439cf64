// The program under test as a process: where it lies, a port for it, and its end.
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

/** The binary that CASELINE_BINARY names, else the one that cargo built. */
export function binary(): string {
  const target = resolve(__dirname, '../..', process.env.CARGO_TARGET_DIR ?? 'target');
  const path = process.env.CASELINE_BINARY ?? join(target, 'debug/caseline');
  if (existsSync(path)) return path;
  throw new Error(`There is no ${path}. Build it by \`cargo build -p caseline\`, or run \`make test\`.`);
}

/** A port of loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

/** Ends a server as a service manager would, and waits for it. */
export async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise(done => server.once('exit', done));
  server.kill('SIGTERM');
  const patience = setTimeout(() => server.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(patience);
}
