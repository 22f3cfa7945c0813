import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeVideo } from '../../../../../src-main/core/video/probe.ts';
import type { HonestyReport } from '../../../../../src-main/shared/protocol/attention-methods.ts';
import type { Params } from '../../../../../src-main/shared/protocol.ts';
import { type AttentionProject, attentionProject } from '../../../../support/attention-project.ts';
import { ended } from '../../../../support/ended-task.ts';

let folder: string;
let project: AttentionProject;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'timeloupe-attention-'));
  project = await attentionProject(folder);
});

afterAll(async () => {
  await project.core.close();
  rmSync(folder, { recursive: true });
});

/** "move right" fills window 6, "turn clockwise" most of window 11. */
async function checked(index: number, map: Params<'attention.honesty'>['map'], label: string): Promise<HonestyReport> {
  const { host, runId, videoId } = project;
  const begun = await host.call('attention.honesty', { window: { runId, videoId, index }, map, label });
  const task = await ended(host, begun);
  expect(task).toMatchObject({ state: 'done', error: null, done: 101 });
  return task.result as HonestyReport;
}

test('the deletion test of what the model looked at', async () => {
  const report = await checked(6, { view: 'contribution', label: 'move right' }, 'move right');
  expect(report.shares.map((share) => Math.round(share * 100))).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(report.map).toHaveLength(11);
  expect(report.random[0]).toBe(report.map[0]);
  expect(report.random[10]).toBe(report.map[10]);
  expect(report.map[0]).toBeGreaterThan(0.5);
  expect(report.randomSpread[0]).toBe(0);
  expect(report.mapArea).toBeLessThan(report.randomArea);
  expect(report.verdict).toBe('holds');
  expect(await checked(6, { view: 'contribution', label: 'move right' }, 'move right')).toEqual(report);
});

test('a check that is cancelled ends as cancelled', async () => {
  const { host, runId, videoId } = project;
  const window = { runId, videoId, index: 8 };
  const begun = await host.call('attention.honesty', { window, map: { view: 'rollout' }, label: 'still' });
  await host.call('tasks.cancel', { taskId: begun.id });
  expect(await ended(host, begun)).toMatchObject({ state: 'cancelled', result: null });
});

test('a movie has each frame of the range, and is made once', async () => {
  const { host, core, runId, videoId, platform } = project;
  const request = { runId, videoId, fromFrame: 130, toFrame: 155, map: { view: 'rollout' } } as const;
  const task = await ended(host, await host.call('attention.movie', request));
  expect(task).toMatchObject({ state: 'done', done: 25, total: 25 });
  const { resource } = task.result as { resource: string };
  const response = await core.resource(resource, { range: 'bytes=4-7' });
  expect(response).toMatchObject({ status: 206, headers: { 'content-type': 'video/mp4' } });
  const path = join(platform.cacheDir, 'movies', resource.split('/')[1]!);
  const movie = await probeVideo(path);
  expect(movie.pts).toHaveLength(25);
  expect([movie.widthPx, movie.heightPx % 2, movie.heightPx > 216]).toEqual([384, 0, true]);
  const step = ((movie.pts[1]! - movie.pts[0]!) * movie.timeBase.num) / movie.timeBase.den;
  expect(step).toBeCloseTo(1 / 25, 4);
  writeFileSync(path, 'kept');
  const again = await ended(host, await host.call('attention.movie', request));
  expect(again.result).toEqual(task.result);
  expect((await core.resource(resource)).headers['content-length']).toBe('4');
});

test('wishes are overtaken by newer ones, the newest of all first', async () => {
  const { host, runId, videoId } = project;
  const ends: number[] = [];
  const indices = [30, 31, 32, 33, 34, 35, 36];
  const results = await Promise.allSettled(
    indices.map((index) =>
      host.call('attention.prepare', { runId, videoId, index }).then((facts) => {
        ends.push(index);
        return facts;
      }),
    ),
  );
  const given = results.map(({ status }) => status === 'fulfilled');
  // The first one ran already; of those that waited four were kept.
  expect(given).toEqual([true, false, false, true, true, true, true]);
  expect(ends).toEqual([30, 36, 35, 34, 33]);
  expect(results[1]).toMatchObject({ reason: { code: 'cancelled' } });
});

test('a video that is gone, and one that is back', async () => {
  const { host, runId, videoId, videoPath } = project;
  const window = { runId, videoId, index: 40 };
  renameSync(videoPath, `${videoPath}.away`);
  await expect(host.call('attention.prepare', window)).rejects.toMatchObject({ code: 'video.not_found' });
  renameSync(`${videoPath}.away`, videoPath);
  expect(await host.call('attention.prepare', window)).toMatchObject({ isReady: true });
});
