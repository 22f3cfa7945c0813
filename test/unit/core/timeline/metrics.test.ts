import { expect, test } from 'vitest';
import { classificationReport, multiLabelReport } from '../../../../src-main/core/timeline/metrics.ts';

const labels = ['a', 'b', 'c'];
const row = (...scores: number[]) => Float32Array.from(scores);

test('a classifier’s report, worked by hand', () => {
  const report = classificationReport(
    [
      { scores: row(0.7, 0.2, 0.1), trueIndex: 0 },
      { scores: row(0.1, 0.8, 0.1), trueIndex: 0 },
      { scores: row(0.1, 0.8, 0.1), trueIndex: 1 },
      { scores: row(0.5, 0.3, 0.2), trueIndex: 1 },
    ],
    labels,
  );
  expect(report).toEqual({
    clips: 4,
    top1: 0.5,
    top5: 1,
    confusion: [
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ],
    classes: [
      { label: 'a', support: 2, predicted: 2, correct: 1, precision: 0.5, recall: 0.5 },
      { label: 'b', support: 2, predicted: 2, correct: 1, precision: 0.5, recall: 0.5 },
      { label: 'c', support: 0, predicted: 0, correct: 0, precision: null, recall: null },
    ],
  });
});

test('top-5 counts the five highest of many', () => {
  const scores = Float32Array.from({ length: 8 }, (_, k) => k);
  const names = Array.from({ length: 8 }, (_, k) => String(k));
  const clips = [2, 3, 7].map((trueIndex) => ({ scores, trueIndex }));
  expect(classificationReport(clips, names)).toMatchObject({ top1: 1 / 3, top5: 2 / 3 });
});

test('a multi-label report, worked by hand', () => {
  const clips = [
    { scores: row(0.9, 0.4), truths: [1, 1] },
    { scores: row(0.6, 0.1), truths: [0, 0] },
  ];
  expect(multiLabelReport(clips, ['a', 'b'])).toEqual([
    { label: 'a', support: 1, predicted: 2, accuracy: 0.5, precision: 0.5, recall: 1 },
    { label: 'b', support: 1, predicted: 0, accuracy: 0.5, precision: null, recall: 0 },
  ]);
});
