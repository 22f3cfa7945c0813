import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds all that the package's list of files names. */
export default function build(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const program = `
    import { ensureBuilt, ensureInstalled } from './scripts/steps.mjs';
    ensureInstalled();
    ensureBuilt();
  `;
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, stdio: 'inherit' });
  for (const script of ['types.mjs', 'packaging/licences.mjs']) {
    execFileSync(process.execPath, [`scripts/${script}`], { cwd: root, stdio: 'inherit' });
  }
}
