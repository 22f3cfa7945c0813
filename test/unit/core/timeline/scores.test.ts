import { describe, expect, test } from 'vitest';
import { meanLoss, type Target } from '../../../../src-main/core/timeline/loss.ts';
import { scoresFromLogits, topScores } from '../../../../src-main/core/timeline/scores.ts';
import reference from '../../../fixtures/timeline/reference.json' with { type: 'json' };

const logits = reference.logits.map((row) => Float32Array.from(row));

describe('scores are those of torch', () => {
  test.each([
    ['single_label_classification', reference.softmax],
    ['multi_label_classification', reference.sigmoid],
    ['regression', reference.logits],
  ] as const)('%s', (problemType, expected) => {
    logits.forEach((row, i) => {
      scoresFromLogits(row, problemType).forEach((score, k) => {
        expect(Math.abs(score - expected[i]![k]!)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(score)));
      });
    });
  });
});

test('top scores come highest first, equals by index', () => {
  const scores = Float32Array.from([0.25, 0.5, 0.25, 0]);
  expect(topScores(scores, ['a', 'b', 'c', 'd'], 3)).toEqual([
    { label: 'b', score: 0.5 },
    { label: 'a', score: 0.25 },
    { label: 'c', score: 0.25 },
  ]);
  expect(topScores(scores, ['a', 'b', 'c', 'd'], 9)).toHaveLength(4);
});

describe('losses are those of torch', () => {
  const values = (rows: readonly number[][]): Target[] => rows.map((row) => ({ kind: 'values', values: row }));
  const classes: Target[] = reference.classes.map((index) => ({ kind: 'class', index }));
  const first = (rows: readonly number[][]) => rows.map(([value]) => [value!]);

  test.each([
    ['single_label_classification', logits, classes, reference.cross_entropy],
    ['multi_label_classification', logits, values(reference.several), reference.bce],
    ['regression', logits, values(reference.numbers), reference.mse],
    ['regression', logits.map((row) => row.slice(0, 1)), values(first(reference.numbers)), reference.mse_single],
  ] as const)('%s', (problemType, rows, targets, expected) => {
    const clips = rows.map((row, i) => ({ logits: row, target: targets[i]! }));
    expect(Math.abs(meanLoss(clips, problemType) / expected - 1)).toBeLessThan(1e-6);
  });

  test.each([
    ['single_label_classification', { kind: 'class', index: 4 }, 'a class from 0 to 3'],
    ['single_label_classification', { kind: 'values', values: [1, 0, 0, 0] }, 'a class from 0 to 3'],
    ['multi_label_classification', { kind: 'values', values: [1] }, '4 values'],
    ['regression', { kind: 'class', index: 0 }, '4 values'],
  ] as const)('%s refuses the truth %o', (problemType, target, needed) => {
    expect(() => meanLoss([{ logits: logits[0]!, target }], problemType)).toThrow(
      `The model's problem type needs ${needed} as the truth of a clip.`,
    );
  });
});
