/**
 * Mutation testing of the parts whose rules are subtle: `npm run mutation`, or of some files only,
 * `npm run mutation -- --mutate src-main/shared/diff.ts`.
 */
export default {
  packageManager: 'npm',
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: ['src-main/core/annotations/**/*.ts', 'src-main/core/timeline/**/*.ts', 'src-main/shared/diff.ts'],
  ignorePatterns: ['/out', '/dist', '/models', '/resources', '/bench', '/.cache'],
  coverageAnalysis: 'perTest',
  incremental: false,
  concurrency: 1,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 90, low: 80, break: 80 },
  tempDirName: '.cache/mutation',
};
