// What every test starts from: `import { test, expect } from '../support/fixtures'`.
//
// Any console message or uncaught error of any page fails the test it happens in: a hydration mismatch, a refusal of the
// content security policy and a missing file all show up there first. A test that provokes one says so:
// `test.use({ expectedConsole: [/404/] })`.
import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { signIn } from './people';
import { Door, secondServer, type Second } from './second';

type Options = {
  /** Console messages that a test expects; everything else fails it. */
  expectedConsole: RegExp[];
  /** Whether pages hear nothing of what happens, as where something between cuts their stream. */
  deaf: boolean;
};

type Fixtures = {
  /** Starts a server of the test's own, on data of its own (see `secondServer`). Pages that `visit` opened are closed
   * before it ends: they would say in their consoles that it is gone. */
  second: (databaseUrl?: string) => Promise<Second>;
  /** Opens a door before a server. */
  door: (behind: string) => Promise<Door>;
  /** Opens a page in a browser of its own, signed in as this person; without an address, signed in as nobody. `at`: of
   * another server than the one of all tests. */
  visit: (email?: string, at?: string, options?: BrowserContextOptions) => Promise<Page>;
};

/** Collects what a page says or suffers. */
class Listener {
  readonly heard: string[] = [];

  listenTo(context: BrowserContext): void {
    context.on('console', message =>
      this.heard.push(`console.${message.type()}: ${message.text()} (${message.location().url})`),
    );
    context.on('weberror', error => this.heard.push(`uncaught: ${error.error().stack ?? error.error()}`));
  }

  expectOnly(expected: RegExp[]): void {
    const unexpected = this.heard.filter(line => !expected.some(pattern => pattern.test(line)));
    expect(unexpected, 'nothing is said in the console and nothing is thrown').toEqual([]);
  }
}

export const test = base.extend<Options & Fixtures & { listener: Listener }>({
  expectedConsole: [[], { option: true }],
  deaf: [false, { option: true }],

  // Known only once the global setup has started the server.
  baseURL: async ({}, use) => {
    await use(process.env.CASELINE_E2E_URL);
  },

  listener: [
    async ({ expectedConsole }, use) => {
      const listener = new Listener();
      await use(listener);
      listener.expectOnly(expectedConsole);
    },
    { auto: true },
  ],

  context: async ({ context, listener }, use) => {
    listener.listenTo(context);
    await use(context);
  },

  door: async ({}, use) => {
    const doors: Door[] = [];
    await use(async behind => {
      const door = new Door(new URL(behind));
      doors.push(door);
      await door.open();
      return door;
    });
    for (const door of doors) await door.close();
  },

  // What is named here ends later.
  second: async ({ door: _ }, use) => {
    const servers: Second[] = [];
    await use(async databaseUrl => {
      const server = await secondServer(databaseUrl);
      servers.push(server);
      return server;
    });
    for (const server of servers) await server.stop();
  },

  visit: async ({ browser, listener, baseURL, deaf, second: _ }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (email?: string, at?: string, options: BrowserContextOptions = {}) => {
      // The project's own options (viewport, JavaScript or none) apply by themselves.
      const context = await browser.newContext({ ...options, baseURL: at ?? baseURL });
      listener.listenTo(context);
      contexts.push(context);
      if (deaf) await context.addInitScript(() => void Reflect.deleteProperty(window, 'EventSource'));
      const page = await context.newPage();
      if (email) await signIn(page, email);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };
