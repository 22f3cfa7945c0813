import { describe, expect, test } from 'vitest';
import {
  confusionChart,
  coverageOf,
  paceChart,
  thresholdChart,
} from '../../../../../src-main/core/services/insight/charts.ts';
import { nearestWindows } from '../../../../../src-main/core/services/insight/nearest-windows.ts';
import { recordReview } from '../../../../../src-main/core/services/review/review.ts';
import type { ClassId, RunId, VideoId } from '../../../../../src-main/shared/records.ts';
import { addBasics, addScores, addSegment, editSegment, reviewProject } from '../../../../support/review-project.ts';

const video = 'video-a' as VideoId;
const other = 'video-b' as VideoId;
const walk = 'walk' as ClassId;

/** Two videos; windows of 20 frames every 10. */
function prepared({ isComplete = true } = {}) {
  const made = reviewProject();
  addBasics(made.store, [video, other], ['walk', 'run']);
  const runId = addScores(made.store, {
    labels: ['walk', 'run'],
    isComplete,
    plannedWindows: 3,
    windows: {
      [video]: [[0.9, 0.1], [0.8, 0.2], [0.2, 0.8], null],
      [other]: [
        [0.1, 0.9],
        [0.7, 0.3],
      ],
    },
    embeddings: {
      [video]: [[1, 0], [1, 0.1], [0, 1], null],
      [other]: [
        [0.1, 1],
        [1, 0.05],
      ],
    },
  });
  return { ...made, runId };
}

describe('nearest windows', () => {
  test('of all videos of the run, the nearest first, without the window itself', async () => {
    const { project, runId } = prepared();
    const near = await nearestWindows(project, { runId, videoId: video, index: 0, count: 3 });
    expect(near.map(({ videoId, index }) => [videoId, index])).toEqual([
      [other, 1],
      [video, 1],
      [other, 0],
    ]);
    expect(near[0]).toMatchObject({ startFrame: 10, endFrame: 30, top: { label: 'walk' }, classId: null });
    expect(near[0]!.distance).toBeCloseTo(1 - 1 / Math.hypot(1, 0.05), 3);
  });

  test('names the unreviewed proposals that lie mostly within each', async () => {
    const { project, store, runId } = prepared();
    addSegment(store, 'inside', { videoId: other, classId: 'run', runId, startFrame: 12, endFrame: 28 });
    addSegment(store, 'longer', { videoId: other, classId: 'walk', runId, startFrame: 0, endFrame: 60 });
    addSegment(store, 'done', {
      videoId: other,
      classId: 'walk',
      runId,
      startFrame: 12,
      endFrame: 20,
      status: 'accepted',
    });
    const [nearest] = await nearestWindows(project, { runId, videoId: video, index: 0, count: 1 });
    expect(nearest).toMatchObject({ segmentIds: ['inside'], classId: 'run' });
  });

  test('windows that come later are there at the next question', async () => {
    const { project, store, runId } = prepared();
    await nearestWindows(project, { runId, videoId: video, index: 0, count: 9 });
    const { id } = store.runs.runVideo(runId, other);
    const added = { index: 2, startFrame: 20, endFrame: 40, missing: [], attention: null };
    store.scores.append(id, [{ ...added, scores: Float32Array.of(1, 0), embedding: Float32Array.of(2, 0) }]);
    const [nearest] = await nearestWindows(project, { runId, videoId: video, index: 0, count: 1 });
    expect(nearest).toMatchObject({ videoId: other, index: 2, distance: 0 });
  });

  test('a window without an embedding is refused in a sentence', async () => {
    const { project, runId } = prepared();
    for (const index of [3, 7]) {
      const asked = nearestWindows(project, { runId, videoId: video, index, count: 1 });
      await expect(asked).rejects.toThrow(`Run ${runId} has no embedding of window ${index}`);
    }
    await expect(
      nearestWindows(project, { runId: 9 as RunId, videoId: video, index: 0, count: 1 }),
    ).rejects.toMatchObject({ code: 'run.unknown' });
  });

  test('two questions at once get the same answer as one after the other', async () => {
    const { project, runId } = prepared();
    const ask = (index: number) => nearestWindows(project, { runId, videoId: video, index, count: 4 });
    const [a, b] = await Promise.all([ask(0), ask(1)]);
    expect([a, b]).toEqual([await ask(0), await ask(1)]);
    expect(a).toHaveLength(4);
  });
});

describe('charts', () => {
  test('confusion of one annotator or all, with videos in which nobody said anything left out', async () => {
    const { project, store, runId } = prepared();
    const said = { status: 'accepted', source: 'person', startFrame: 0, endFrame: 10 } as const;
    addSegment(store, 'a', { classId: 'walk', annotator: 'Ada', ...said });
    addSegment(store, 'b', { classId: 'run', annotator: 'Bo', ...said });
    const all = await confusionChart(project, { runId });
    expect(all.classIds).toEqual(['walk', 'run']);
    const ofAda = await confusionChart(project, { runId, annotator: 'Ada' });
    expect(ofAda.counts[0]![0]).toBe(10);
    expect(ofAda.counts[1]).toEqual([0, 0, 0]);
    const ofBo = await confusionChart(project, { runId, annotator: 'Bo' });
    expect(ofBo.counts[1]).toEqual([10, 0, 0]);
    const ofNobody = await confusionChart(project, { runId, annotator: 'Cleo' });
    expect(ofNobody).toEqual({ classIds: [], counts: [[0]], rowFrames: [0], frames: 0 });
  });

  test('thresholds of a class', async () => {
    const { project, store, runId } = prepared();
    addSegment(store, 'a', { classId: 'walk', annotator: 'Ada', status: 'accepted', startFrame: 0, endFrame: 20 });
    addSegment(store, 'b', { classId: 'run', annotator: 'Ada', status: 'corrected', startFrame: 20, endFrame: 40 });
    const curve = await thresholdChart(project, { runId, classId: walk });
    const at = (threshold: number) => curve.thresholds.indexOf(threshold);
    expect(curve.recall[at(0.85)]).toBe(0.5);
    expect(curve.precision[at(0.5)]).toBe(1);
    expect(curve.recall[at(0.5)]).toBe(1);
    expect(curve.frames).toBe(40);
  });

  test('a run that is not finished has no chart of a video that is named', async () => {
    const { project, store, runId } = prepared({ isComplete: false });
    addSegment(store, 'a', { classId: 'walk', annotator: 'Ada', status: 'accepted', startFrame: 0, endFrame: 20 });
    await expect(confusionChart(project, { runId, videoIds: [video] })).rejects.toThrow('has not finished video-a');
    expect(await confusionChart(project, { runId })).toEqual({
      classIds: [],
      counts: [[0]],
      rowFrames: [0],
      frames: 0,
    });
    await expect(thresholdChart(project, { runId, classId: 'none' as ClassId })).rejects.toMatchObject({
      code: 'class.unknown',
    });
  });

  test('pace is of decisions that stand', async () => {
    const { project, store } = prepared();
    addSegment(store, 'a', { classId: 'walk', startFrame: 0, endFrame: 20 });
    expect((await paceChart(project, { bins: 5 })).series).toEqual([]);
    const { id } = editSegment(store, 'a', { status: 'accepted', annotator: 'Ada' });
    expect(id).toBeGreaterThan(0);
  });

  test('coverage joins all annotators; what was passed over fast is not looked at', () => {
    const { project, store } = prepared();
    const record = (annotator: string, startFrame: number, endFrame: number, speed: number) =>
      recordReview(project, { annotator, videoId: video, kind: 'displayed', speed, spans: [{ startFrame, endFrame }] });
    record('Ada', 0, 50, 1);
    record('Bo', 40, 80, 4);
    record('Bo', 80, 500, 16);
    addSegment(store, 'a', { classId: 'walk', status: 'rejected', startFrame: 100, endFrame: 120 });
    expect(coverageOf(project, { videoId: video })).toEqual({
      displayed: [{ startFrame: 0, endFrame: 80 }],
      decided: [{ startFrame: 100, endFrame: 120 }],
    });
  });
});
