import { expect, test } from 'vitest';
import type { PredictionWindow } from '../../../../src-main/shared/protocol/run-methods.ts';
import type { Span } from '../../../../src-main/shared/records.ts';
import { runSays } from '../../../../src-renderer/lib/run-says.ts';

function window(startFrame: number, ...top: readonly (readonly [string, number])[]): PredictionWindow {
  const scores = top.map(([label, score]) => ({ label, score }));
  return { index: startFrame / 10, startFrame, endFrame: startFrame + 20, missing: [], top: scores };
}

function told(windows: readonly PredictionWindow[], span: Span): unknown {
  const says = runSays(windows, span);
  return says && [says.label, says.mean?.toFixed(3)];
}

test('windows count by the frames they share with the span', () => {
  const windows = [window(0, ['walk', 0.9], ['rear', 0.1]), window(10, ['rear', 0.6], ['walk', 0.4])];
  expect(told(windows, { startFrame: 0, endFrame: 20 })).toEqual(['walk', '0.733']);
  expect(told(windows, { startFrame: 20, endFrame: 30 })).toEqual(['rear', '0.600']);
});

test('a mean that some window does not tell is none', () => {
  const windows = [window(0, ['walk', 0.9]), window(10, ['rear', 0.6])];
  expect(runSays(windows, { startFrame: 0, endFrame: 20 })).toEqual({ label: 'walk', mean: null });
});

test('windows in a hole say nothing, and where there are no others, nobody does', () => {
  const span = { startFrame: 0, endFrame: 20 };
  expect(told([window(0, ['walk', 0.9]), window(10)], span)).toEqual(['walk', '0.900']);
  expect(runSays([window(10)], span)).toBeNull();
  expect(runSays([], span)).toBeNull();
});
