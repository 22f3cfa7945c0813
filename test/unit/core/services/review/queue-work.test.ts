import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Corrections } from '../../../../../src-main/core/services/corrections/corrections.ts';
import { markItem } from '../../../../../src-main/core/services/review/queue-marks.ts';
import { followQueues, listQueues, queueItems, stepQueue } from '../../../../../src-main/core/services/review/queue.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import type { QueueId, SegmentId, SegmentStatus, VideoId } from '../../../../../src-main/shared/records.ts';
import { queueProject, queuesOf } from '../../../../support/queues.ts';
import { addSegment } from '../../../../support/review-project.ts';

const annotator = 'Ada';
const videoId = 'video-a' as VideoId;

/** Three unreviewed segments, by boundary doubt: a, b, c. */
async function segmentQueue(fields: object = {}) {
  const opened = queueProject();
  for (const [i, id] of ['a', 'b', 'c'].entries()) {
    const span = { startFrame: 100 * i, endFrame: 100 * i + 50 };
    addSegment(opened.store, id, { ...span, classId: 'walk', startDoubtFrames: 9 - i, endDoubtFrames: 1 });
  }
  const corrections = new Corrections(opened.project);
  onTestFinished(() => {
    corrections.close();
  });
  const setStatus = (id: string, status: SegmentStatus) =>
    corrections.apply({ annotator, edit: { kind: 'setStatus', segmentIds: [id as SegmentId], status } });
  const queue = await opened.open({ measure: 'boundary', target: 'segments', runId: undefined, ...fields });
  return { ...opened, corrections, setStatus, queueId: queue.id };
}

describe('a queue of segments', () => {
  test('keeps its items in place; one is decided with its segment, and open again when that is undone', async () => {
    const { project, corrections, setStatus, segments, queueId } = await segmentQueue();
    setStatus('b', 'accepted');
    expect(segments(queueId)).toEqual(['a open', 'b decided', 'c open']);
    expect(listQueues(project, { annotator })[0]).toMatchObject({ items: 3, decided: 1, unsure: 0 });
    corrections.undo({ annotator });
    expect(segments(queueId)).toEqual(['a open', 'b open', 'c open']);
    corrections.redo({ annotator });
    expect(segments(queueId)).toEqual(['a open', 'b decided', 'c open']);
  });

  test('an item is gone with its segment, or with its video, and back with them', async () => {
    const { corrections, segments, queueId } = await segmentQueue();
    corrections.apply({ annotator, edit: { kind: 'delete', segmentIds: ['a' as SegmentId] } });
    expect(segments(queueId)).toEqual(['a gone', 'b open', 'c open']);
    corrections.undo({ annotator });
    corrections.apply({ annotator, edit: { kind: 'removeVideo', videoId } });
    expect(segments(queueId)).toEqual(['a gone', 'b gone', 'c gone']);
    corrections.undo({ annotator });
    expect(segments(queueId)).toEqual(['a open', 'b open', 'c open']);
  });

  test('shows a segment where it lies now', async () => {
    const { corrections, items, queueId } = await segmentQueue();
    const edit = { kind: 'setSpan', segmentId: 'c' as SegmentId, startFrame: 210, endFrame: 240 } as const;
    corrections.apply({ annotator, edit: { ...edit, neighbours: 'keep' } });
    expect(items(queueId)[2]).toMatchObject({ segmentId: 'c', startFrame: 210, endFrame: 240 });
  });

  test('is told of when an edit changes one of its segments, and only then', async () => {
    const { project, told, corrections, setStatus, store, queueId } = await segmentQueue();
    const changes = () => told.filter(({ event }) => event === 'queue.changed');
    const unfollow = followQueues(project);
    const before = changes().length;
    setStatus('b', 'rejected');
    expect(changes().slice(before)).toEqual([{ event: 'queue.changed', payload: { queueId } }]);
    addSegment(store, 'elsewhere', { classId: 'rear', startFrame: 500, endFrame: 510 });
    setStatus('elsewhere', 'rejected');
    corrections.apply({ annotator, edit: { kind: 'removeVideo', videoId } });
    expect(changes()).toHaveLength(before + 2);
    unfollow();
    corrections.undo({ annotator });
    expect(changes()).toHaveLength(before + 2);
  });

  test('marks decide no unreviewed segment, and open none that is decided', async () => {
    const { project, setStatus, segments, queueId } = await segmentQueue();
    expect(() => markItem(project, { queueId, place: 0, state: 'decided' })).toThrow('Accept, correct or reject it');
    setStatus('a', 'accepted');
    expect(() => markItem(project, { queueId, place: 0, state: 'open' })).toThrow('its segment is accepted');
    expect(() => markItem(project, { queueId, place: 0, state: 'unsure' })).toThrow('its segment is accepted');
    // Nothing to do, and nothing that would outlast an undo.
    markItem(project, { queueId, place: 0, state: 'decided' });
    setStatus('a', 'unreviewed');
    expect(segments(queueId)).toEqual(['a open', 'b open', 'c open']);
    expect(project.store.review.decisions()).toEqual([]);
  });

  test('of decided segments, an audit: those looked at again are marked', async () => {
    const { project, store, open, segments } = await segmentQueue();
    addSegment(store, 'd', { classId: 'walk', startFrame: 700, endFrame: 720, status: 'accepted', annotator: 'Ben' });
    const fields = { measure: 'random', target: 'segments', runId: undefined, statuses: ['accepted'] };
    const { id } = await open(fields);
    expect(segments(id)).toEqual(['d open']);
    expect(markItem(project, { queueId: id, place: 0, state: 'decided' })).toMatchObject({ decided: 1 });
    expect(segments(id)).toEqual(['d decided']);
    expect(project.store.review.decisions()).toMatchObject([{ annotator, segmentId: 'd' }]);
    markItem(project, { queueId: id, place: 0, state: 'open' });
    expect(segments(id)).toEqual(['d open']);
    expect(project.store.review.decisions()).toEqual([]);
  });

  test('whatever is edited, undone and redone, its items keep their places and tell the state of their segments', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({
              id: fc.constantFrom('a', 'b', 'c'),
              status: fc.constantFrom('accepted', 'rejected', 'unreviewed'),
            }),
            fc.constantFrom('undo', 'redo', 'delete b'),
          ),
          { maxLength: 12 },
        ),
        async (steps) => {
          const { store, corrections, setStatus, segments, queueId } = await segmentQueue();
          for (const step of steps) {
            const segment = typeof step === 'object' ? store.annotations.segment(step.id as SegmentId) : undefined;
            if (step === 'undo') corrections.undo({ annotator });
            else if (step === 'redo') corrections.redo({ annotator });
            else if (step === 'delete b') deleteIfThere(store, corrections, 'b');
            else if (typeof step === 'object' && segment && segment.status !== step.status) {
              setStatus(step.id, step.status);
            }
          }
          expect(segments(queueId)).toEqual(
            ['a', 'b', 'c'].map((id) => {
              const segment = store.annotations.segment(id as SegmentId);
              return `${id} ${!segment ? 'gone' : segment.status === 'unreviewed' ? 'open' : 'decided'}`;
            }),
          );
        },
      ),
      { numRuns: 25 },
    ));
});

describe('a queue of windows', () => {
  test('a decided window goes into the ledger; taken back, it leaves what other decided windows hold', async () => {
    const { project, store, open, states, windows } = queueProject();
    const { id: queueId } = await open({ videoIds: ['video-a'] });
    // Places 0, 1, 2, 3 are the windows 2, 0, 3, 1: [20, 40), [0, 20), [30, 50), [10, 30).
    const mark = (place: number, state: 'open' | 'decided') => markItem(project, { queueId, place, state });
    const ledger = () =>
      store.review.coverage
        .of(videoId)
        .map(({ kind, annotator: who, startFrame, endFrame }) => [kind, who, startFrame, endFrame]);
    mark(1, 'decided');
    mark(3, 'decided');
    expect(mark(0, 'decided')).toMatchObject({ decided: 3 });
    expect(ledger()).toEqual([['decided', annotator, 0, 40]]);
    mark(3, 'open');
    expect(ledger()).toEqual([['decided', annotator, 0, 40]]);
    mark(1, 'open');
    expect(ledger()).toEqual([['decided', annotator, 20, 40]]);
    expect(states(queueId)).toEqual(['0 decided', '1 open', '2 open', '3 open']);
    // A queue made now leaves out what is decided.
    expect(windows((await open({ limit: 10, videoIds: ['video-a'] })).id)).toEqual([
      'video-a 0',
      'video-a 3',
      'video-a 1',
    ]);
  });

  test('an unsure item moves to the end, the others keep their places, and it comes up again', async () => {
    const { project, open, states, windows } = queueProject();
    const { id: queueId } = await open({ videoIds: ['video-a'] });
    expect(markItem(project, { queueId, place: 1, state: 'unsure' })).toMatchObject({ unsure: 1, items: 4, place: 4 });
    expect(states(queueId)).toEqual(['0 open', '2 open', '3 open', '4 unsure']);
    expect(windows(queueId)).toEqual(['video-a 2', 'video-a 3', 'video-a 1', 'video-a 0']);
    const places = Array.from({ length: 4 }, () => stepQueue(project, { queueId, direction: 'next' })?.place ?? null);
    expect(places).toEqual([2, 3, 4, null]);
    expect(stepQueue(project, { queueId, direction: 'previous' })?.place).toBe(3);
  });

  test('steps skip what is decided, both ways, and stay where there is nothing more', async () => {
    const { project, open } = queueProject();
    const { id: queueId } = await open({ videoIds: ['video-a'] });
    for (const place of [1, 3]) markItem(project, { queueId, place, state: 'decided' });
    expect(stepQueue(project, { queueId, direction: 'next' })?.place).toBe(2);
    expect(stepQueue(project, { queueId, direction: 'next' })).toBeNull();
    expect(listQueues(project, {})[0]).toMatchObject({ position: 2 });
    expect(stepQueue(project, { queueId, direction: 'previous' })?.place).toBe(0);
    expect(stepQueue(project, { queueId, direction: 'previous' })).toBeNull();
  });

  test('a step may begin at any place, and is remembered', async () => {
    const { open, project, items } = queueProject();
    const { id: queueId } = await open({});
    const step = (from: number, direction: 'next' | 'previous') =>
      stepQueue(project, { queueId, direction, from })?.place ?? null;
    const last = items(queueId).length - 1;
    expect(step(-1, 'next')).toBe(0);
    expect(step(last - 1, 'next')).toBe(last);
    expect((await open({})).position).toBe(last);
    expect(step(last, 'next')).toBeNull();
    expect(step(1, 'previous')).toBe(0);
  });

  test('the same request gives the same queue, at its position, also to another process', async () => {
    const { project, store, runId, open } = queueProject();
    const queue = await open({ classIds: ['rear', 'walk'] });
    stepQueue(project, { queueId: queue.id, direction: 'next' });
    markItem(project, { queueId: queue.id, place: 0, state: 'decided' });
    const again = { id: queue.id, position: 1, decided: 1, createdAt: queue.createdAt };
    expect(await open({ classIds: ['walk', 'rear', 'walk'] })).toMatchObject(again);
    expect((await open({ classIds: ['rear', 'walk'] }, 'Ben')).id).not.toBe(queue.id);
    expect(await open({ classIds: ['rear', 'walk'], limit: 7 })).toMatchObject({ position: 0, decided: 0 });

    const other = ProjectStore.open(store.path);
    onTestFinished(() => {
      other.close();
    });
    expect(await queuesOf(other, runId).open({ classIds: ['walk', 'rear'] })).toMatchObject(again);
  });

  test('two callers that ask at once get one queue', async () => {
    const { project, open } = queueProject();
    const [one, two] = await Promise.all([open({}), open({})]);
    expect(one.id).toBe(two.id);
    expect(listQueues(project, {})).toHaveLength(1);
  });

  test('what is not there is refused', async () => {
    const { project, open } = queueProject();
    const { id: queueId } = await open({});
    const unknown = expect.objectContaining({ code: 'queue.unknown' }) as Error;
    const nowhere = 77 as QueueId;
    expect(() => stepQueue(project, { queueId: nowhere, direction: 'next' })).toThrow(unknown);
    expect(() => queueItems(project, { queueId: nowhere, from: 0, count: 1 })).toThrow(unknown);
    expect(() => markItem(project, { queueId, place: 99, state: 'open' })).toThrow('Item 99 of queue');
  });
});

function deleteIfThere(store: ProjectStore, corrections: Corrections, id: string): void {
  const segmentId = id as SegmentId;
  if (!store.annotations.segment(segmentId)) return;
  corrections.apply({ annotator, edit: { kind: 'delete', segmentIds: [segmentId] } });
}
