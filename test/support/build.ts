import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Bundles once before all tests, where a source is newer than the bundles: the inference process and the command line
 * are tested as they are shipped, as real processes.
 */
export default function build(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const program = `import { ensureBundled } from './scripts/steps.mjs'; ensureBundled();`;
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, stdio: 'inherit' });
}
