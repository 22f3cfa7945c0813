import { defineConfig } from 'vitest/config';

/** What is shipped, packed as it is shipped and run: `npm run package:check`. */
export default defineConfig({
  test: {
    include: ['test/packaging/**/*.test.ts'],
    globalSetup: ['test/packaging/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
  },
});
