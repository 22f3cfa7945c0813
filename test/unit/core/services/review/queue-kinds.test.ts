import { describe, expect, test } from 'vitest';
import { openQueue, queueItems } from '../../../../../src-main/core/services/review/queue.ts';
import { markItem } from '../../../../../src-main/core/services/review/queue-marks.ts';
import { recordReview } from '../../../../../src-main/core/services/review/review.ts';
import { type QueueRequest, queueRequestSchema } from '../../../../../src-main/shared/protocol/review-methods.ts';
import type { ClassId, VideoId } from '../../../../../src-main/shared/records.ts';
import { addBasics, addScores, addSegment, editSegment, reviewProject } from '../../../../support/review-project.ts';

const video = 'video-a' as VideoId;
const other = 'other' as ClassId;

/** Windows every 10 frames, of 20: the scores of walk and run along them. */
function prepared(walk: readonly number[]) {
  const made = reviewProject();
  addBasics(made.store, [video], ['walk', 'run', other]);
  const windows = { [video]: walk.map((score) => [score, 1 - score]) };
  const runId = addScores(made.store, { labels: ['walk', 'run'], windows });
  const open = async (request: object) => {
    const asked = queueRequestSchema.parse({ runId, ...request });
    const queue = await openQueue(made.project, { annotator: 'Ada', request: asked });
    return { queue, items: queueItems(made.project, { queueId: queue.id, from: 0, count: 100 }) };
  };
  return { ...made, runId, open };
}

const accepted = { status: 'accepted', source: 'person', annotator: 'Ada' } as const;

describe('label errors', () => {
  test('come with their kinds, the most doubtful first, and only those that are asked for', async () => {
    const { project, store, runId, open } = prepared([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    addSegment(store, 'wrong', { classId: 'run', startFrame: 0, endFrame: 40, ...accepted });
    const looked = { annotator: 'Ada', videoId: video, kind: 'displayed', speed: 1 } as const;
    recordReview(project, { ...looked, spans: [{ startFrame: 0, endFrame: 110 }] });
    const { items } = await open({ measure: 'errors', target: 'segments' });
    expect(items.map(({ kind, segmentId }) => [kind, segmentId])).toEqual([
      ['class', 'wrong'],
      ['missed', null],
    ]);
    expect(items[1]).toMatchObject({ runId, state: 'open' });
    expect(items[1]!.windowIndex).toBeGreaterThan(4);
    const missed = await open({ measure: 'errors', target: 'segments', kinds: ['missed'] });
    expect(missed.items.map(({ kind }) => kind)).toEqual(['missed']);
    const ofRun = await open({ measure: 'errors', target: 'segments', classIds: ['walk'] });
    expect(ofRun.items).toEqual([]);
  });

  test('an item is decided once its label is another, and open again when that is taken back', async () => {
    const { project, store, open } = prepared([1, 1, 1, 1, 1]);
    addSegment(store, 'wrong', { classId: 'run', startFrame: 0, endFrame: 40, ...accepted });
    const { queue } = await open({ measure: 'errors', target: 'segments' });
    const state = () => queueItems(project, { queueId: queue.id, from: 0, count: 1 })[0]!.state;
    expect(state()).toBe('open');
    editSegment(store, 'wrong', { classId: 'walk' as ClassId, status: 'corrected' });
    expect(state()).toBe('decided');
    editSegment(store, 'wrong', { classId: 'run' as ClassId, status: 'accepted' });
    expect(state()).toBe('open');
    markItem(project, { queueId: queue.id, place: 0, state: 'decided' });
    expect(state()).toBe('decided');
  });

  test('a run that has not finished, or has seen another content, gives none', async () => {
    const { store, open } = prepared([1, 1, 1, 1, 1]);
    addSegment(store, 'wrong', { classId: 'run', startFrame: 0, endFrame: 40, ...accepted });
    store.runs.setState(store.runs.runVideos(store.runs.runs()[0]!.id)[0]!.id, 'stopped', 'Stopped.');
    expect((await open({ measure: 'errors', target: 'segments' })).items).toEqual([]);
  });
});

describe('where two runs differ', () => {
  test('windows are grouped by which of them people agree with, decided ones too', async () => {
    const { store, runId, open } = prepared([1, 1, 0, 0, 1, 1]);
    const windows = { [video]: [1, 0, 0, 1, 0, 0].map((score) => [score, 1 - score]) };
    const second = addScores(store, { modelHash: 'model-b', labels: ['walk', 'run'], windows });
    addSegment(store, 'a', { classId: 'walk', startFrame: 0, endFrame: 45, ...accepted });
    addSegment(store, 'b', { classId: other, startFrame: 45, endFrame: 70, ...accepted });
    const against = { kind: 'run', runId: second } as const;
    const request = { measure: 'disagreement', target: 'windows', runId, against, minDoubt: 0.05 } as const;
    const kindsOf = async (kinds: QueueRequest['kinds']) =>
      (await open({ ...request, kinds })).items.map(({ kind, windowIndex }) => `${windowIndex} ${kind}`).sort();
    expect(await kindsOf(['broken'])).toEqual(['1 broken']);
    expect(await kindsOf(['broken', 'both-wrong'])).toEqual([
      '1 broken',
      '2 both-wrong',
      '4 both-wrong',
      '5 both-wrong',
    ]);
    expect(await kindsOf(['fixed'])).toEqual(['3 fixed']);
  });
});

test.each([
  [{ measure: 'errors', target: 'windows' }, 'Errors are of labels: ask for segments.'],
  [{ measure: 'errors', target: 'segments', statuses: ['unreviewed'] }, 'among accepted and corrected segments'],
  [{ measure: 'errors', target: 'segments', kinds: ['fixed'] }, 'has the kinds class, edge, missed, split, so "fixed"'],
  [
    { measure: 'margin', target: 'windows', kinds: ['class'] },
    'has no kinds of items, so "class" can\'t be asked for.',
  ],
])('%j is refused', async (request, sentence) => {
  await expect(prepared([1, 0]).open(request)).rejects.toThrow(sentence);
});

test('errors need a run', async () => {
  const { project } = prepared([1, 0]);
  const request = queueRequestSchema.parse({ measure: 'errors', target: 'segments' });
  await expect(openQueue(project, { annotator: 'Ada', request })).rejects.toThrow('needs a run');
});
