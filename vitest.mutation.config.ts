import { defineConfig } from 'vitest/config';

/** The quick tests of what is mutated: those over real project files would take minutes a mutant. */
export default defineConfig({
  test: {
    include: [
      'test/unit/core/annotations/**/*.test.ts',
      'test/unit/core/timeline/**/*.test.ts',
      'test/unit/shared/diff.test.ts',
    ],
    testTimeout: 120_000,
    maxWorkers: 1,
  },
});
