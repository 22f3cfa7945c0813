import { test as base, type Page } from '@playwright/test';
import { faultsOf } from './fixtures.ts';
import { reviewSample } from './reviewed-sample.ts';
import { type RunningServer, startServer } from './server.ts';
import { settled } from './views.ts';

interface Screen {
  /** The screen of that server, with its pictures; what goes wrong in the page fails the test. */
  readonly shown: Page;
}

interface Reviewed {
  /** One server with the sample, analyzed and half reviewed, for all tests that only look, or take back what they do. */
  readonly reviewed: RunningServer;
}

export const test = base.extend<Screen, Reviewed>({
  reviewed: [
    async ({}, use) => {
      const server = await startServer();
      await reviewSample(server.host);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  shown: async ({ page, reviewed }, use) => {
    const faults = faultsOf(page);
    await page.goto(reviewed.url);
    await settled(page);
    await use(page);
    base.expect(faults).toEqual([]);
  },
});

export { expect } from '@playwright/test';
