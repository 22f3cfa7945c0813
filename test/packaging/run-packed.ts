import { execFileSync } from 'node:child_process';
import { join, sep } from 'node:path';
import { expect } from 'vitest';

/**
 * Examines the machine and analyses the sample with a packed command line, where nothing but the package's own parts can
 * be found: no ffmpeg of the system, and folders of its own.
 *
 * @param root the package's folder.
 * @param modules the node_modules that go with it.
 * @param folder where it runs, for what it keeps.
 */
export function runPacked({ root, modules, folder }: { root: string; modules: string; folder: string }): void {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: folder,
        HOME: folder,
        SystemRoot: process.env['SystemRoot'],
        TIMELOUPE_DATA: join(folder, 'data'),
        TIMELOUPE_CONFIG: join(folder, 'config'),
        TIMELOUPE_CACHE: join(folder, 'cache'),
      },
    });

  const report = JSON.parse(run('doctor', '--json')) as {
    ffmpeg: { ok: boolean; path: string };
    inference: { ok: boolean };
  };
  expect(report.ffmpeg).toMatchObject({ ok: true });
  expect(report.ffmpeg.path.startsWith(modules + sep), report.ffmpeg.path).toBe(true);
  expect(report.inference).toMatchObject({ ok: true, model: 'demo-motion' });
  const sample = join(root, 'resources', 'sample', 'motions.mp4');
  // Fewer windows than by default: that it works at all is the question here.
  expect(run('analyze', sample, '--stride', '30')).toContain('move right');
}
