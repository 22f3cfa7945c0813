import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/tour-project.mjs', import.meta.url));

/** The bundles have been built for the tests. */
function tour(): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, '--built'], (_, stdout) => {
      resolve({ code: child.exitCode ?? -1, stdout });
    });
  });
}

test('npm run tour:project shows a project that outlives a kill, a correction and its undoing', async () => {
  const { code, stdout } = await tour();
  expect(stdout).toMatch(/\nEverything was as expected\.\n$/);
  expect(code).toBe(0);
  const commands = [...stdout.matchAll(/^\$ timeloupe (\w+(?: (?!tour)[a-z]+)?)/gm)].map(([, name]) => name);
  for (const name of [
    'project new',
    'project add',
    'analyze',
    'segments edit',
    'segments undo',
    'queue open',
    'stats',
  ]) {
    expect(commands).toContain(name);
  }
  expect(stdout).toMatch(/killed \(SIGKILL\) after it had said \d+ of \d+ windows/);
  expect(stdout).toMatch(/resuming at window \d+ of \d+/);
  expect(stdout).toMatch(/mean kappa/);
});
