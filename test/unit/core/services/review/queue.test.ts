import { describe, expect, test } from 'vitest';
import { refreshQueue } from '../../../../../src-main/core/services/review/queue.ts';
import { recordReview } from '../../../../../src-main/core/services/review/review.ts';
import type { ClassId, VideoId } from '../../../../../src-main/shared/records.ts';
import { absence } from '../../../../support/annotation-records.ts';
import { queueProject } from '../../../../support/queues.ts';
import { addScores, addSegment, apply, change, mapLabels } from '../../../../support/review-project.ts';

const annotator = 'Ada';
const videoId = 'video-a' as VideoId;

describe('windows', () => {
  test('come by doubt, ties by video and start; those in a hole are left out', async () => {
    const { open, windows, items } = queueProject();
    const queue = await open({});
    expect(windows(queue.id)).toEqual(['video-a 2', 'video-a 0', 'video-b 0', 'video-a 3', 'video-a 1']);
    expect(items(queue.id)[0]).toMatchObject({ startFrame: 20, endFrame: 40, segmentId: null, state: 'open' });
    expect(items(queue.id)[0]!.doubt).toBeCloseTo(0.6, 6);
    expect(queue).toMatchObject({ annotator, position: 0, items: 5, decided: 0, unsure: 0 });
  });

  test.each([
    { measure: 'margin', first: 'video-a 2', doubt: 0.9 },
    { measure: 'entropy', first: 'video-a 2', doubt: 1.0889 },
  ])('by $measure the first is $first', async ({ measure, first, doubt }) => {
    const { open, windows, items } = queueProject();
    const queue = await open({ measure });
    expect(windows(queue.id)[0]).toBe(first);
    expect(items(queue.id)[0]!.doubt).toBeCloseTo(doubt, 3);
  });

  test('filters by class of the highest score, and by video; the limit keeps the most doubtful', async () => {
    const { open, windows } = queueProject();
    expect(windows((await open({ classIds: ['walk'] })).id)).toEqual(['video-a 0', 'video-b 0', 'video-a 1']);
    expect(windows((await open({ videoIds: ['video-b'] })).id)).toEqual(['video-b 0']);
    expect(windows((await open({ limit: 2 })).id)).toEqual(['video-a 2', 'video-a 0']);
  });

  test('a least doubt leaves out what is clear, and makes a queue of its own', async () => {
    const { open, windows } = queueProject();
    const all = await open({});
    const doubtful = await open({ minDoubt: 0.5 });
    expect(doubtful.id).not.toBe(all.id);
    expect(windows(doubtful.id)).toEqual(['video-a 2']);
  });

  test('what is decided is left out: in the ledger, or covered by decided segments and absences of its class', async () => {
    const { project, store, open, windows } = queueProject();
    recordReview(project, {
      annotator: 'Ben',
      videoId,
      kind: 'decided',
      speed: 0,
      spans: [{ startFrame: 0, endFrame: 20 }],
    });
    addSegment(store, 'part', { classId: 'rear', startFrame: 0, endFrame: 30, status: 'accepted', annotator });
    const rest = absence('rest', { videoId, classId: 'rear' as ClassId, startFrame: 30, endFrame: 45 });
    apply(store, { absence: change({ added: [rest] }) });
    addSegment(store, 'open', { classId: 'groom', startFrame: 0, endFrame: 90 });
    // Window 0 by the ledger, window 2 (rear) by segment and absence; 1 is only half in the ledger, 3 not decided.
    expect(windows((await open({})).id)).toEqual(['video-b 0', 'video-a 3', 'video-a 1']);
  });

  test('a changed file has no doubtful windows', async () => {
    const { store, open, windows } = queueProject();
    const { path, modifiedMs } = store.videos.get(videoId);
    store.videos.setFile(videoId, { path, modifiedMs, isChanged: true });
    expect(windows((await open({})).id)).toEqual(['video-b 0']);
  });

  test('a random queue is the same for a seed, and another for another', async () => {
    const { open, windows } = queueProject();
    const first = windows((await open({ measure: 'random', seed: 5 })).id);
    expect(windows((await open({ measure: 'random', seed: 5, limit: 999 })).id)).toEqual(first);
    const others = await Promise.all([6, 7, 8].map((seed) => open({ measure: 'random', seed })));
    expect(others.some(({ id }) => windows(id).join() !== first.join())).toBe(true);
    expect([...first].sort()).toEqual(['video-a 0', 'video-a 1', 'video-a 2', 'video-a 3', 'video-b 0']);
  });

  test('disagreement with another run, its labels brought together by the mapping', async () => {
    const { store, open, items } = queueProject();
    const other = addScores(store, {
      modelHash: 'model-b',
      labels: ['stroll', 'run', 'scratch'],
      windows: { 'video-a': [[0.5, 0.1, 0.4], null, null, [0.5, 0.5, 0]] },
    });
    mapLabels(store, 'model-b', { stroll: 'walk', run: 'walk', scratch: 'groom' });
    const queue = await open({ measure: 'disagreement', against: { kind: 'run', runId: other } });
    // Window 1 shares half with window 0 of the other run, window 4 half with window 3.
    const found = items(queue.id).map(({ windowIndex, doubt }) => [windowIndex, Number(doubt.toFixed(3))]);
    // By scipy.spatial.distance.jensenshannon(p, q, base=2) ** 2.
    expect(found).toEqual([
      [3, 0.61],
      [2, 0.493],
      [1, 0.272],
      [0, 0.22],
    ]);
  });

  test('disagreement with an annotator: the share of the frames they speak of', async () => {
    const { store, open, items } = queueProject();
    addSegment(store, 'walk', { classId: 'walk', startFrame: 0, endFrame: 15, status: 'accepted', annotator: 'Ben' });
    addSegment(store, 'rear', { classId: 'rear', startFrame: 15, endFrame: 30, status: 'corrected', annotator: 'Ben' });
    addSegment(store, 'ada', { classId: 'groom', startFrame: 0, endFrame: 99, status: 'accepted', annotator });
    const queue = await open({ measure: 'disagreement', against: { kind: 'annotator', annotator: 'Ben' } });
    // Walk in 0 (0..20): 5 of 20 differ. Walk in 1 (10..30): 15 of 20. Rear in 2 (20..40): none of 10. 3: nothing said.
    expect(items(queue.id).map(({ windowIndex, doubt }) => [windowIndex, doubt])).toEqual([
      [1, 0.75],
      [0, 0.25],
      [2, 0],
    ]);
  });
});

describe('segments', () => {
  test('by a run: the score of their class, its margin over all others, and the entropy, over the segment', async () => {
    const { store, open, items } = queueProject();
    addSegment(store, 'first', { classId: 'walk', startFrame: 0, endFrame: 10 });
    addSegment(store, 'both', { classId: 'walk', startFrame: 0, endFrame: 30 });
    addSegment(store, 'other', { classId: 'rear', startFrame: 0, endFrame: 10 });
    addSegment(store, 'unseen', { classId: 'walk', startFrame: 500, endFrame: 510 });
    const doubts = async (measure: string) =>
      items((await open({ target: 'segments', measure })).id).map(({ segmentId, doubt }) => [
        segmentId,
        Number(doubt.toFixed(3)),
      ]);
    // Over 0..30 windows 0 and 1 share 20 frames each, window 2 shares 10: (0.66, 0.24, 0.1).
    expect(await doubts('confidence')).toEqual([
      ['other', 0.7],
      ['first', 0.4],
      ['both', 0.34],
    ]);
    expect(await doubts('margin')).toEqual([
      ['other', 1],
      ['first', 0.7],
      ['both', 0.58],
    ]);
    expect((await doubts('entropy')).map(([, doubt]) => doubt)).toEqual([0.898, 0.898, 0.847]);
  });

  test('by boundary doubt, at random, of one run, of a class, of a status', async () => {
    const { store, runId, open, segments } = queueProject();
    addSegment(store, 'a', { classId: 'walk', startDoubtFrames: 3, endDoubtFrames: 4, runId });
    addSegment(store, 'b', { classId: 'rear', startDoubtFrames: 9, endDoubtFrames: null, videoId: 'video-b' });
    addSegment(store, 'c', { classId: 'rear', startDoubtFrames: null, endDoubtFrames: null });
    addSegment(store, 'd', { classId: 'rear', startDoubtFrames: 5, endDoubtFrames: 5, status: 'accepted', annotator });
    const list = async (fields: object) => segments((await open({ target: 'segments', ...fields })).id);
    const every = { measure: 'boundary', runId: undefined };
    expect(await list(every)).toEqual(['b open', 'a open']);
    expect(await list({ ...every, runId })).toEqual(['a open']);
    expect(await list({ ...every, classIds: ['rear'] })).toEqual(['b open']);
    expect(await list({ ...every, statuses: ['accepted', 'unreviewed'] })).toEqual(['b open', 'd open', 'a open']);
    expect((await list({ measure: 'random', runId: undefined })).sort()).toEqual(['a open', 'b open', 'c open']);
  });

  test('by disagreement with a run and with an annotator', async () => {
    const { store, open, items } = queueProject();
    const other = addScores(store, {
      modelHash: 'model-b',
      labels: ['walk', 'rear', 'groom'],
      windows: {
        'video-a': [
          [0, 0, 1],
          [0.9, 0.1, 0],
        ],
      },
    });
    addSegment(store, 'a', { classId: 'walk', startFrame: 0, endFrame: 10 });
    addSegment(store, 'b', { classId: 'walk', startFrame: 20, endFrame: 30 });
    addSegment(store, 'ben', { classId: 'walk', startFrame: 5, endFrame: 15, status: 'accepted', annotator: 'Ben' });
    addSegment(store, 'rear', { classId: 'rear', startFrame: 0, endFrame: 5, status: 'accepted', annotator: 'Ben' });
    const doubts = async (against: object, fields: object = {}) =>
      items((await open({ target: 'segments', measure: 'disagreement', against, ...fields })).id).map(
        ({ segmentId, doubt }) => [segmentId, Number(doubt.toFixed(3))],
      );
    // By scipy: jensenshannon of (0.6, 0.3, 0.1) and (0, 0, 1); of (0.6, 0.25, 0.15) and (0.9, 0.1, 0), squared.
    expect(await doubts({ kind: 'run', runId: other })).toEqual([
      ['a', 0.758],
      ['b', 0.121],
    ]);
    const ben = { kind: 'annotator', annotator: 'Ben' };
    expect(await doubts(ben, { runId: undefined })).toEqual([['a', 0.5]]);
    expect(await doubts(ben)).toEqual([]);
  });
});

describe('a request is refused', () => {
  test.each([
    { fields: { measure: 'boundary' }, code: 'request.invalid', says: 'ask for segments' },
    { fields: { statuses: ['accepted'] }, code: 'request.invalid', says: 'Windows have no status' },
    { fields: { against: { kind: 'run', runId: 1 } }, code: 'request.invalid', says: 'Only disagreement' },
    { fields: { measure: 'disagreement' }, code: 'request.invalid', says: 'two sides' },
    { fields: { seed: 3 }, code: 'request.invalid', says: 'Only a random queue' },
    { fields: { runId: undefined }, code: 'request.invalid', says: 'needs a run' },
    { fields: { target: 'segments', runId: undefined }, code: 'request.invalid', says: 'needs a run' },
    {
      fields: { measure: 'disagreement', against: { kind: 'run', runId: 1 } },
      code: 'request.invalid',
      says: "can't disagree with itself",
    },
    { fields: { runId: 99 }, code: 'run.unknown', says: 'no run 99' },
    { fields: { videoIds: ['nowhere'] }, code: 'video.unknown', says: 'nowhere' },
    { fields: { classIds: ['nothing'] }, code: 'class.unknown', says: 'nothing' },
  ])('$fields: $says', async ({ fields, code, says }) => {
    const { project, open } = queueProject();
    await expect(open(fields)).rejects.toMatchObject({ code, message: expect.stringContaining(says) as string });
    expect(project.store.review.queues()).toEqual([]);
  });

  test('a model of numbers has no doubt', async () => {
    const { store, open } = queueProject();
    const run = { modelHash: 'speed', labels: ['speed'], problemType: 'regression' as const };
    const runId = addScores(store, { ...run, windows: { 'video-a': [[12]] } });
    await expect(open({ runId })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

test('drawn anew, a queue leaves out what was decided meanwhile, and begins at its first item', async () => {
  const { project, open, windows } = queueProject();
  const { id } = await open({});
  recordReview(project, { annotator, videoId, kind: 'decided', speed: 0, spans: [{ startFrame: 0, endFrame: 40 }] });
  expect(windows(id)).toHaveLength(5);
  expect(await refreshQueue(project, { queueId: id })).toMatchObject({ id, items: 2, position: 0 });
  expect(windows(id)).toEqual(['video-b 0', 'video-a 3']);
});
