import { expect, onTestFinished, test } from 'vitest';
import { Corrections } from '../../../../../src-main/core/services/corrections/corrections.ts';
import { paceChart } from '../../../../../src-main/core/services/insight/charts.ts';
import { markItem } from '../../../../../src-main/core/services/review/queue-marks.ts';
import { recordReview } from '../../../../../src-main/core/services/review/review.ts';
import { statistics } from '../../../../../src-main/core/services/review/statistics.ts';
import type { EditInput } from '../../../../../src-main/shared/edit.ts';
import { editSchema } from '../../../../../src-main/shared/edit.ts';
import type { RunId, VideoId } from '../../../../../src-main/shared/records.ts';
import { queueProject } from '../../../../support/queues.ts';
import { addSegment } from '../../../../support/review-project.ts';

const annotator = 'Ada';
const videoId = 'video-a' as VideoId;

/** Five proposals of run 1 in video-a, one of them of rear; Ada corrects. */
function setup() {
  const opened = queueProject();
  for (const [i, classId] of ['walk', 'walk', 'walk', 'walk', 'rear'].entries()) {
    addSegment(opened.store, `p${i}`, { classId, startFrame: 100 * i, endFrame: 100 * i + 50, runId: opened.runId });
  }
  const corrections = new Corrections(opened.project);
  onTestFinished(() => {
    corrections.close();
  });
  const edit = (input: EditInput) => corrections.apply({ annotator, edit: editSchema.parse(input) });
  return { ...opened, corrections, edit };
}

test('counts, and the precision of the run among what was judged, follow edits and undo', async () => {
  const { project, runId, corrections, edit } = setup();
  edit({ kind: 'setStatus', segmentIds: ['p0'], status: 'accepted' });
  edit({ kind: 'setSpan', segmentId: 'p1', startFrame: 90, endFrame: 150 });
  edit({ kind: 'relabel', segmentIds: ['p2'], classId: 'rear' });
  edit({ kind: 'create', videoId: 'video-b', classId: 'walk', startFrame: 0, endFrame: 40 });
  const stats = await statistics(project, { runId });
  expect(stats.total).toMatchObject({ segments: 5, unreviewed: 2, accepted: 1, corrected: 2, reviewedShare: 3 / 5 });
  expect(stats.total).toMatchObject({ precision: 2 / 3, frames: 50 + 60 + 50 });
  edit({ kind: 'delete', segmentIds: ['p3'] });
  expect((await statistics(project, { runId })).total).toMatchObject({ segments: 4, precision: 2 / 4 });
  corrections.undo({ annotator });
  expect((await statistics(project, { runId })).total).toMatchObject({ segments: 5, precision: 2 / 3 });
  const all = await statistics(project, {});
  expect(all.total).toMatchObject({ segments: 6, precision: 2 / 3 });
  expect(all.byClass.map(({ classId, segments }) => [classId, segments])).toEqual([
    ['walk', 4],
    ['rear', 2],
  ]);
  expect(all.byVideo.map(({ videoId: id, segments }) => [id, segments])).toEqual([
    ['video-a', 5],
    ['video-b', 1],
  ]);
});

test('a class that takes over another takes over its proposals: they kept their class', async () => {
  const { project, runId, edit } = setup();
  edit({ kind: 'setStatus', segmentIds: ['p0', 'p1'], status: 'accepted' });
  edit({ kind: 'mergeClasses', classIds: ['walk'], into: 'groom' });
  const { total, byClass } = await statistics(project, { runId });
  expect(total.precision).toBe(1);
  expect(byClass.map(({ classId, precision }) => [classId, precision])).toEqual([
    ['rear', null],
    ['groom', 1],
  ]);
});

test('coverage, videos one by one, and decisions of edits and of windows', async () => {
  const { project, open, edit } = setup();
  const spans = [{ startFrame: 0, endFrame: 100 }];
  recordReview(project, { annotator, videoId, kind: 'displayed', speed: 1, spans });
  recordReview(project, {
    annotator,
    videoId,
    kind: 'displayed',
    speed: 8,
    spans: [{ startFrame: 0, endFrame: 1000 }],
  });
  const { id: queueId } = await open({ videoIds: ['video-a'] });
  markItem(project, { queueId, place: 0, state: 'decided' });
  edit({ kind: 'setStatus', segmentIds: ['p0', 'p1'], status: 'accepted' });
  edit({ kind: 'verifyAbsent', videoId: 'video-a', classId: 'rear', startFrame: 700, endFrame: 710 });
  const stats = await statistics(project, { videoIds: [videoId] });
  expect(stats.coverage).toEqual([{ videoId, frameCount: 1000, displayedFrames: 100, decidedFrames: 110 }]);
  expect(stats.pace).toEqual([{ annotator, decisions: 3, perHour: 18 }]);
  expect((await statistics(project, { videoIds: ['video-b' as VideoId] })).total.segments).toBe(0);
});

test('a queue item decided by an edit is one decision, like one that needs no edit', async () => {
  const { project, open, edit, corrections } = setup();
  const { id: queueId } = await open({ videoIds: ['video-a'] });
  const decide = (place: number, entryId?: number) =>
    markItem(project, { queueId, place, state: 'decided', ...(entryId !== undefined && { entryId }) });
  const paces = async () => {
    const { series } = await paceChart(project, { bins: 1 });
    return [(await statistics(project, {})).pace, series.map(({ decisions }) => decisions[0])];
  };
  const { entryId } = edit({ kind: 'setStatus', segmentIds: ['p0'], status: 'accepted' });
  decide(0, entryId);
  expect(await paces()).toEqual([[{ annotator, decisions: 1, perHour: 6 }], [1]]);
  // Its edges are moved on the way: no decision by itself, but the item is one.
  decide(1, edit({ kind: 'setSpan', segmentId: 'p0', startFrame: 0, endFrame: 60 }).entryId);
  decide(2);
  expect(await paces()).toEqual([[{ annotator, decisions: 3, perHour: 18 }], [3]]);
  const undone = corrections.undo({ annotator })!.entryId;
  for (const [state, wrong] of [
    ['open', entryId],
    ['decided', undone],
    ['decided', 999],
  ] as const) {
    expect(() => markItem(project, { queueId, place: 3, state, entryId: wrong })).toThrow(`Entry ${wrong} `);
  }
});

test('who has annotations is an annotator, also without a decision', async () => {
  const { store, project, edit } = setup();
  addSegment(store, 'imported', { classId: 'walk', videoId: 'video-b', annotator: 'Kim', status: 'accepted' });
  edit({ kind: 'verifyAbsent', videoId: 'video-a', classId: 'rear', startFrame: 700, endFrame: 710 });
  const stats = await statistics(project, {});
  expect(stats.annotators).toEqual(['Ada', 'Kim']);
  expect(stats.pace.map((row) => row.annotator)).toEqual(['Ada']);
});

test('two readers at once see the same, and unknown videos and runs are refused', async () => {
  const { project, edit } = setup();
  edit({ kind: 'setStatus', segmentIds: ['p0'], status: 'rejected' });
  const [one, two] = await Promise.all([statistics(project, {}), statistics(project, {})]);
  expect(one).toEqual(two);
  expect(one.pace).toEqual([{ annotator, decisions: 1, perHour: 6 }]);
  await expect(statistics(project, { videoIds: ['nowhere' as VideoId] })).rejects.toMatchObject({
    code: 'video.unknown',
  });
  await expect(statistics(project, { runId: 9 as RunId })).rejects.toMatchObject({ code: 'run.unknown' });
});

test.each([
  { what: 'an empty span', fields: { spans: [{ startFrame: 5, endFrame: 5 }] }, code: 'request.invalid' },
  { what: 'a span past the end', fields: { spans: [{ startFrame: 0, endFrame: 1001 }] }, code: 'request.invalid' },
  { what: 'a decision with a speed', fields: { kind: 'decided', speed: 2 }, code: 'request.invalid' },
  { what: 'an unknown video', fields: { videoId: 'nowhere' as VideoId }, code: 'video.unknown' },
] as const)('$what is not recorded', ({ fields, code }) => {
  const { project, store } = setup();
  const record = { annotator, videoId, kind: 'displayed', speed: 1, spans: [{ startFrame: 0, endFrame: 9 }] } as const;
  expect(() => recordReview(project, { ...record, ...fields, spans: [...(fields.spans ?? record.spans)] })).toThrow(
    expect.objectContaining({ code }) as Error,
  );
  expect(store.review.coverage.of(videoId)).toEqual([]);
});

test('recordings of one kind and speed are joined; others stay apart', () => {
  const { project, store } = setup();
  const record = (startFrame: number, endFrame: number, speed = 1, who = annotator) =>
    recordReview(project, { annotator: who, videoId, kind: 'displayed', speed, spans: [{ startFrame, endFrame }] });
  record(0, 10);
  record(20, 30);
  record(100, 110);
  record(10, 20);
  record(25, 40, 2);
  record(5, 8, 1, 'Ben');
  const rows = store.review.coverage.of(videoId).map((row) => [row.annotator, row.speed, row.startFrame, row.endFrame]);
  expect(rows).toEqual([
    ['Ada', 1, 0, 30],
    ['Ada', 1, 100, 110],
    ['Ada', 2, 25, 40],
    ['Ben', 1, 5, 8],
  ]);
});
