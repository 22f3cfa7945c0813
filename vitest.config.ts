import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** In a browser: vitest.component.config.ts. Of what is packed: vitest.packaging.config.ts. */
const ELSEWHERE = ['test/component/**', 'test/packaging/**'];

/**
 * Tests of functions, which leave a process as they found it: loading the same modules anew for each file takes longer
 * than they do. What starts processes, catches signals, or changes the environment has a process for each file.
 */
const OF_FUNCTIONS = [
  'test/unit/{shared,renderer}/**/*.test.ts',
  'test/unit/core/{annotations,attention,base,clips,export,import,models,pixels,review,timeline}/**/*.test.ts',
];

export default defineConfig({
  // Classes with runes are compiled; they are tested without a page.
  plugins: [svelte({ configFile: false })],
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [...ELSEWHERE, ...OF_FUNCTIONS] },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: OF_FUNCTIONS,
          isolate: false,
          setupFiles: ['test/support/leaves-process.ts'],
        },
      },
    ],
    globalSetup: ['test/support/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // ONNX Runtime and ffmpeg each use every core: more workers only make the files wait for one another.
    maxWorkers: 2,
    // Some tests load ONNX Runtime themselves: it reports to its makers unless told not to.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    // What child processes run (the command line, the inference process) is not counted.
    coverage: {
      provider: 'v8',
      include: ['src-main/core/**'],
      reporter: ['text', 'json-summary'],
      reportsDirectory: '.cache/coverage',
      reportOnFailure: true,
      thresholds: { lines: 90 },
    },
  },
});
