import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a script of test/support/scripts into one that Node runs as a process of its own.
 *
 * @returns its path, below out/ so that it finds the packages.
 */
export async function bundledScript(name: string): Promise<string> {
  const outDir = `${ROOT}out/test-scripts`;
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      ssr: `test/support/scripts/${name}.ts`,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
  });
  return `${outDir}/${name}.mjs`;
}
