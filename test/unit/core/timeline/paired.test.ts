import { expect, test } from 'vitest';
import { type PairedClip, pairedReport } from '../../../../src-main/core/timeline/paired.ts';

/** "walk 10 7 3": of that class, both wrong, then only the second right, then only the first right. */
function clips(text: string): PairedClip[] {
  const [label = '', wrong = 0, fixed = 0, broken = 0] = text
    .split(' ')
    .map((part, i) => (i === 0 ? part : Number(part)));
  const many = (count: string | number, isRightBefore: boolean, isRightAfter: boolean) =>
    Array.from({ length: Number(count) }, () => ({ label: String(label), isRightBefore, isRightAfter }));
  return [...many(wrong, false, false), ...many(fixed, false, true), ...many(broken, true, false)];
}

test('shares of all clips and of each class, by the order in which classes come', () => {
  const report = pairedReport([...clips('walk 1 2 1'), ...clips('run 0 0 4')]);
  expect(report).toMatchObject({ clips: 8, before: 5 / 8, after: 2 / 8, fixed: 2, broken: 5 });
  expect(report.classes).toEqual([
    { label: 'walk', clips: 4, before: 1 / 4, after: 2 / 4 },
    { label: 'run', clips: 4, before: 1, after: 0 },
  ]);
});

test.each([
  // Twice the lower tail of a binomial of one half, worked out by hand.
  [0, 0, 1],
  [1, 0, 1],
  [5, 0, 2 / 32],
  [0, 5, 2 / 32],
  [8, 2, (2 * (1 + 10 + 45)) / 1024],
  [6, 6, 1],
])('%d fixed and %d broken: p = %d', (fixed, broken, p) => {
  expect(pairedReport(clips(`walk 1 ${fixed} ${broken}`)).pValue).toBeCloseTo(p, 12);
});

test('a thousand of each leave a number', () => {
  expect(pairedReport(clips('walk 0 1100 900')).pValue).toBeCloseTo(8.5e-6, 6);
  expect(pairedReport(clips('walk 0 2000 0')).pValue).toBeGreaterThanOrEqual(0);
});
