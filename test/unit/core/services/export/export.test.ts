import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeVideo } from '../../../../../src-main/core/video/probe.ts';
import type { ExportReport, ExportRequestInput } from '../../../../../src-main/shared/protocol/export-methods.ts';
import { ended } from '../../../../support/ended-task.ts';
import { EncodedVideos } from '../../../../support/encoded-videos.ts';
import { testProject, type TestCore } from '../../../../support/project-core.ts';

const drawn = new EncodedVideos();
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '12'];
const paths: string[] = [];

beforeAll(async () => {
  paths.push(await drawn.draw('cam 1.mp4', [...H264, '-bf', '2']));
  paths.push(
    await drawn.draw('late.mkv', [...H264, '-output_ts_offset', '5'], {
      filter: 'setpts=(N+floor(N/5))/25/TB,hue=s=0',
    }),
  );
  paths.push(await drawn.draw('third.mp4', H264, { filter: 'negate' }));
});
afterAll(() => drawn.remove());

describe('clips in class folders', () => {
  test('are written with their lists, each with its frames, by whole videos', async () => {
    const { host, folder } = await reviewed();
    const out = join(folder, 'export');
    const report = await exported(host, { format: 'class-folders' }, out);
    expect(report.written).toBe(5);
    expect(report.losses[0]).toMatchObject({ level: 'ok', what: '5 of 5 segments are written' });
    const tree = readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
    expect(tree).toEqual(expect.arrayContaining(['classes.txt', 'manifest.json', 'train.csv', 'val.csv', 'test.csv']));
    expect([...report.files].sort()).toEqual(tree.filter((name) => name.includes('.')));
    for (const clip of tree.filter((name) => name.endsWith('.mp4'))) {
      const [, start, end] = /_(\d+)_(\d+)\.mp4$/.exec(clip)!;
      expect((await probeVideo(join(out, clip))).pts.length, clip).toBe(Number(end) - Number(start));
    }
    const sources = ['train', 'val', 'test'].map((set) =>
      [...new Set(metadata(join(out, set)).map(({ source }) => source))].join(),
    );
    expect([...sources].sort()).toEqual(['cam 1.mp4', 'late.mkv', 'third.mp4']);
  });

  test('have a manifest with the hash of every file and no path of this machine', async () => {
    const { host, folder } = await reviewed();
    const out = join(folder, 'export');
    const { files } = await exported(host, { format: 'class-folders', clips: { shortEdgePx: 32 } }, out);
    const text = readFileSync(join(out, 'manifest.json'), 'utf8');
    expect(text).not.toContain(drawn.folder);
    expect(text).not.toContain(folder);
    const listed = (JSON.parse(text) as { files: { path: string; sha256: string }[] }).files;
    expect(listed.map(({ path }) => path).sort()).toEqual(files.filter((path) => path !== 'manifest.json').sort());
    for (const { path, sha256 } of listed) {
      expect(createHash('sha256').update(readFileSync(join(out, path))).digest('hex')).toBe(sha256); // prettier-ignore
    }
    expect(
      await probeVideo(
        join(
          out,
          files.find((path) => path.endsWith('.mp4'))!,
        ),
      ),
    ).toMatchObject({ heightPx: 32 });
  });

  test('tell times by the table of frames, whatever the rate and the start', async () => {
    const { host, folder } = await reviewed();
    const out = join(folder, 'export');
    await exported(host, { format: 'class-folders', split: null }, out);
    const late = metadata(out).filter(({ source }) => source === 'late.mkv');
    expect(late.map(({ start, end }) => [start, end])).toEqual([
      [0.48, 0.96],
      [1.2, 1.44],
    ]);
  });
});

describe('an export', () => {
  test('that is cancelled leaves nothing', async () => {
    const { host, folder, told } = await reviewed();
    const before = readdirSync(folder).sort();
    const task = await host.call('export.start', { request: { format: 'class-folders' }, out: join(folder, 'a', 'b') });
    await host.call('tasks.cancel', { taskId: task.id });
    expect(await ended(host, task)).toMatchObject({ state: 'cancelled', result: null });
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(told.filter(({ event }) => event === 'tasks.changed').length).toBeGreaterThan(1);
  });

  test('is refused where something lies', async () => {
    const { host, folder } = await reviewed();
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'thesis.doc'), 'x');
    const start = (out: string) => host.call('export.start', { request: { format: 'timeloupe-csv' }, out });
    await expect(start(full)).rejects.toMatchObject({ code: 'output.exists' });
    await expect(start(join(full, 'thesis.doc'))).rejects.toMatchObject({ code: 'output.exists' });
    await expect(start('export')).rejects.toMatchObject({ code: 'request.invalid' });
    expect(readdirSync(full)).toEqual(['thesis.doc']);
  });

  test('goes into an empty folder', async () => {
    const { host, folder } = await reviewed();
    const { out } = await host.call('export.target', {});
    expect(out).toBe(join(folder, 'export-01'));
    mkdirSync(out);
    await exported(host, { format: 'timeloupe-json' }, out);
    expect(readdirSync(out).sort()).toEqual(['classes.txt', 'manifest.json', 'timeloupe.json']);
    expect(await host.call('export.target', {})).toEqual({ out: join(folder, 'export-02') });
  });

  test('fails with a sentence where a video is gone, and leaves nothing', async () => {
    const { host, folder } = await reviewed(true);
    rmSync(join(folder, 'copy.mp4'));
    const out = join(folder, 'export');
    const task = await host.call('export.start', { request: { format: 'class-folders', split: null }, out });
    expect(await ended(host, task)).toMatchObject({ state: 'failed', error: { code: 'video.not_found' } });
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('.timeloupe'))).toEqual([]);
  });

  test('of nothing is refused', async () => {
    const { host, folder } = await testProject();
    const request = { format: 'timeloupe-csv' };
    await expect(host.call('export.start', { request, out: join(folder, 'x') })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });
});

describe('a plan', () => {
  test('counts what is left out and why', async () => {
    const { host } = await reviewed();
    const plan = await host.call('export.plan', { format: 'class-folders', atMost: 1, minLengthFrames: 5 });
    expect(plan).toMatchObject({ segments: 5, written: 3 });
    expect(plan.losses.map(({ level, what }) => `${level}: ${what}`)).toEqual(
      expect.arrayContaining([
        'ok: 3 of 5 segments will be written',
        'warning: 1 left out by the cap',
        'warning: 1 shorter than 5 frames left out',
      ]),
    );
    expect(plan.cells.reduce((sum, { written }) => sum + written, 0)).toBe(3);
    expect(plan.split).toHaveLength(3);
  });

  test('takes a video for the set that a person chose', async () => {
    const { host } = await reviewed();
    const [first] = await host.call('videos.list', {});
    for (const set of ['train', 'val', 'test'] as const) {
      const { split } = await host.call('export.plan', { format: 'class-folders', assigned: { [first!.id]: set } });
      expect(split.find(({ videoId }) => videoId === first!.id)).toMatchObject({ set });
    }
  });
});

type Reviewed = Awaited<ReturnType<typeof testProject>>;

/** Three videos and five decided segments of two classes. */
async function reviewed(withCopy = false): Promise<Reviewed> {
  const project = await testProject();
  const { host, folder } = project;
  const files = withCopy ? [join(folder, 'copy.mp4')] : paths;
  if (withCopy) writeFileSync(files[0]!, readFileSync(paths[0]!));
  await host.call('videos.add', { paths: files });
  const videos = await host.call('videos.list', {});
  const edit = (params: object) => host.call('edits.apply', { annotator: 'Ada', edit: params as never });
  for (const name of ['walk', 'touch face']) await edit({ kind: 'createClass', name });
  const [walk, touch] = await host.call('labels.list', {});
  const add = (name: string, classId: string, startFrame: number, endFrame: number) => {
    const videoId = videos.find((video) => video.name.startsWith(name))?.id;
    return videoId && edit({ kind: 'create', videoId, classId, startFrame, endFrame });
  };
  await add('copy', walk!.id, 3, 9);
  await add('cam 1', walk!.id, 0, 13);
  await add('cam 1', touch!.id, 20, 23);
  await add('late', walk!.id, 10, 20);
  await add('late', walk!.id, 25, 30);
  await add('third', touch!.id, 40, 50);
  return project;
}

interface Line {
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

function metadata(folder: string): Line[] {
  const lines = readFileSync(join(folder, 'metadata.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

async function exported(host: TestCore['host'], request: ExportRequestInput, out: string): Promise<ExportReport> {
  const task = await ended(host, await host.call('export.start', { request, out }));
  expect(task).toMatchObject({ state: 'done', error: null });
  return task.result as ExportReport;
}
