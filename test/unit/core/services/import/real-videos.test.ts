import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Host } from '../../../../../src-main/shared/protocol.ts';
import type { EditInput } from '../../../../../src-main/shared/edit.ts';
import { EncodedVideos } from '../../../../support/encoded-videos.ts';
import { testProject } from '../../../../support/project-core.ts';
import { ended } from '../../../../support/ended-task.ts';

const drawn = new EncodedVideos();
const LOSSLESS = ['-c:v', 'ffv1'];
const CLASSES = ['touch, then "stop"', 'NA', 'null', '-rf', 'عض 👋🏽', `${'n'.repeat(199)}!`];
const paths: string[] = [];

beforeAll(async () => {
  paths.push(await drawn.draw('variable.mkv', LOSSLESS, { filter: 'setpts=(N+floor(N/3))/25/TB' }));
  const late = await drawn.draw('late.mkv', [...LOSSLESS, '-output_ts_offset', '5'], {
    filter: 'setpts=(N+floor(N/5))/25/TB,negate',
  });
  const odd = drawn.path('-rf \n"late", عض 👋🏽.mkv');
  renameSync(late, odd);
  paths.push(odd);
});
afterAll(() => drawn.remove());

/** By class and frames, in any order. */
async function said(host: Host): Promise<string[]> {
  const [videos, classes] = [await host.call('videos.list', {}), await host.call('labels.list', {})];
  const nameOf = (list: readonly { id: string; name: string }[], id: string) => list.find((one) => one.id === id)!.name;
  const segments = await host.call('segments.list', {});
  return segments
    .map((one) => `${nameOf(videos, one.videoId)} ${one.startFrame}-${one.endFrame} ${nameOf(classes, one.classId)}`)
    .sort();
}

/** A project in which each class is somewhere in each video, at edges too. */
async function reviewed() {
  const project = await testProject();
  const { host } = project;
  await host.call('videos.add', { paths });
  const apply = (edit: EditInput) => host.call('edits.apply', { annotator: 'Ada', edit });
  for (const name of CLASSES) await apply({ kind: 'createClass', name });
  const classes = await host.call('labels.list', {});
  for (const { id: videoId } of await host.call('videos.list', {})) {
    for (const [i, { id: classId }] of classes.entries()) {
      const span = { startFrame: i * 7, endFrame: i === classes.length - 1 ? 50 : i * 7 + 1 + i * 3 };
      await apply({ kind: 'create', videoId, classId, ...span });
    }
  }
  return project;
}

/** With their files; what the format can't say of the segments is tested with random projects. */
const FORMATS: readonly (readonly [id: string, files: RegExp])[] = [
  ['timeloupe-json', /timeloupe\.json$/],
  ['timeloupe-csv', /segments\.csv$/],
  ['activitynet-json', /activitynet\.json$/],
  ['boris-project', /\.boris$/],
  ['boris-tabular', /\.tsv$/],
  ['elan', /\.eaf$/],
  ['label-studio', /studio\.json$/],
  ['deepethogram', /_labels\.csv$/],
  ['feral', /feral\.json$/],
  ['via', /via-project\.json$/],
  ['webvtt', /\.vtt$/],
];

test('real videos of a variable rate and a late start come back to the frame from each format, and go by one undo', async () => {
  const { host: from, folder } = await reviewed();
  const there = await said(from);
  expect(there).toHaveLength(2 * CLASSES.length);
  const { host: into } = await testProject();
  await into.call('videos.add', { paths });
  for (const [format, files] of FORMATS) {
    const out = join(folder, format);
    const task = await ended(from, await from.call('export.start', { request: { format }, out }));
    expect(task, format).toMatchObject({ state: 'done', error: null });
    const names = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => files.test(name));
    const request = { paths: names.map((name) => join(out, name)) };
    const { unplaced } = await into.call('import.apply', { annotator: 'Ada', request });
    expect({ format, unplaced, said: await said(into) }).toEqual({ format, unplaced: [], said: there });
    await into.call('edits.undo', { annotator: 'Ada' });
    expect([await into.call('segments.list', {}), await into.call('labels.list', {})], format).toEqual([[], []]);
  }
});
