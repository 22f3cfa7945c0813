import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.mjs';

const found = await findChromium();
if (!found) throw new Error('No Chromium was found. Name one in CHROMIUM_PATH.');
const { executablePath, args, env } = found;

/** The screen in a real browser: `npm run e2e` runs these and counts what was skipped. */
export default defineConfig({
  testDir: 'test/browser',
  outputDir: '.cache/playwright',
  // Analyzing and decoding take every core, but half of a test waits for pictures and for the page.
  workers: 2,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // A machine that is busy with something else may be late once; `npm run e2e` names what passed only then.
  retries: 2,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '.cache/playwright.json' }]],
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath, args, ...(env && { env }) },
    // A trace takes a picture at each key: as long again as the tests. `--trace on` when one is wanted.
    trace: 'off',
  },
});
