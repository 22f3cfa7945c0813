import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Classes with runes are compiled; they are tested without a page.
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['test/**/*.test.ts'],
    // In a browser: vitest.component.config.ts. Of what is packed: vitest.packaging.config.ts.
    exclude: ['test/component/**', 'test/packaging/**'],
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
