import { expect, test } from 'vitest';
import { doubtfulCounts } from '../../../../../src-main/core/services/review/doubtful.ts';
import { recordReview } from '../../../../../src-main/core/services/review/review.ts';
import type { VideoId } from '../../../../../src-main/shared/records.ts';
import { queueProject } from '../../../../support/queues.ts';
import { addScores, addSegment } from '../../../../support/review-project.ts';

const annotator = 'Ada';
const videoId = 'video-a' as VideoId;

/** Margins of video-a: 0.3, 0.8, 0.1, 0.5, none; of video-b: 0.4. */
const setUp = () => {
  const opened = queueProject();
  const counted = async (margin: number) =>
    (await doubtfulCounts(opened.project, { margin })).map(({ videoId: id, windows }) => `${id} ${windows}`);
  return { ...opened, counted };
};

test.each([0, 0.1001, 0.3001, 0.45, 1])('at a margin of %f as many as a queue by margin lists', async (margin) => {
  const { open, windows, counted } = setUp();
  const listed = windows((await open({ measure: 'margin', minDoubt: 1 - margin })).id);
  const of = (id: string) => listed.filter((window) => window.startsWith(id)).length;
  expect(await counted(margin)).toEqual(['video-a', 'video-b'].map((id) => `${id} ${of(id)}`));
});

test('what is decided no longer counts, and counts again once it is taken back', async () => {
  const { project, store, counted } = setUp();
  expect(await counted(0.45)).toEqual(['video-a 2', 'video-b 1']);
  recordReview(project, { annotator, videoId, kind: 'decided', speed: 0, spans: [{ startFrame: 0, endFrame: 20 }] });
  expect(await counted(0.45)).toEqual(['video-a 1', 'video-b 1']);
  addSegment(store, 'rears', { classId: 'rear', startFrame: 20, endFrame: 40, status: 'accepted', annotator });
  expect(await counted(0.45)).toEqual(['video-a 0', 'video-b 1']);
});

test('windows that are stored meanwhile count, by the newest run that has some', async () => {
  const { store, runId, project } = setUp();
  const rows = () => doubtfulCounts(project, { margin: 0.2, videoIds: [videoId] });
  expect(await rows()).toEqual([{ videoId, runId, windows: 1 }]);
  const newer = addScores(store, {
    labels: ['walk', 'rear', 'groom'],
    windows: { 'video-a': [[0.5, 0.5, 0]] },
    plannedWindows: 2,
    isComplete: false,
  });
  expect(await rows()).toEqual([{ videoId, runId: newer, windows: 1 }]);
  const { id } = store.runs.findRunVideo(newer, videoId)!;
  const scores = Float32Array.from([0.4, 0.4, 0.2]);
  store.scores.append(id, [
    { index: 1, startFrame: 10, endFrame: 30, missing: [], scores, embedding: null, attention: null },
  ]);
  expect(await rows()).toEqual([{ videoId, runId: newer, windows: 2 }]);
});

test('models of numbers, changed files and videos without windows have none', async () => {
  const { store, project, runId } = setUp();
  addScores(store, {
    modelHash: 'speed',
    labels: ['speed'],
    problemType: 'regression',
    windows: { 'video-a': [[12]] },
  });
  expect((await doubtfulCounts(project, { margin: 1 }))[0]).toMatchObject({ runId, windows: 4 });
  const { path, modifiedMs } = store.videos.get(videoId);
  store.videos.setFile(videoId, { path, modifiedMs, isChanged: true });
  expect(await doubtfulCounts(project, { margin: 1, videoIds: [videoId] })).toEqual([]);
  await expect(doubtfulCounts(project, { margin: 1, videoIds: ['no' as VideoId] })).rejects.toMatchObject({
    code: 'video.unknown',
  });
});
