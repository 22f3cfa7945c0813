import { describe, expect, test } from 'vitest';
import { compareRaters } from '../../../../../src-main/core/services/review/agreement-report.ts';
import { recordReview } from '../../../../../src-main/core/services/review/review.ts';
import type { AgreementReport, Rater } from '../../../../../src-main/shared/protocol/review-methods.ts';
import type { ClassId, RunId, SegmentId, VideoId } from '../../../../../src-main/shared/records.ts';
import { absence } from '../../../../support/annotation-records.ts';
import { queueProject } from '../../../../support/queues.ts';
import { addScores, addSegment, apply, change, mapLabels } from '../../../../support/review-project.ts';

const videoId = 'video-a' as VideoId;
const ada: Rater = { kind: 'annotator', annotator: 'Ada' };
const ben: Rater = { kind: 'annotator', annotator: 'Ben' };
const run = (runId: RunId): Rater => ({ kind: 'run', runId });

function setup() {
  const opened = queueProject();
  const { store, project } = opened;
  const add = (id: string, annotator: string, classId: string, startFrame: number, endFrame: number, fields = {}) =>
    addSegment(store, id, { annotator, classId, startFrame, endFrame, status: 'accepted', ...fields });
  add('a1', 'Ada', 'walk', 0, 100);
  add('a2', 'Ada', 'rear', 200, 300, { status: 'corrected' });
  add('b1', 'Ben', 'walk', 10, 110);
  add('b2', 'Ben', 'groom', 200, 300);
  add('no', 'Ben', 'walk', 600, 700, { status: 'rejected' });
  add('not yet', 'Ben', 'walk', 700, 800, { status: 'unreviewed' });
  const compare = (a: Rater, b: Rater, fields: { videoIds?: VideoId[]; ious?: number[] } = {}) =>
    compareRaters(project, { a, b, ious: [0.1, 0.5], ...fields });
  return { ...opened, compare, add };
}

const row = (report: AgreementReport, classId: string) => report.classes.find((found) => found.classId === classId);

describe('two people', () => {
  test('are compared by what they accepted and corrected', async () => {
    const { compare } = setup();
    const report = await compare(ada, ben);
    expect(report).toMatchObject({ a: ada, b: ben, videoIds: ['video-a'], frames: 190 });
    expect(report.classes.map(({ classId }) => classId)).toEqual(['walk', 'rear', 'groom']);
    expect(row(report, 'walk')).toMatchObject({ both: 90, onlyA: 0, onlyB: 0, neither: 100 });
    const edges = { matched: 1, f1: 1, startErrorFrames: 10, endErrorFrames: 10 };
    expect(row(report, 'walk')!.matches).toEqual([0.1, 0.5].map((iou) => ({ iou, ...edges })));
    // Where only one of them has labelled anything, nothing is known of the other.
    expect(row(report, 'walk')!.kappa).toBe(1);
    expect(row(report, 'rear')).toMatchObject({
      kappa: 0,
      segmentsA: 1,
      segmentsB: 0,
      matches: [{ f1: 0 }, { f1: 0 }],
    });
    expect(row(await compare(ada, ben, { ious: [0.9] }), 'walk')).toMatchObject({ matches: [{ matched: 0, f1: 0 }] });
  });

  test('where both have judged, unless videos are named', async () => {
    const { project, store, compare, add } = setup();
    const other = 'video-b' as VideoId;
    add('b3', 'Ben', 'walk', 0, 50, { videoId: other });
    expect((await compare(ada, ben)).videoIds).toEqual(['video-a']);
    expect((await compare(ada, ben, { videoIds: [other] })).videoIds).toEqual([other]);
    recordReview(project, {
      annotator: 'Ada',
      videoId: other,
      kind: 'decided',
      speed: 0,
      spans: [{ startFrame: 0, endFrame: 9 }],
    });
    expect((await compare(ada, ben)).videoIds).toEqual(['video-a', other]);
    const clean = absence('x', { videoId: other, classId: 'rear' as ClassId, annotator: 'Cleo' });
    apply(store, { absence: change({ added: [clean] }) });
    expect(await compare({ kind: 'annotator', annotator: 'Cleo' }, ben)).toMatchObject({ videoIds: [other] });
  });

  test('nobody of that name is refused', async () => {
    const { compare } = setup();
    await expect(compare(ada, { kind: 'annotator', annotator: 'Bene' })).rejects.toMatchObject({
      code: 'request.invalid',
      message: expect.stringContaining('"Bene"') as string,
    });
  });
});

describe('a person and a run', () => {
  /** Windows 0..20, 10..30, …: walk is high in the first nine, over 0..100, and rear from 20 on. */
  const windows = Array.from({ length: 99 }, (_, i) => (i < 9 ? [0.9, 0.1] : i < 20 ? [0.1, 0.1] : [0.1, 0.9]));

  function withRun(fields: Partial<Parameters<typeof addScores>[1]> = {}) {
    const opened = setup();
    const model = {
      modelHash: 'model-b',
      labels: ['stroll', 'up'],
      problemType: 'multi_label_classification' as const,
    };
    const runId = addScores(opened.store, { ...model, windows: { 'video-a': windows }, ...fields });
    mapLabels(opened.store, 'model-b', { stroll: 'walk', up: 'rear' });
    return { ...opened, runId };
  }

  test('are compared by the segments of its stored scores, labels through the mapping', async () => {
    const { compare, runId } = withRun();
    const report = await compare(ada, run(runId));
    expect(report.videoIds).toEqual(['video-a']);
    expect(row(report, 'walk')).toMatchObject({ segmentsB: 1, matches: [{}, { matched: 1, startErrorFrames: 0 }] });
    expect(row(report, 'rear')).toMatchObject({ segmentsB: 1 });
    expect(row(report, 'walk')!.matches[1]!.endErrorFrames).toBeLessThanOrEqual(20);
  });

  test('and only where the person has decided: absences, rejections and windows of theirs, and of nobody else', async () => {
    const { project, store, compare, runId, add } = withRun();
    const rear = async () => {
      const found = row(await compare(ada, run(runId)), 'rear')!;
      return [found.both + found.onlyA + found.onlyB + found.neither, found.segmentsB];
    };
    const absent = (id: string, annotator: string, startFrame: number, endFrame: number) => {
      const added = absence(id, { videoId, classId: 'rear' as ClassId, annotator, startFrame, endFrame });
      apply(store, { absence: change({ added: [added] }) });
    };
    const decide = (annotator: string, startFrame: number, endFrame: number) =>
      recordReview(project, { annotator, videoId, kind: 'decided', speed: 0, spans: [{ startFrame, endFrame }] });
    expect(await rear()).toEqual([200, 1]);
    apply(store, { segment: change({ removed: [store.annotations.segment('a2' as SegmentId)!] }) });
    absent('not mine', 'Ben', 300, 900);
    decide('Ben', 300, 900);
    expect(await rear()).toEqual([100, 0]);
    absent('mine', 'Ada', 500, 540);
    expect(await rear()).toEqual([140, 0]);
    decide('Ada', 540, 700);
    expect(await rear()).toEqual([140, 0]);
    add('a3', 'Ada', 'rear', 700, 920, { status: 'rejected' });
    expect(await rear()).toEqual([140, 1]);
  });

  test('by the settings that were last proposed with', async () => {
    const { store, compare, runId } = withRun();
    const runVideo = store.runs.runVideo(runId, 'video-a' as VideoId);
    const settings = { ...runVideo.sampling.segments, threshold: 0.95, leaveThreshold: 0.95, classThresholds: {} };
    store.runs.setSegmentSettings(runVideo.id, settings);
    expect(row(await compare(ada, run(runId)), 'walk')).toMatchObject({ segmentsB: 0 });
    store.runs.setSegmentSettings(runVideo.id, { ...settings, classThresholds: { stroll: 0.5 } });
    const report = await compare(ada, run(runId));
    expect([row(report, 'walk')?.segmentsB, row(report, 'rear')?.segmentsB]).toEqual([1, 0]);
  });

  test('a run that is not complete is not compared', async () => {
    const { compare, runId } = withRun({ isComplete: false });
    expect(await compare(ada, run(runId))).toMatchObject({ videoIds: [], frames: 0, classes: [], alpha: null });
    await expect(compare(ada, run(runId), { videoIds: ['video-a' as VideoId] })).rejects.toMatchObject({
      code: 'request.invalid',
      message: 'Run 2 has not finished video-a. Analyze it first, or leave it out.',
    });
  });

  test('nor one of another content than the file has now, nor one there is not', async () => {
    const { store, compare, runId } = withRun();
    const { path, modifiedMs } = store.videos.get('video-a' as VideoId);
    store.videos.setFile('video-a' as VideoId, { path, modifiedMs, isChanged: true });
    expect((await compare(ada, run(runId))).videoIds).toEqual([]);
    await expect(compare(ada, run(99 as RunId))).rejects.toMatchObject({ code: 'run.unknown' });
  });

  test('two runs agree with themselves', async () => {
    const { compare, runId } = withRun();
    const { classes, alpha } = await compare(run(runId), run(runId));
    expect(alpha).toBe(1);
    for (const { kappa, matches } of classes) expect([kappa, ...matches.map(({ f1 }) => f1)]).toEqual([1, 1, 1]);
  });
});
