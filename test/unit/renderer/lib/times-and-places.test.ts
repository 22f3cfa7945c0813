import fc from 'fast-check';
import { expect, test } from 'vitest';
import { typedPlace } from '../../../../src-renderer/lib/frame-place.ts';
import { frameOfMediaTime, mediaTimeOf } from '../../../../src-renderer/lib/media-time.ts';
import { boundedText, scoreText } from '../../../../src-renderer/lib/numbers.ts';
import { secondsFromStart, type Clock } from '../../../../src-main/shared/time.ts';

const NTSC: Clock = {
  pts: Float64Array.from({ length: 300 }, (_, i) => 1001 * i),
  timeBase: { num: 1, den: 30_000 },
  lastDuration: 1001,
};
/** Frames of very different length, the first at 0.08 s. */
const VARIABLE: Clock = {
  pts: Float64Array.from([80, 120, 121, 500, 520, 2000]),
  timeBase: { num: 1, den: 1000 },
  lastDuration: 40,
};

test.each([
  ['29.97', NTSC],
  ['variable', VARIABLE],
])('a player’s time finds its frame, however it is rounded: %s', (_, clock) => {
  fc.assert(
    fc.property(fc.nat(clock.pts.length - 1), fc.double({ min: -0.0004, max: 0.0004, noNaN: true }), (frame, error) => {
      expect(frameOfMediaTime(clock, secondsFromStart(clock, frame) + error)).toBe(frame);
    }),
  );
});

test('a player is sent into the middle of a frame', () => {
  expect(mediaTimeOf(VARIABLE, 0)).toBeCloseTo(0.02);
  expect(mediaTimeOf(VARIABLE, 5)).toBeCloseTo(1.94);
});

const where = { frame: 100, frameCount: 40_000, frameAt: (seconds: number) => Math.round(seconds * 25) };

test.each([
  ['31616', 31_616],
  ['31,616', 31_616],
  ['21:04.64', 31_616],
  ['0:21:04.64', 31_616],
  ['1:02', 1550],
  ['90 s', 2250],
  ['+12', 112],
  ['-100', 0],
])('%s is frame %i', (text, frame) => {
  expect(typedPlace(text, where)).toEqual({ frame });
});

test.each(['', 'x', '12:', '1:2:3:4', '40000', '-101', '1.5'])('"%s" is refused with a sentence', (text) => {
  expect(typedPlace(text, where)).toHaveProperty('fault', expect.stringMatching(/\.$/));
});

test.each([
  [0.43, '.43'],
  [1, '1.00'],
  [-0.124, '−.12'],
  [-1.5, '−1.50'],
  [-0.001, '.00'],
])('a score of %d is written %s', (value, text) => {
  expect(scoreText(value)).toBe(text);
});

test('a score of which only the bound is known says so, unless that is nothing', () => {
  expect(boundedText({ score: 0.43, isBound: false })).toBe('.43');
  expect(boundedText({ score: 0.031, isBound: true })).toBe('≤ .03');
  expect(boundedText({ score: 0.004, isBound: true })).toBe('.00');
  expect(boundedText(null)).toBe('–');
});
