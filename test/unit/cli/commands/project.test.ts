import { existsSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ErrorCode, EXIT_CODES } from '../../../../src-main/shared/errors.ts';
import { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { type CliResult, runCli } from '../../../support/cli.ts';
import { drawVideo } from '../../../support/drawn-video.ts';

const SMALL = { widthPx: 32, heightPx: 24 };

test('a project is made, filled, moved, relinked, backed up, checked and repaired, as a person types it', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'walks.timeloupe');
  expect(await project(folder, 'new', path)).toEqual({ code: 0, stdout: `Made ${path}\n`, stderr: '' });

  const film = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 10 });
  expect((await project(folder, 'add', path, film)).stdout).toBe(`Added ${film}: 10 frames\n`);
  const info = await project(folder, 'info', path);
  expect(info.stdout).toContain('1 video, 10 frames, 0 classes, 0 segments, 0 runs, 0 journal entries, ');
  expect(info.stdout).toMatch(/^a\.mkv {2}10 frames {2}32 x 24 {4}a\.mkv$/m);

  mkdirSync(join(folder, 'films'));
  renameSync(film, join(folder, 'films', 'b.mkv'));
  expect((await project(folder, 'info', path)).stdout).toMatch(/missing {2}a\.mkv$/m);
  expect((await project(folder, 'relink', path)).stdout).toBe(`a.mkv: ${join(folder, 'films', 'b.mkv')}\n`);
  expect((await project(folder, 'relink', path)).stdout).toBe('All videos are where they were.\n');

  const { stdout: backup } = await project(folder, 'backup', path);
  expect(existsSync(backup.trim().replace('Made ', ''))).toBe(true);
  expect((await project(folder, 'check', path)).stdout).toMatch(/is in order: \d+ rules checked\.\n$/);
  const repaired = join(folder, 'repaired.timeloupe');
  expect((await project(folder, 'repair', path, '--out', repaired)).stdout).toMatch(
    new RegExp(`Recovered into ${repaired}\n$`),
  );
  const store = ProjectStore.open(repaired);
  expect(store.videos.list()).toMatchObject([{ name: 'a.mkv', path: 'films/b.mkv' }]);
  store.close();
});

test('with --json each prints one document', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'p.timeloupe');
  const film = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 10 });
  const json = async (...args: string[]) => {
    const { stdout } = await project(folder, ...args, '--json');
    return JSON.parse(stdout) as unknown;
  };
  expect(await json('new', path)).toMatchObject({ path, videos: 0 });
  expect(await json('add', path, film)).toMatchObject([{ path: film, error: null, video: { frameCount: 10 } }]);
  expect(await json('info', '--project', path)).toMatchObject({ project: { frames: 10 }, videos: [{ path: 'a.mkv' }] });
  expect(await json('relink', path)).toEqual([]);
  expect(await json('backup', path)).toEqual({ path: expect.stringContaining('p.backups') as string });
  expect(await json('check', path)).toMatchObject({ path, faults: [] });
  const out = join(folder, 'r.timeloupe');
  expect(await json('repair', path, '--out', out)).toMatchObject({ from: path, to: out, faults: [] });
});

test('what went wrong is in the exit code, after the result', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'p.timeloupe');
  await project(folder, 'new', path);
  const film = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 10 });
  writeFileSync(join(folder, 'b.mkv'), 'no video');
  const added = await project(folder, 'add', path, film, join(folder, 'b.mkv'));
  expect(added.code).toBe(EXIT_CODES['video.unreadable']);
  expect(added.stdout).toContain(`Added ${film}`);
  expect(added.stderr).toBe('1 of 2 videos could not be added.\n');

  renameSync(film, join(scratchFolder(), 'a.mkv'));
  const relinked = await project(folder, 'relink', path);
  expect(relinked.code).toBe(EXIT_CODES['video.not_found']);
  expect(relinked.stdout).toBe(`a.mkv: not found (was ${film})\n`);

  truncateSync(path, 100_000);
  const checked = await project(folder, 'check', path);
  expect(checked.code).toBe(EXIT_CODES['project.invalid']);
  expect(checked.stderr).toMatch(/has \d+ faults?\. `timeloupe project repair`/);
});

test.each<[string, string[], ErrorCode, RegExp]>([
  ['no action', [], 'request.invalid', /^Usage: timeloupe project new/],
  ['an unknown action', ['open', 'p'], 'request.invalid', /^Usage: /],
  ['no project', ['info'], 'request.invalid', /^Name the project/],
  ['nothing to add', ['add', 'PROJECT'], 'request.invalid', /^Name the videos to add/],
  ['too much', ['check', 'PROJECT', 'other'], 'request.invalid', /^"other" is too much/],
  ['no place for a repair', ['repair', 'PROJECT'], 'request.invalid', /^Say with --out NEW/],
  ['an option out of place', ['check', 'PROJECT', '--out', 'x'], 'request.invalid', /^--out goes with/],
  ['a taken name', ['new', 'PROJECT'], 'output.exists', /^There is already/],
  ['a taken name for a repair', ['repair', 'PROJECT', '--out', 'PROJECT'], 'output.exists', /^There is already/],
  ['no such project', ['info', 'none.timeloupe'], 'project.not_found', /^There is no project/],
  ['a folder that is not there', ['relink', 'LOST', 'nowhere'], 'request.invalid', /is not a folder/],
])('%s is refused in one line', async (_, args, code, text) => {
  const folder = scratchFolder();
  const path = join(folder, 'p.timeloupe');
  ProjectStore.create(path).close();
  if (args.includes('LOST')) {
    const film = await drawVideo(folder, 'a.mkv', { ...SMALL, count: 2 });
    await project(folder, 'add', path, film);
    renameSync(film, join(folder, 'b.mkv'));
  }
  const result = await project(folder, ...args.map((arg) => (/^(PROJECT|LOST)$/.test(arg) ? path : arg)));
  expect(result.code).toBe(EXIT_CODES[code]);
  expect(result.stdout).toBe('');
  expect(result.stderr).toMatch(text);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
});

function project(folder: string, ...args: string[]): Promise<CliResult> {
  return runCli(['project', ...args], { TIMELOUPE_CACHE: join(folder, 'cache') });
}
