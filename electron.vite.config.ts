import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

/** Chunks come from the same disk or machine: in kB, what would be worth a look all the same. */
const chunkSizeWarningLimit = 2048;

/** How long the bundler's plugins took is nothing that whoever starts the application can act on. */
const checks = { bundlerTimings: false };

/**
 * `main`: what runs under Node: the command line, the library for programs, the process that hosts ONNX Runtime, and
 * the desktop application's main process.
 * `preload`: what stands between its windows and that process.
 * `renderer`: the page, the same for every host, and the port that the web host puts under it.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      chunkSizeWarningLimit,
      sourcemap: true,
      rollupOptions: {
        checks,
        input: {
          cli: 'src-main/cli/main.ts',
          electron: 'src-main/hosts/electron/main.ts',
          'inference-process': 'src-main/core/inference/process-main.ts',
          'life-signs': 'src-main/core/inference/life-signs.ts',
          index: 'src-main/library/index.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        checks,
        input: { preload: 'src-main/hosts/electron/preload.ts' },
        // A sandboxed preload script can't be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    // The root hides a configuration file, and there is none.
    plugins: [svelte({ configFile: false })],
    build: {
      outDir: 'out/renderer',
      chunkSizeWarningLimit,
      minify: true,
      rollupOptions: {
        checks,
        input: { index: 'src-renderer/index.html', host: 'src-main/hosts/web/client/client.ts' },
        // The web server names /host.js in the page that it sends.
        output: { entryFileNames: '[name].js', assetFileNames: 'assets/[name]-[hash][extname]' },
        preserveEntrySignatures: 'strict',
      },
    },
  },
});
