import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byTime, compare, isSelected, overlap } from '../../../../src-main/core/annotations/selection.ts';
import {
  type ClassId,
  type RunId,
  SEGMENT_SOURCES,
  SEGMENT_STATUSES,
  type VideoId,
} from '../../../../src-main/shared/records.ts';
import { labelClass, segment } from '../../../support/annotation-records.ts';
import { addVideo, temporaryProject } from '../../../support/project-store.ts';

const few = fc.integer({ min: 0, max: 3 });
const scores = fc.constantFrom(null, 0, 0.25, 0.5, 1);
const spans = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 10 }));
const annotators = fc.constantFrom(null, 'Ada', 'Ben');

test('a filter means in memory what it means in the file', () => {
  const store = temporaryProject();
  const videos = [addVideo(store), addVideo(store)] as [VideoId, VideoId];
  const classes = ['walk', 'run'].map((name) => labelClass(name));
  const sample = fc.sample(fc.tuple(few, few, few, few, scores, spans, annotators), { numRuns: 150, seed: 7 });
  const segments = sample.map(([video, one, status, source, score, [startFrame, length], annotator], i) =>
    segment(`s${i}`, {
      videoId: videos[video % 2]!,
      classId: classes[one % 2]!.id,
      status: SEGMENT_STATUSES[status]!,
      source: SEGMENT_SOURCES[source % 3]!,
      runId: source === 0 ? null : (source as RunId),
      score,
      startFrame,
      endFrame: startFrame + length,
      annotator,
    }),
  );
  const change = <T>(added: T[]) => ({ added, updated: [], removed: [] });
  const entry = { kind: 'edit' as const, targetId: null, annotator: null, at: '', title: '' };
  store.annotations.apply({ labelClass: change(classes), segment: change(segments) }, entry);

  const filter = fc.record(
    {
      videoId: fc.constantFrom(...videos),
      classId: fc.constantFrom(...classes.map(({ id }) => id), 'none' as ClassId),
      statuses: fc.subarray([...SEGMENT_STATUSES], { minLength: 1 }),
      sources: fc.subarray([...SEGMENT_SOURCES], { minLength: 1 }),
      annotator: annotators,
      runId: fc.constantFrom(null, 1, 2),
      overlapping: spans.map(([startFrame, length]) => ({ startFrame, endFrame: startFrame + length })),
      minScore: fc.constantFrom(0, 0.25, 0.3),
      maxScore: fc.constantFrom(0.25, 0.5),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(filter, (wish) => {
      expect(segments.filter((one) => isSelected(one, wish)).sort(byTime)).toEqual(store.annotations.segments(wish));
    }),
    { numRuns: 300 },
  );
});

test.each([
  [0, 10, 10, 20, false],
  [0, 11, 10, 20, true],
  [10, 20, 0, 10, false],
  [12, 13, 10, 20, true],
  [10, 20, 12, 13, true],
])('%i-%i and %i-%i share a frame: %s', (a, b, c, d, expected) => {
  expect(overlap({ startFrame: a, endFrame: b }, { startFrame: c, endFrame: d })).toBe(expected);
});

describe('order', () => {
  test('by code units', () => expect(['b', 'B', 'a', 'b'].sort(compare)).toEqual(['B', 'a', 'b', 'b']));

  test('by video, start, end, id', () => {
    const of = (videoId: string, startFrame: number, endFrame: number, id: string) => ({
      videoId,
      startFrame,
      endFrame,
      id,
    });
    const sorted = [of('a', 5, 9, 'z'), of('b', 0, 1, 'a'), of('b', 0, 2, 'a'), of('b', 0, 2, 'b'), of('b', 1, 2, 'a')];
    expect([...sorted].reverse().sort(byTime)).toEqual(sorted);
  });
});
