import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // ONNX Runtime and ffmpeg each use every core: more workers only make the files wait for one another.
    maxWorkers: 2,
  },
});
