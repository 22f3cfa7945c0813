import { test as base, type Page } from '@playwright/test';
import { type RunningServer, startServer } from './server.ts';

interface Fixtures {
  /** A server without a project, with folders of its own. */
  readonly server: RunningServer;
  /** The screen that it shows; what goes wrong in the page fails the test. */
  readonly shown: Page;
}

export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await startServer();
    await use(server);
    await server.stop();
  },
  shown: async ({ page, server }, use) => {
    const faults = faultsOf(page);
    await page.goto(server.url);
    await use(page);
    base.expect(faults).toEqual([]);
  },
});

export { expect } from '@playwright/test';

/** What a page reports while it runs: exceptions, and what its policy or its code complain about. */
export function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`);
  });
  return faults;
}
