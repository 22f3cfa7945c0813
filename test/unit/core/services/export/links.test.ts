import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportReport } from '../../../../../src-main/shared/protocol/export-methods.ts';
import { ended } from '../../../../support/ended-task.ts';
import { EncodedVideos } from '../../../../support/encoded-videos.ts';
import { testProject, type TestCore } from '../../../../support/project-core.ts';

/** Links that others have put where an export is written, or is put together. */
const drawn = new EncodedVideos();
let video: string;
/** Two of the files of `segmented` as class folders. */
const CLIP = 'walk/cam_000000_000006.mp4';
const LIST = 'manifest.json';

beforeAll(async () => {
  const encoding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  video = await drawn.draw('cam.mp4', encoding, { frames: 20 });
});
afterAll(() => drawn.remove());

test('a folder that is a link to an empty one is replaced, and nothing is written where it led', async () => {
  const { host, folder, elsewhere } = await segmented();
  const out = join(folder, 'export');
  mkdirSync(join(elsewhere, 'empty'));
  symlinkSync(join(elsewhere, 'empty'), out);
  const report = await exported(host, 'timeloupe-csv', out);
  expect(lstatSync(out).isDirectory()).toBe(true);
  expect(readdirSync(out).sort()).toEqual([...report.files].sort());
  expect(readdirSync(join(elsewhere, 'empty'))).toEqual([]);
});

test('a link to a folder with something in it, or to nothing, is not followed', async () => {
  const { host, folder, elsewhere } = await segmented();
  const full = join(folder, 'full');
  symlinkSync(elsewhere, full);
  const request = { format: 'timeloupe-csv' };
  await expect(host.call('export.start', { request, out: full })).rejects.toMatchObject({ code: 'output.exists' });
  const nowhere = join(folder, 'nowhere');
  symlinkSync(join(elsewhere, 'new'), nowhere);
  const { state } = await ended(host, await host.call('export.start', { request, out: nowhere }));
  expect(state).toBe('failed');
  expect(readlinkSync(nowhere)).toBe(join(elsewhere, 'new'));
  expect(contentsOf(elsewhere)).toEqual({ 'own.txt': 'mine' });
});

test.each<[string, (home: string, elsewhere: string) => void]>([
  ['the folder itself is one', (home, elsewhere) => symlinkSync(elsewhere, home)],
  ['its log is one', (home, elsewhere) => symlinkSync(join(elsewhere, 'own.txt'), join(made(home), 'clips.jsonl'))],
  ['the clips’ folder is one', (home, elsewhere) => symlinkSync(elsewhere, join(made(home), 'files'))],
  ['where clips are set aside is one', (home, elsewhere) => symlinkSync(elsewhere, join(made(home), 'kept'))],
  [
    'they are in the places of a clip and of a list',
    (home, elsewhere) => {
      for (const name of [CLIP, LIST]) {
        made(join(home, 'files', name, '..'));
        symlinkSync(join(elsewhere, 'own.txt'), join(home, 'files', name));
      }
    },
  ],
])('an unfinished export with links is not gone on with: %s', async (_, plant) => {
  const { host, folder, elsewhere } = await segmented();
  const out = join(folder, 'export');
  plant(await homeOf(host, out), elsewhere);
  const report = await exported(host, 'class-folders', out);
  expect(report.files.filter((name) => name.endsWith('.mp4'))).toHaveLength(2);
  expect(report.files).toEqual(expect.arrayContaining([CLIP, LIST]));
  expect(linksIn(out)).toEqual([]);
  expect(contentsOf(elsewhere)).toEqual({ 'own.txt': 'mine' });
});

test.each([
  '../elsewhere/own.txt',
  'files/../../elsewhere/own.txt',
  '/etc/passwd',
  'files/link.mp4',
  'files/walk/own.txt',
])('a log of another’s that names %s as a clip moves nothing', async (path) => {
  const { host, folder, elsewhere } = await segmented();
  const out = join(folder, 'export');
  const home = made(await homeOf(host, out));
  mkdirSync(join(home, 'files'));
  symlinkSync(join(elsewhere, 'own.txt'), join(home, 'files', 'link.mp4'));
  symlinkSync(elsewhere, join(home, 'files', 'walk'));
  const sha256 = createHash('sha256').update('mine').digest('hex');
  for (const key of await keysOf(host, folder)) {
    appendFileSync(join(home, 'clips.jsonl'), `${JSON.stringify({ key, path, bytes: 4, sha256 })}\n`);
  }
  const report = await exported(host, 'class-folders', out);
  expect(report.losses.filter(({ what }) => what.includes('taken over'))).toEqual([]);
  expect(contentsOf(elsewhere)).toEqual({ 'own.txt': 'mine' });
  expect(linksIn(out)).toEqual([]);
});

/** Keys of the project's clips, as an export of its own writes them. */
async function keysOf(host: TestCore['host'], folder: string): Promise<string[]> {
  const abandoned = join(folder, 'abandoned');
  const home = await homeOf(host, abandoned);
  const task = await host.call('export.start', { request: { format: 'class-folders', split: null }, out: abandoned });
  const log = join(home, 'clips.jsonl');
  const keys = () =>
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { key: string }).key);
  let found: string[] = [];
  const off = host.on('tasks.changed', () => {
    if (existsSync(log)) found = [...new Set([...found, ...keys()])];
  });
  await ended(host, task);
  off();
  expect(found.length).toBeGreaterThan(0);
  return found;
}

/** Where an export of clips to this place is put together. */
async function homeOf(host: TestCore['host'], out: string): Promise<string> {
  const { id } = await host.call('project.info', {});
  const name = createHash('sha256')
    .update(JSON.stringify([id, basename(out)]))
    .digest('hex')
    .slice(0, 16);
  return join(out, '..', `.timeloupe-export-${name}`);
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

function linksIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => lstatSync(join(folder, name)).isSymbolicLink());
}

async function segmented(): Promise<TestCore & { folder: string; elsewhere: string }> {
  const project = await testProject();
  const { host, folder } = project;
  const elsewhere = made(join(folder, 'elsewhere'));
  writeFileSync(join(elsewhere, 'own.txt'), 'mine');
  const [added] = await host.call('videos.add', { paths: [video] });
  const annotator = 'Ada';
  await host.call('edits.apply', { annotator, edit: { kind: 'createClass', name: 'walk' } });
  const [walk] = await host.call('labels.list', {});
  for (const startFrame of [0, 10]) {
    const span = { videoId: added!.video!.id, classId: walk!.id, startFrame, endFrame: startFrame + 6 };
    await host.call('edits.apply', { annotator, edit: { kind: 'create', ...span } });
  }
  return { ...project, elsewhere };
}

async function exported(host: TestCore['host'], format: string, out: string): Promise<ExportReport> {
  const request = format === 'class-folders' ? { format, split: null } : { format };
  const task = await ended(host, await host.call('export.start', { request, out }));
  expect(task).toMatchObject({ state: 'done', error: null });
  return task.result as ExportReport;
}

function contentsOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
