import { expect, test } from 'vitest';
import { continued, nextSpeed, shuttled } from '../../../../src-renderer/lib/shuttle.ts';
import { withFrame } from '../../../../src-renderer/lib/viewed-spans.ts';

test('J and L again are faster, up to 16; the other way begins at 1', () => {
  expect(shuttled(null, 1)).toEqual({ direction: 1, speed: 1 });
  expect(shuttled({ direction: 1, speed: 1 }, 1).speed).toBe(2);
  expect(shuttled({ direction: 1, speed: 1.5 }, 1).speed).toBe(2);
  expect(shuttled({ direction: -1, speed: 16 }, -1).speed).toBe(16);
  expect(shuttled({ direction: -1, speed: 8 }, 1)).toEqual({ direction: 1, speed: 1 });
});

test('speeds are walked one by one, and end', () => {
  const speeds = [0.1, 0.5, 1, 2, 16];
  expect(nextSpeed(speeds, 1, 1)).toBe(2);
  expect(nextSpeed(speeds, 1, -1)).toBe(0.5);
  expect(nextSpeed(speeds, 3, 1)).toBe(16);
  expect(nextSpeed(speeds, 0.1, -1)).toBe(0.1);
});

test('what plays goes on inside its span, from the other end when it loops, else it ends', () => {
  const span = { startFrame: 10, endFrame: 20 };
  expect(continued(19, 1, span, true)).toBe(19);
  expect(continued(20, 1, span, true)).toBe(10);
  expect(continued(9, -1, span, true)).toBe(19);
  expect(continued(20, 1, span, false)).toBeNull();
});

test('frames side by side become one span, in either direction', () => {
  const forwards = [5, 6, 7].reduce<ReturnType<typeof withFrame>>((spans, frame) => withFrame(spans, frame, 0), []);
  expect(forwards).toEqual([{ startFrame: 5, endFrame: 8 }]);
  expect(withFrame(forwards, 4, 0)).toEqual([{ startFrame: 4, endFrame: 8 }]);
});

test('a jump begins another span; at speed, frames the screen had no time for belong to it', () => {
  const still = [{ startFrame: 5, endFrame: 8 }];
  expect(withFrame(still, 10, 0)).toHaveLength(2);
  expect(withFrame(still, 9, 1)).toEqual([{ startFrame: 5, endFrame: 10 }]);
  expect(withFrame(still, 10, 1)).toHaveLength(2);
  expect(withFrame(still, 15, 4)).toEqual([{ startFrame: 5, endFrame: 16 }]);
  expect(withFrame(still, 40, 4)).toHaveLength(2);
});
