import { defineConfig } from 'electron-vite';

/**
 * Entries that run under Node: the command line, the library for programs, and the process that hosts
 * ONNX Runtime. The Electron and web hosts add theirs here.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rollupOptions: {
        input: {
          cli: 'src-main/cli/main.ts',
          'inference-process': 'src-main/core/inference/process-main.ts',
          index: 'src-main/library/index.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
});
