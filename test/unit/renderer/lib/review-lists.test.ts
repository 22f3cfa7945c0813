import { expect, test } from 'vitest';
import { fixPlan } from '../../../../src-renderer/lib/alike.ts';
import { labelsMatching } from '../../../../src-renderer/lib/label-search.ts';
import { readPosition } from '../../../../src-renderer/lib/position.ts';
import { clipWords, runStateWords } from '../../../../src-renderer/lib/run-words.ts';
import type { NearWindow } from '../../../../src-main/shared/protocol/insight-methods.ts';
import type { ClassId, LabelClass, Segment, SegmentId } from '../../../../src-main/shared/records.ts';

test('a fix means unreviewed neighbours with the wrong label, each segment once, as far as it reaches', () => {
  const [walk, stand] = ['walk' as ClassId, 'stand' as ClassId];
  const segments: Record<string, Pick<Segment, 'classId' | 'status'>> = {
    a: { classId: walk, status: 'unreviewed' },
    b: { classId: walk, status: 'accepted' },
    c: { classId: stand, status: 'unreviewed' },
    d: { classId: walk, status: 'unreviewed' },
    e: { classId: walk, status: 'unreviewed' },
  };
  const near = [window(0.05, ['a']), window(0.08, ['b', 'c']), window(0.1, ['a', 'd']), window(0.3, ['e', 'gone'])];
  const find = (id: SegmentId) => segments[id] as Segment | undefined;
  expect(fixPlan(near, walk, 0.2, find)).toEqual({ windows: [near[0], near[2]], segmentIds: ['a', 'd'] });
  expect(fixPlan(near, walk, 0.3, find).segmentIds).toEqual(['a', 'd', 'e']);
  expect(fixPlan(near, walk, 0.01, find)).toEqual({ windows: [], segmentIds: [] });
});

test('typed letters find labels by their start, then by a word, then anywhere, then in order', () => {
  const names = ['restart', 'art', 'state of art', 'apart', 'a rest', 'walk'];
  const classes = names.map((name, order) => ({ id: name, name, order }) as unknown as LabelClass);
  const found = (text: string) => labelsMatching(classes, text).map(({ name }) => name);
  expect(found('art')).toEqual(['art', 'state of art', 'restart', 'apart', 'a rest']);
  expect(found('AP')).toEqual(['apart']);
  expect(found('wk')).toEqual(['walk']);
  expect(found('  ')).toEqual(names);
  expect(found('zzz')).toEqual([]);
});

test.each([
  ['31616', { frame: 31616 }],
  ['31,616', { frame: 31616 }],
  ['+8', { frame: 108 }],
  ['-8', { frame: 92 }],
  ['21:04.64', { seconds: 1264.64 }],
  ['1:02:14', { seconds: 3734 }],
  ['64.5s', { seconds: 64.5 }],
  ['12 s', { seconds: 12 }],
  ['', null],
  ['1.5', null],
  ['tomorrow', null],
])('"%s" is read as a place', (text, position) => {
  expect(readPosition(text, 100)).toEqual(position);
});

test('a run is complete only without a hole', () => {
  const video = { state: 'complete', skippedWindows: 0, isStale: false } as const;
  expect(runStateWords(video, false)).toMatchObject({ text: 'complete', kind: 'ok' });
  expect(runStateWords({ ...video, skippedWindows: 4 }, false)).toMatchObject({ text: 'partial, hole', kind: 'err' });
  expect(runStateWords({ ...video, state: 'stopped' }, false)).toMatchObject({ text: 'partial', kind: 'warn' });
  expect(runStateWords({ ...video, isStale: true }, false).kind).toBe('warn');
});

test('a clip is told by its frames, their distance and its size', () => {
  const clip = { frames: 8, width: 224, height: 224 };
  expect(clipWords(clip, 4)).toBe('8 frames, every 4th, 224 × 224');
  expect(clipWords(clip, 32)).toBe('8 frames, every 32nd, 224 × 224');
  expect(clipWords(clip, 12)).toBe('8 frames, every 12th, 224 × 224');
  expect(clipWords(clip, null)).toBe('8 frames, 224 × 224');
});

function window(distance: number, ids: readonly string[]): NearWindow {
  return { distance, segmentIds: ids } as unknown as NearWindow;
}
