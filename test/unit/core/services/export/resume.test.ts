import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ExportReport } from '../../../../../src-main/shared/protocol/export-methods.ts';
import { childrenOf, TELLS_CHILDREN } from '../../../../support/child-processes.ts';
import { EncodedVideos } from '../../../../support/encoded-videos.ts';
import { startCli } from '../../../../support/cli.ts';
import { ended } from '../../../../support/ended-task.ts';
import { testProject, type TestCore } from '../../../../support/project-core.ts';

const CLIPS = 16;
const FRAMES = 10;
const REQUEST = { format: 'class-folders', split: null } as const;
const drawn = new EncodedVideos();
let video = '';

beforeAll(async () => {
  const encoding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12'];
  video = await drawn.draw('cam.mp4', encoding, { frames: FRAMES * CLIPS });
});
afterAll(() => drawn.remove());

test('a cancelled export goes on from the clips that it had finished', async () => {
  const { host, folder } = await reviewed();
  const out = join(folder, 'export');
  const { task, home } = await cancelledAt(host, folder, out, 5);
  const finished = finishedIn(home);
  expect(task.state).toBe('cancelled');
  expect(task.error?.message).toContain(`${finished} finished clips are kept: exporting to ${out} again goes on from`);
  expect(existsSync(out)).toBe(false);
  const before = inodesIn(home);
  const paths = logOf(home).map(({ path }) => path);

  const report = await exported(host, out);
  expect(report.losses).toContainEqual(expect.objectContaining({ level: 'ok', what: `${finished} clips taken over from an earlier try` })); // prettier-ignore
  // Not a copy, and not cut anew: the files themselves.
  const now = inodesIn(out);
  for (const path of paths) expect(now.get(path.replace('files/', '')), path).toBe(before.get(path));
  expect(hiddenIn(folder)).toEqual([]);
});

test('clips that are no longer as they were, or not wanted any more, are not taken over', async () => {
  const { host, folder, edit } = await reviewed();
  const out = join(folder, 'export');
  const { home } = await cancelledAt(host, folder, out, 5);
  const finished = finishedIn(home);
  const [damaged, unwanted] = logOf(home).map(({ path }) => path);
  appendFileSync(join(home, damaged!), 'x');
  const segments = await host.call('segments.list', {});
  const start = Number(/_(\d+)_\d+\.mp4$/.exec(unwanted!)![1]);
  const { id } = segments.find(({ startFrame }) => startFrame === start)!;
  await edit({ kind: 'delete', segmentIds: [id] });
  writeFileSync(join(home, 'files', 'thesis.doc'), 'x');
  appendFileSync(join(home, 'clips.jsonl'), '{"key":"half a li');

  const report = await exported(host, out);
  expect(report.losses).toContainEqual(expect.objectContaining({ what: `${finished - 2} clips taken over from an earlier try` })); // prettier-ignore
  expect(report.written).toBe(CLIPS - 1);
  expect(report.files).not.toContain('thesis.doc');
  expect(existsSync(join(out, unwanted!.replace('files/', '')))).toBe(false);
  const fresh = join(folder, 'fresh');
  await exported(host, fresh);
  expect(contentsOf(out)).toEqual(contentsOf(fresh));
});

test('another request takes over what it has in common, at its places there', async () => {
  const { host, folder } = await reviewed();
  const out = join(folder, 'export');
  const { home } = await cancelledAt(host, folder, out, 5);
  const finished = finishedIn(home);
  const split = { train: 1, val: 0, test: 0 };
  const report = await exported(host, out, { ...REQUEST, split });
  expect(report.losses).toContainEqual(expect.objectContaining({ what: `${finished} clips taken over from an earlier try` })); // prettier-ignore
  expect(report.files.filter((path) => path.endsWith('.mp4')).every((path) => path.startsWith('train/'))).toBe(true);
});

test('an export to where another one is still going leaves that alone', async () => {
  const { host, folder } = await reviewed();
  const out = join(folder, 'export');
  const { home } = await cancelledAt(host, folder, out, 5);
  const before = finishedIn(home);
  writeFileSync(join(home, 'owner.json'), JSON.stringify([hostname(), process.ppid]));
  const report = await exported(host, out);
  expect(report.losses.map(({ what }) => what).join()).not.toContain('taken over');
  expect(finishedIn(home)).toBe(before);
  expect(hiddenIn(folder)).toHaveLength(1);
});

test('kill -9 costs the clips that were being cut, and the same command goes on', async () => {
  const { path, folder, close } = await reviewed();
  await close();
  const out = join(folder, 'export');
  const args = ['export', path, '--format', 'class-folders', '--split', 'none', '--out', out, '--json'];
  const killed = startCli(args);
  const log = await vi.waitFor(
    () => {
      const [name] = hiddenIn(folder);
      const text = readFileSync(join(folder, name!, 'clips.jsonl'), 'utf8');
      expect(text.split('\n').length).toBeGreaterThan(4);
      return join(folder, name!, 'clips.jsonl');
    },
    { timeout: 60_000, interval: 10 },
  );
  process.kill(-killed.child.pid!, 'SIGKILL');
  await killed.ended;
  const finished = readFileSync(log, 'utf8').split('\n').length - 1;
  expect(finished).toBeLessThan(CLIPS);
  expect(existsSync(out)).toBe(false);

  const { code, stdout } = await startCli(args).ended;
  expect(code).toBe(0);
  const { losses, written } = JSON.parse(stdout) as ExportReport;
  expect(written).toBe(CLIPS);
  expect(losses).toContainEqual(expect.objectContaining({ what: `${finished} clips taken over from an earlier try` }));
  expect(hiddenIn(folder)).toEqual([]);
});

test.skipIf(!TELLS_CHILDREN)('ffmpeg killed while it cuts: what was finished is kept (needs /proc)', async () => {
  const { host, folder } = await reviewed();
  const out = join(folder, 'export');
  const { home, task } = await spoiltAt(host, folder, out, (files) => {
    const kill = () => {
      const cutting = childrenOf(process.pid, files);
      for (const id of cutting) process.kill(id, 'SIGKILL');
      if (cutting.length === 0) setImmediate(kill);
    };
    kill();
  });
  expect(task).toMatchObject({ state: 'failed', error: { code: 'ffmpeg.failed' } });
  expect(task.error!.message).toMatch(/^ffmpeg was ended from outside \(SIGKILL\) when it /);
  const finished = finishedIn(home!);
  expect(task.error!.message).toContain(`exporting to ${out} again goes on from there`);
  const report = await exported(host, out);
  expect(report.written).toBe(CLIPS);
  expect(report.losses.map(({ what }) => what).join()).toMatch(new RegExp(`\\b${finished} clips? taken over`));
});

test.skipIf(!existsSync('/dev/full'))(
  'a disk that fills up is told, and what was finished is kept (needs /dev/full)',
  async () => {
    const { host, folder } = await reviewed();
    const out = join(folder, 'export');
    const { home, task } = await spoiltAt(host, folder, out, (files) => {
      symlinkSync('/dev/full', join(files, 'walk', 'cam_000060_000070.mp4'));
    });
    expect(task).toMatchObject({ state: 'failed', error: { code: 'output.unwritable' } });
    const finished = finishedIn(home!);
    // No further clip is begun.
    expect(finished).toBeLessThan(CLIPS - 4);
    expect(task.error!.message).toBe(
      `Cannot write ${out}: the disk is full. Choose another folder. ${finished} finished clips are kept: ` +
        `exporting to ${out} again goes on from there. To be rid of them, delete ${home}.`,
    );
    expect(await exported(host, out)).toMatchObject({ written: CLIPS });
  },
);

test.each([
  [
    'a clip without its frames',
    'touch_face/cam_000150_000160.mp4',
    '1 of 16 clips has another frame count when read back: cam.mp4 150 to 159 (0 of 10 frames).',
  ],
  ['a list with half a line more', 'all.csv', "can't be read back: a list ends with half a line"],
  ['another word where no reader looks', 'classes.txt', 'classes.txt is not as it was written.'],
])('%s is noticed, and nothing is kept', async (_, path, message) => {
  const { host, folder } = await reviewed();
  const before = readdirSync(folder);
  const out = join(folder, 'new', 'export');
  const { task } = await spoiltAt(host, join(folder, 'new'), out, (files) => {
    // A folder in a file's place, or half a line.
    if (path.endsWith('.mp4')) mkdirSync(join(files, path));
    else appendFileSync(join(files, path), 'clips/');
  });
  expect(task).toMatchObject({ state: 'failed', error: { code: 'output.differs' } });
  expect(task.error!.message).toContain(message);
  expect(readdirSync(folder)).toEqual(before);
});

/** A project with one video, and as many decided segments of two classes one behind the other. */
async function reviewed() {
  const project = await testProject();
  const { host } = project;
  await host.call('videos.add', { paths: [video] });
  const [own] = await host.call('videos.list', {});
  const edit = (params: object) => host.call('edits.apply', { annotator: 'Ada', edit: params as never });
  for (const name of ['walk', 'touch face']) await edit({ kind: 'createClass', name });
  const classes = await host.call('labels.list', {});
  for (let i = 0; i < CLIPS; i++) {
    const span = { startFrame: i * FRAMES, endFrame: (i + 1) * FRAMES };
    await edit({ kind: 'create', videoId: own!.id, classId: classes[i % 2]!.id, ...span });
  }
  return { ...project, edit };
}

/** Stops an export once as many clips are told to be done. @returns its hidden folder, too. */
async function cancelledAt(host: TestCore['host'], folder: string, out: string, clips: number) {
  const off = host.on('tasks.changed', ({ task: { id, state, done } }) => {
    if (state === 'running' && done >= clips) void host.call('tasks.cancel', { taskId: id });
  });
  const task = await ended(host, await host.call('export.start', { request: REQUEST, out }));
  off();
  const [name] = hiddenIn(folder);
  return { task, home: join(folder, name!) };
}

/** Changes what lies in an export's hidden folder once its first clip is done. @returns how it ended, and its folder. */
async function spoiltAt(host: TestCore['host'], folder: string, out: string, spoil: (files: string) => void) {
  const off = host.on('tasks.changed', ({ task: { state, done } }) => {
    if (state !== 'running' || done === 0) return;
    off();
    spoil(join(folder, hiddenIn(folder)[0]!, 'files'));
  });
  const task = await ended(host, await host.call('export.start', { request: REQUEST, out }));
  const [name] = existsSync(folder) ? hiddenIn(folder) : [];
  return { task, home: name === undefined ? null : join(folder, name) };
}

async function exported(host: TestCore['host'], out: string, request: object = REQUEST): Promise<ExportReport> {
  const task = await ended(host, await host.call('export.start', { request: request as typeof REQUEST, out }));
  expect(task).toMatchObject({ state: 'done', error: null });
  return task.result as ExportReport;
}

function hiddenIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('.timeloupe-export-'));
}

function finishedIn(home: string): number {
  return new Set(logOf(home).map(({ key }) => key)).size;
}

function logOf(home: string): { key: string; path: string }[] {
  const lines = readFileSync(join(home, 'clips.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { key: string; path: string });
}

function inodesIn(folder: string): Map<string, number> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(paths.map((path) => [path, statSync(join(folder, path)).ino]));
}

/** Of every file but the manifest, which says when it was made and from what. */
function contentsOf(folder: string): Map<string, string> {
  const paths = [...inodesIn(folder).keys()].filter((path) => path.includes('.') && path !== 'manifest.json').sort();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path)).toString('base64')]));
}
