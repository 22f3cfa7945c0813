import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportCommand } from '../../../src-main/cli/commands/export.ts';
import { ProjectStore } from '../../../src-main/core/store/project-store.ts';
import type { ExportPlan, ExportReport } from '../../../src-main/shared/protocol/export-methods.ts';
import { scratchFolder, testPlatform } from '../../support/checkpoints.ts';
import { runCommand } from '../../support/command.ts';
import { addBasics, addSegment } from '../../support/review-project.ts';

/** Two videos, two classes, three decided segments and a proposal. */
function setup() {
  const folder = scratchFolder();
  const path = `${folder}/test.timeloupe`;
  const store = ProjectStore.create(path);
  addBasics(store, ['monday', 'tuesday'], ['walk', 'rear']);
  const decided = { status: 'accepted', annotator: 'Ada', source: 'person' } as const;
  addSegment(store, 'aaaaaaaa-1', { ...decided, videoId: 'monday', classId: 'walk', startFrame: 0, endFrame: 30 });
  addSegment(store, 'bbbbbbbb-1', { ...decided, videoId: 'monday', classId: 'walk', startFrame: 60, endFrame: 63 });
  addSegment(store, 'cccccccc-1', { ...decided, videoId: 'tuesday', classId: 'rear', startFrame: 90, endFrame: 120 });
  addSegment(store, 'dddddddd-1', { videoId: 'tuesday', classId: 'rear', startFrame: 200, endFrame: 220 });
  store.close();
  const platform = testPlatform(folder);
  return { folder, run: (...args: string[]) => runCommand(exportCommand, platform, [...args, '--project', path]) };
}

test('a dry run says what would be written and writes nothing', async () => {
  const { run, folder } = setup();
  const out = join(folder, 'out');
  const text = await run('--format', 'class-folders', '--at-most', '1', '--out', out, '--dry-run');
  expect(text).toContain('Clips in class folders: 2 of 3 segments');
  expect(text).toMatch(/^walk +2 → 1 +–$/m);
  expect(text).toContain('! 1 left out by the cap (walk 1)');
  expect(text).toContain('! 1 unreviewed left out');
  expect(existsSync(out)).toBe(false);
});

test('a dry run counts what a trainer will draw, and lists it clip by clip', async () => {
  const { run } = setup();
  const args = ['--format', 'class-folders', '--split', 'none', '--dry-run'];
  const text = await run(...args);
  expect(text).toContain('Training view, dense sampler, 8 × 32');
  expect(text).toContain('! 3 of 3 clips: frames are repeated');
  expect(text).toContain('! 3 of 3 clips: the label covers less than 50 % of the sample');
  expect(text).not.toContain('frames drawn');
  const listed = await run(...args, '--drawn', '--sampler', 'checkpoint');
  expect(listed).toContain('Training view, window of the model, 8 × 32');
  expect(listed).toMatch(
    /^monday +walk +0–30 +– +0 29 29 29 29 29 29 29 +last frame repeated 6 times, label covers 13 % of the sample$/m,
  );
  expect(await run(...args, '--sampler', 'uniform', '--class', 'rear')).toContain('✓ the clip fills its sample');
  const json = JSON.parse(await run(...args, '--drawn', '--json')) as ExportPlan & { clips: unknown[] };
  expect(json.clips).toHaveLength(3);
  expect(json.training).toMatchObject({ clips: 3, repeating: 3, littleCovered: 3, leastCoverage: 0.5 });
  // Formats without clips are drawn from by other programs in their own way.
  expect(await run('--format', 'elan', '--dry-run')).not.toContain('Training view');
});

test('options become the request', async () => {
  const { run } = setup();
  const plan = async (...args: string[]) =>
    JSON.parse(await run('--format', 'class-folders', '--dry-run', '--json', ...args)) as ExportPlan;
  expect(await plan('--status', 'unreviewed, accepted')).toMatchObject({ segments: 4 });
  expect(await plan('--class', 'rear', '--video', 'tuesday')).toMatchObject({ segments: 1 });
  expect(await plan('--of-annotator', 'Ada')).toMatchObject({ segments: 3 });
  expect(await plan('--adjudicated-by', 'Ada')).toMatchObject({ segments: 3 });
  expect(await plan('--min-length', '10')).toMatchObject({ segments: 3, written: 2 });
  expect(await plan('--split', 'none')).toMatchObject({ split: [], sets: [] });
  const { split } = await plan('--assign', 'monday=test', '--split', '50/25/25');
  expect(split.find(({ videoId }) => videoId === 'monday')?.set).toBe('test');
});

test('an export is written where --out says, or beside the project', async () => {
  const { run, folder } = setup();
  const out = join(folder, 'csv');
  const report = JSON.parse(await run('--format', 'timeloupe-csv', '--out', out, '--json')) as ExportReport;
  expect(report).toMatchObject({ out, written: 4 });
  expect(readFileSync(join(out, 'segments.csv'), 'utf8').trim().split('\n')).toHaveLength(5);
  expect(await run('--format', 'timeloupe-json')).toContain(`Wrote 3 files to ${join(folder, 'export-01')}`);
});

test.each(['timeloupe-csv', 'class-folders'])(
  '%s says so where nothing can be written, and leaves nothing',
  async (id) => {
    const { run, folder } = setup();
    writeFileSync(join(folder, 'file'), '');
    const before = readdirSync(folder);
    const refusal = (out: string, why: string) => ({
      code: 'output.unwritable',
      message: `Cannot write ${out}: ${why}. Choose another folder.`,
    });
    const inFile = join(folder, 'file', 'a', 'out');
    await expect(run('--format', id, '--out', inFile)).rejects.toMatchObject(
      refusal(inFile, 'part of this path is a file'),
    );
    const tooLong = join(folder, 'n'.repeat(300), 'out');
    await expect(run('--format', id, '--out', tooLong)).rejects.toMatchObject(
      refusal(tooLong, 'a name in this path is too long'),
    );
    expect(readdirSync(folder)).toEqual(before);
  },
);

test('the formats are listed', async () => {
  const { run } = setup();
  expect(await run('--list')).toMatch(/^class-folders +Clips in class folders +five trainers/m);
});

test.each([
  [['--dry-run'], 'Say with --format ID'],
  [['--format', 'betamax', '--dry-run'], 'No export format is called "betamax"'],
  [['--format', 'timeloupe-csv', '--status', 'done'], '--status names "done"'],
  [['--format', 'timeloupe-csv', '--split', '80/20'], '--split is "80/20"'],
  [['--format', 'timeloupe-csv', '--split', '80/x/20'], '--split is "80/x/20"'],
  [['--format', 'class-folders', '--assign', 'monday'], '--assign is "monday"'],
  [['--format', 'class-folders', '--assign', 'friday=test'], 'no video "friday"'],
  [['--format', 'class-folders', '--no-clips'], 'is made of clips'],
  [['--format', 'timeloupe-csv', '--short-edge', '128'], 'none are cut'],
  [['--format', 'class-folders', '--sampler', 'dense'], 'Add --dry-run'],
  [['--format', 'class-folders', '--drawn'], 'Add --dry-run'],
  [['--format', 'class-folders', '--dry-run', '--sampler', 'random'], '--sampler'],
  [
    ['--format', 'elan', '--of-annotator', 'Adda'],
    'Nobody called "Adda" has decided anything in this project. Those who have: Ada.',
  ],
  [['--format', 'elan', '--adjudicated-by', 'Bo'], 'Nobody called "Bo" has decided'],
  [['--format', 'elan', '--adjudicated-by', 'Ada', '--of-annotator', 'Ada'], 'with an adjudicator besides'],
  [['extra', '--format', 'timeloupe-csv'], 'Usage: timeloupe export'],
])('%j is refused', async (args, message) => {
  const { run } = setup();
  await expect(run(...args)).rejects.toMatchObject({
    code: expect.stringMatching(/request.invalid|video.unknown/) as string,
    message: expect.stringContaining(message) as string,
  });
});
