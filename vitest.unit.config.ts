import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Tests that need no bundle: `vitest run --config vitest.unit.config.ts <files>` starts at once; mutation testing uses it. */
export default defineConfig({
  // Classes with runes are compiled; they are tested without a page.
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['test/unit/**/*.test.ts'],
    exclude: [
      'test/unit/cli/commands/**',
      'test/unit/library/**',
      'test/unit/core/services/runs/project-analysis.test.ts',
      'test/unit/core/services/runs/run-jobs.test.ts',
    ],
    testTimeout: 120_000,
    maxWorkers: 1,
  },
});
