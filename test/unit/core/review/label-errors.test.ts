import { describe, expect, test } from 'vitest';
import { labelErrors, type LabelledVideo } from '../../../../src-main/core/review/label-errors.ts';
import type { ClassId, SegmentId } from '../../../../src-main/shared/records.ts';

const span = (classId: string, startFrame: number, endFrame: number) => ({
  classId: classId as ClassId,
  startFrame,
  endFrame,
});
const label = (id: string, classId: string, startFrame: number, endFrame: number) => ({
  id: id as SegmentId,
  ...span(classId, startFrame, endFrame),
});

/** Scores by class, the same everywhere. */
const SCORES: Readonly<Record<string, number>> = { walk: 0.2, run: 0.7, rest: 0.1 };

function errors(video: Partial<LabelledVideo>) {
  const found = labelErrors({
    labels: [],
    predicted: [],
    absent: new Map(),
    reviewed: [{ startFrame: 0, endFrame: 1000 }],
    toleranceFrames: 10,
    score: (classId) => SCORES[classId] ?? null,
    ...video,
  });
  return found.map(({ kind, label: own, classId, startFrame, endFrame, doubt }) => ({
    ...{ kind, id: own?.id ?? null, classId, span: [startFrame, endFrame], doubt: Number(doubt.toFixed(3)) },
  }));
}

test('a label that the run confirms, or on which it says nothing, is no error', () => {
  expect(errors({ labels: [label('a', 'walk', 0, 100)], predicted: [span('walk', 5, 95)] })).toEqual([]);
  expect(errors({ labels: [label('a', 'walk', 0, 100)], predicted: [] })).toEqual([]);
});

test('another class on most of it', () => {
  expect(errors({ labels: [label('a', 'walk', 0, 100)], predicted: [span('run', 20, 120)] })).toEqual([
    { kind: 'class', id: 'a', classId: 'walk', span: [0, 100], doubt: 0.5 },
  ]);
  // On less than half of it, or with a lower score, it is no reason to doubt.
  expect(errors({ labels: [label('a', 'walk', 0, 100)], predicted: [span('run', 60, 150)] })).toMatchObject([
    { kind: 'missed' },
  ]);
  expect(errors({ labels: [label('a', 'run', 0, 100)], predicted: [span('walk', 0, 100)] })).toEqual([]);
});

test('an edge further away than the run can tell', () => {
  const labels = [label('a', 'walk', 100, 200)];
  expect(errors({ labels, predicted: [span('walk', 110, 210)] })).toEqual([]);
  expect(errors({ labels, predicted: [span('walk', 100, 250)] })).toEqual([
    { kind: 'edge', id: 'a', classId: 'walk', span: [100, 200], doubt: 0.333 },
  ]);
});

test('one label for several, and several for one', () => {
  const parts = [span('walk', 0, 40), span('walk', 60, 100)];
  expect(errors({ labels: [label('a', 'walk', 0, 100)], predicted: parts })).toMatchObject([
    { kind: 'split', id: 'a', doubt: 0.6 },
  ]);
  const labels = [label('a', 'walk', 0, 40), label('b', 'walk', 60, 100)];
  expect(errors({ labels, predicted: [span('walk', 0, 100)] })).toMatchObject([
    { kind: 'split', id: 'a' },
    { kind: 'split', id: 'b' },
  ]);
});

describe('a class without a label', () => {
  const predicted = [span('run', 100, 200)];

  test('is missed where somebody looked', () => {
    expect(errors({ predicted })).toEqual([{ kind: 'missed', id: null, classId: 'run', span: [100, 200], doubt: 0.7 }]);
    expect(errors({ predicted, reviewed: [{ startFrame: 0, endFrame: 140 }] })).toEqual([]);
  });

  test('is not where it was verified absent, or another label stands', () => {
    const absent = new Map([['run' as ClassId, [{ startFrame: 50, endFrame: 160 }]]]);
    expect(errors({ predicted, absent })).toEqual([]);
    expect(errors({ predicted, labels: [label('a', 'walk', 0, 300)] })).toMatchObject([]);
    expect(errors({ predicted, labels: [label('a', 'run', 190, 220)] })).toMatchObject([{ kind: 'edge' }]);
  });
});

test('of many, each is found among its own neighbours', () => {
  const labels = Array.from({ length: 300 }, (_, i) => label(`l${i}`, 'walk', i * 100, i * 100 + 50));
  const predicted = labels.map(({ startFrame }, i) => span(i % 3 === 0 ? 'run' : 'walk', startFrame, startFrame + 50));
  const found = errors({ labels, predicted });
  expect(found.map(({ id }) => id)).toEqual(labels.flatMap(({ id }, i) => (i % 3 === 0 ? [id] : [])));
});
