import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './scripts/chromium.mjs';

const found = await findChromium();
if (!found) throw new Error('No Chromium was found. Name one in CHROMIUM_PATH.');
const { executablePath, args, env } = found;

/** Controls by themselves, in a real browser: `npm run e2e` runs these before the screen as a whole. */
export default defineConfig({
  plugins: [svelte({ configFile: false })],
  // Found at once, or the first test would be broken off when they are bundled.
  optimizeDeps: { include: ['bits-ui', 'vitest-browser-svelte'] },
  test: {
    include: ['test/component/**/*.test.ts'],
    setupFiles: ['test/component/setup.ts'],
    testTimeout: 30_000,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args, ...(env && { env }) }, actionTimeout: 10_000 }),
      instances: [{ browser: 'chromium', viewport: { width: 800, height: 600 } }],
    },
  },
});
