import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importCommand } from '../../../src-main/cli/commands/import.ts';
import { EXIT_CODES } from '../../../src-main/shared/errors.ts';
import type { ImportReport } from '../../../src-main/shared/protocol/import-methods.ts';
import { testPlatform } from '../../support/checkpoints.ts';
import { runCli } from '../../support/cli.ts';
import { runCommand } from '../../support/command.ts';
import { testProject } from '../../support/project-core.ts';

const SAMPLE = new URL('../../../resources/sample/motions.mp4', import.meta.url).pathname;

test('import shows what it would do, does it as one step, and maps what it is told', async () => {
  const { host, folder, path } = await testProject();
  await host.call('videos.add', { paths: [SAMPLE] });
  const file = join(folder, 'events.tsv');
  writeFileSync(file, 'clip\tt0\tt1\twhat\nfilm 7\t1\t2\twalk\nfilm 8\t1\t2\twalk\nmotions\t59\t99\trun\n');
  const platform = testPlatform(folder);
  const options = ['--into', path, '--columns', 'video=clip,start=t0,end=t1,label=what', '--annotator', 'Ada'];
  const preview = await runCommand(importCommand, platform, [file, ...options, '--dry-run']);
  expect(preview).toContain('1 of 3 spans would be imported');
  expect(preview).toContain('The project has no video "film 7".');
  expect(preview).toContain('! 1 span clipped at the end of their video');
  expect(await host.call('segments.list', {})).toEqual([]);

  const maps = ['--map', 'film 7=motions.mp4', '--map', 'film 8='];
  const text = await runCommand(importCommand, platform, [file, ...options, ...maps, '--json']);
  expect(JSON.parse(text) as ImportReport).toMatchObject({
    segments: 2,
    found: 3,
    title: 'Import 2 segments from events.tsv',
  });
  const segments = await host.call('segments.list', {});
  expect(segments.map(({ startFrame, endFrame, annotator }) => [startFrame, endFrame, annotator])).toEqual([
    [25, 50, 'Ada'],
    [1475, 1500, 'Ada'],
  ]);
  await host.call('edits.undo', { annotator: 'Ada' });
  expect(await host.call('segments.list', {})).toEqual([]);
  expect(await host.call('labels.list', {})).toEqual([]);
});

test.each([
  [['a.csv'], /Name the files and the project/],
  [['a.csv', '--into', 'PROJECT', '--map', 'x'], /--map is "x"; it takes a name of the file/],
  [['a.csv', '--into', 'PROJECT', '--columns', 'when=a'], /--columns has "when=a"; it takes ROLE=COLUMN/],
  [
    ['a.csv', '--into', 'PROJECT', '--conflicts', 'fight'],
    /--conflicts is "fight"; it takes one of layer, skip, replace/,
  ],
])('import refuses %j', async (args, says) => {
  const { folder, path } = await testProject();
  const run = runCommand(
    importCommand,
    testPlatform(folder),
    args.map((arg) => (arg === 'PROJECT' ? path : arg)),
  );
  await expect(run).rejects.toMatchObject({ code: 'request.invalid', message: expect.stringMatching(says) as string });
});

const MB = 2 ** 20;

test.each([
  ['a gigabyte of JSON', 'huge.json', (path: string) => truncateSync(path, 1024 * MB), /has 1,024 MB/],
  [
    'numbers of JSON as far as the limit',
    'numbers.json',
    (path: string) => writeFileSync(path, `[0${',0'.repeat(32 * MB - 2)}]`),
    /more than 1,000,000 entries/,
  ],
  [
    'lines of subtitles as far as the limit',
    'lines.vtt',
    (path: string) => writeFileSync(path, `WEBVTT${'\n'.repeat(128 * MB - 6)}`),
    /more than 2,000,000 lines/,
  ],
])('import refuses %s within a gigabyte of memory', async (_, name, write, says) => {
  const { host, folder, path } = await testProject();
  const file = join(folder, name);
  writeFileSync(file, '');
  write(file);
  const env = { NODE_OPTIONS: '--max-old-space-size=1024' };
  const { code, stderr } = await runCli(['import', file, '--into', path], env);
  expect({ code, stderr }).toEqual({
    code: EXIT_CODES['import.unreadable'],
    stderr: expect.stringMatching(says) as string,
  });
  expect(stderr).not.toMatch(/heap|^\s+at /m);
  expect(await host.call('segments.list', {})).toEqual([]);
  expect(await host.call('edits.history', {})).toEqual([]);
});
