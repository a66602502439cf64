// What the measurements share that ask a server over a filled desk: the data sets of `caseline demo`, kept in the user's
// cache under the generator's version and the schema, the server with a client, and how figures are printed.
const { spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const { createServer } = require('node:net');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const BINARY = process.env.CASELINE_BINARY ?? path.join(ROOT, 'target/release/caseline');
const PASSWORD = 'caseline-demo';

function cacheFolder() {
  const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  const folder = path.join(cache, 'caseline/bench');
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

/** Changes when a kept data set would no longer be what `caseline demo` fills today. */
function version() {
  const generator = /const VERSION: u32 = (\d+)/.exec(fs.readFileSync(path.join(ROOT, 'demo/src/lib.rs'), 'utf8'))[1];
  const migrations = path.join(ROOT, 'desk/migrations/sqlite');
  const schema = createHash('sha256');
  for (const name of fs.readdirSync(migrations).sort()) schema.update(fs.readFileSync(path.join(migrations, name)));
  return `v${generator}-${schema.digest('hex').slice(0, 8)}`;
}

/** The data set of this size: its address, its file, and how long filling took when it was filled. */
function dataSet(cases) {
  const file = path.join(cacheFolder(), `demo-${version()}-${cases}.db`);
  const facts = `${file}.json`;
  if (!fs.existsSync(facts)) {
    console.log(`Filling ${cases.toLocaleString('en')} cases, kept as ${path.basename(file)}`);
    for (const ending of ['', '-wal', '-shm']) fs.rmSync(file + ending, { force: true });
    const started = Date.now();
    const filled = spawnSync(BINARY, ['demo', '--cases', String(cases), '--database-url', `sqlite://${file}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (filled.status !== 0) throw new Error(`caseline demo ended with ${filled.status}`);
    fs.writeFileSync(facts, JSON.stringify({ seconds: (Date.now() - started) / 1000 }));
  }
  const { seconds } = JSON.parse(fs.readFileSync(facts, 'utf8'));
  return { url: `sqlite://${file}`, file, fillSeconds: seconds, bytes: fs.statSync(file).size };
}

/** The same in a database of a PostgreSQL server, filled anew: such a server is there for the run alone. */
function postgresDataSet(server, cases) {
  const name = `caseline_bench_${cases}`;
  const ask = (address, sql) => {
    const asked = spawnSync('psql', ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--dbname', address, '--command', sql], { encoding: 'utf8' });
    if (asked.status !== 0) throw new Error(`psql: ${asked.stderr ?? asked.error}`);
    return asked.stdout.trim();
  };
  ask(server, `create database ${name}`);
  const url = server.replace(/[^/]*$/, name);
  console.log(`Filling ${cases.toLocaleString('en')} cases in PostgreSQL`);
  const started = Date.now();
  const filled = spawnSync(BINARY, ['demo', '--cases', String(cases), '--database-url', url], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (filled.status !== 0) throw new Error(`caseline demo ended with ${filled.status}`);
  const fillSeconds = (Date.now() - started) / 1000;
  ask(url, 'vacuum analyze');
  return { url, file: name, fillSeconds, bytes: Number(ask(url, 'select pg_database_size(current_database())')) };
}

function freePort() {
  return new Promise(done => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** A server over one data set, and a client signed in to it. */
class Desk {
  static async start(cases, set = dataSet(cases)) {
    const desk = new Desk();
    Object.assign(desk, set, { cases, server_times: new Map() });
    desk.port = await freePort();
    desk.data = fs.mkdtempSync(path.join(os.tmpdir(), 'caseline-bench-'));
    desk.process = spawn(
      BINARY,
      ['serve', '--demo', '--addr', `127.0.0.1:${desk.port}`, '--data', desk.data, '--database-url', desk.url],
      { cwd: desk.data, env: { ...process.env, CASELINE_LOG: 'info', CASELINE_LOG_FORMAT: 'json' }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    desk.listen();
    desk.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    await desk.ready();
    await desk.signIn();
    return desk;
  }

  listen() {
    let rest = '';
    this.process.stderr.on('data', chunk => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (!line.includes('"answered"')) continue;
        const { fields, span } = JSON.parse(line);
        this.server_times.set(span.id, fields.micros / 1000);
      }
    });
  }

  ask(method, target, body) {
    const headers = { ...(this.cookie && { cookie: this.cookie }) };
    if (body) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) });
    const started = performance.now();
    return new Promise((done, failed) => {
      const request = http.request({ port: this.port, host: '127.0.0.1', method, path: target, headers, agent: this.agent }, answer => {
        const parts = [];
        answer.on('data', part => parts.push(part));
        answer.on('end', () =>
          done({
            status: answer.statusCode,
            id: answer.headers['x-request-id'],
            cookies: answer.headers['set-cookie'] ?? [],
            text: Buffer.concat(parts).toString(),
            took: performance.now() - started,
          }),
        );
      });
      request.on('error', failed);
      request.end(body);
    });
  }

  async ready() {
    for (let tries = 0; tries < 300; tries++) {
      const answer = await this.ask('GET', '/readyz').catch(() => undefined);
      if (answer?.status === 200) return;
      if (this.process.exitCode !== null) break;
      await new Promise(later => setTimeout(later, 100));
    }
    throw new Error(`the server over ${this.file} did not start`);
  }

  async signIn(email = 'csa@example.com') {
    this.cookie = undefined;
    const answer = await this.ask('POST', '/sign-in', new URLSearchParams({ email, password: PASSWORD }).toString());
    this.cookie = answer.cookies.map(cookie => cookie.split(';')[0]).join('; ');
    if (answer.status !== 303 || !this.cookie) throw new Error(`sign-in was answered by ${answer.status}`);
  }

  async page(target) {
    const answer = await this.ask('GET', target);
    if (answer.status !== 200) throw new Error(`${target} was answered by ${answer.status}`);
    return answer;
  }

  memory() {
    const status = fs.readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    const megabytes = name => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024);
    return { now: megabytes('VmRSS'), most: megabytes('VmHWM') };
  }

  async stop() {
    this.agent.destroy();
    const ended = new Promise(done => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    await ended;
    fs.rmSync(this.data, { recursive: true, force: true });
  }
}

function shares(times) {
  const sorted = times.toSorted((one, other) => one - other);
  const at = share => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p99: at(0.99) };
}

function row(name, values, last = '') {
  console.log(name.padEnd(32) + values.map(value => String(value).padStart(16)).join('') + '   ' + last);
}

module.exports = { Desk, dataSet, postgresDataSet, row, shares };
