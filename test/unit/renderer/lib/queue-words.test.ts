import { expect, test } from 'vitest';
import { timeSpan } from '../../../../src-renderer/lib/numbers.ts';
import {
  doubtWords,
  endText,
  itemName,
  paceText,
  sheetFrames,
  spanFrames,
  spokenTime,
} from '../../../../src-renderer/lib/queue-words.ts';
import type { Measure } from '../../../../src-main/shared/protocol/review-methods.ts';

test.each<[Measure, number, string]>([
  ['margin', 0.96, 'margin .04'],
  ['margin', 0, 'margin 1.00'],
  ['confidence', 0.57, 'top .43'],
  ['entropy', 1.84, 'entropy 1.8'],
  ['boundary', 22, 'edge doubt 22 frames'],
  ['disagreement', 0.3, 'A and B differ'],
])('a doubt of %s, %d, is told as "%s"', (measure, doubt, words) => {
  expect(doubtWords(measure, { doubt, kind: null }, true)).toBe(words);
});

test('a label error is told by its kind, and so is how two runs differ', () => {
  expect(doubtWords('errors', { doubt: 0.3, kind: 'edge' }, false)).toBe('moved edge');
  expect(doubtWords('disagreement', { doubt: 0.3, kind: 'fixed' }, true)).toBe('B is right');
});

test('disagreement with a person is told as such', () => {
  expect(doubtWords('disagreement', { doubt: 0.3, kind: null }, false)).toBe('differs from label');
});

test.each([
  [1264.04, '21 minutes 4.0 seconds'],
  [59.96, '1 minute 0.0 seconds'],
  [4, '4.0 seconds'],
  [3600, '1 hour 0 minutes 0.0 seconds'],
  [7325.25, '2 hours 2 minutes 5.3 seconds'],
])('%d s are spoken as "%s"', (seconds, words) => {
  expect(spokenTime(seconds)).toBe(words);
});

test('an item is named by its classes, why it is there, where it is and its place', () => {
  const classes = [
    { name: 'touch face', score: 0.43 },
    { name: 'stand', score: 0.39 },
    { name: 'walk', score: 0.1 },
  ];
  const facts = { why: 'margin .04', atSec: 1264, place: 1, of: 37 };
  expect(itemName(classes, facts)).toBe('touch face .43, then stand .39, margin .04, 21 minutes 4.0 seconds, 1 of 37');
  expect(itemName([], { ...facts, why: '' })).toBe('21 minutes 4.0 seconds, 1 of 37');
  expect(itemName([{ name: 'walk', score: null }], facts)).toMatch(/^walk, margin/);
});

test('a label in doubt is named with what the run says, a decided item with what was said', () => {
  const facts = { why: 'wrong class', atSec: 4, place: 1, of: 3 };
  const still = [{ name: 'still', score: null }];
  const run = { name: 'grow', score: 0.53 };
  expect(itemName(still, { ...facts, labelled: { run } })).toBe(
    'labelled still, run says grow, mean .53, wrong class, 4.0 seconds, 1 of 3',
  );
  expect(itemName(still, { ...facts, labelled: { run: { ...run, score: null } } })).toMatch(/run says grow, wrong/);
  expect(itemName(still, { ...facts, labelled: { run: null } })).toMatch(/^labelled still, wrong class/);
  expect(itemName(still, { ...facts, said: 'rejected still' })).toMatch(/^still, rejected still, wrong class/);
});

test('pace', () => {
  expect(paceText(312.4)).toBe('312 / h');
  expect(paceText(null)).toBe('–');
});

test('a sheet of eight keeps the first and the last frame, ascending', () => {
  const sixteen = Array.from({ length: 16 }, (_, i) => 100 + 4 * i);
  const chosen = sheetFrames(sixteen);
  expect(chosen).toHaveLength(8);
  expect([chosen[0], chosen.at(-1)]).toEqual([100, 160]);
  expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
  expect(sheetFrames([3, 5])).toEqual([3, 5]);
});

test('a segment shows eight frames of it, or all it has', () => {
  expect(spanFrames({ startFrame: 0, endFrame: 80 })).toEqual([5, 15, 25, 35, 45, 55, 65, 75]);
  expect(spanFrames({ startFrame: 7, endFrame: 10 })).toEqual([7, 8, 9]);
});

test('a span of time says once what its ends share', () => {
  expect(timeSpan(1264, 1265.28)).toBe('00:21:04.000 – 05.280');
  expect(timeSpan(59, 61)).toBe('00:00:59.000 – 01:01.000');
  expect(timeSpan(3599, 3601)).toBe('00:59:59.000 – 01:00:01.000');
});

test('the end of a queue says what there is beyond it', () => {
  const end = { decided: 20, doubtful: 7, margin: 0.3, isByMargin: true };
  expect(endText(end)).toBe(
    'All 20 of this queue are decided. 7 windows of the library under margin .30 still wait: draw the queue anew for them.',
  );
  expect(endText({ ...end, doubtful: 1, isByMargin: false })).toBe(
    'All 20 of this queue are decided. 1 window of the library under margin .30 still waits: the order Margin lists them.',
  );
  expect(endText({ ...end, doubtful: 0 })).toBe(
    'All 20 of this queue are decided. No window of the library is left under margin .30.',
  );
  expect(endText({ ...end, doubtful: null })).toBe('All 20 of this queue are decided.');
});
