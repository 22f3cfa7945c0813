import { expect, test } from 'vitest';
import { HoleLog } from '../../../../src-main/core/video/hole-log.ts';
import type { Hole, Video } from '../../../../src-main/shared/domain.ts';

const VIDEO: Video = {
  path: 'film.mp4',
  sizeBytes: 1,
  fingerprint: '',
  codec: 'h264',
  pixelFormat: 'yuv420p',
  widthPx: 2,
  heightPx: 2,
  rotationDeg: 0,
  sampleAspectRatio: { num: 1, den: 1 },
  streamIndex: 0,
  timeBase: { num: 1, den: 25 },
  pts: Float64Array.from({ length: 400 }, (_, i) => i),
  lastDuration: 1,
  keyframes: Uint32Array.of(0, 100, 200, 300),
  isVariableFrameRate: false,
};

test.each<[string, (log: HoleLog) => void, (readonly [number, number, RegExp])[]]>([
  ['nothing', () => undefined, []],
  [
    'frames that did not come, in two places',
    (log) => {
      log.addMissing(3);
      log.addMissing(4);
      log.closeMissing();
      log.addMissing(9);
    },
    [
      [3, 5, /^These frames/],
      [9, 10, /^This frame/],
    ],
  ],
  [
    'errors of one group of pictures are one hole, as far as they may reach',
    (log) => {
      log.addComplaint(120, 'first');
      log.addComplaint(130, 'second');
    },
    [[100, 200, /2 errors within these frames \(first\)/]],
  ],
  ['an error that may concern the next group', (log) => log.addComplaint(180, 'late'), [[100, 300, /an error/]]],
  ['an error in the last group', (log) => log.addComplaint(399, 'end'), [[300, 400, /an error/]]],
  [
    'errors far apart',
    (log) => {
      log.addComplaint(-1, 'one');
      log.addComplaint(320, 'two');
    },
    [
      [0, 100, /one/],
      [300, 400, /two/],
    ],
  ],
  [
    'frames nobody announced',
    (log) => {
      log.addUnannounced(7);
      log.addUnannounced(7);
    },
    [[7, 8, /gave 2 frames behind this one/]],
  ],
])('%s', (_, record, expected) => {
  const holes: Hole[] = [];
  const log = new HoleLog(VIDEO, (hole) => holes.push(hole));
  record(log);
  log.close();
  expect(holes).toEqual(
    expected.map(([fromFrame, toFrame, reason]) => ({
      fromFrame,
      toFrame,
      reason: expect.stringMatching(reason) as string,
    })),
  );
});

test('damage is told of at once, and again as it grows', () => {
  const told: Hole[] = [];
  const holes: Hole[] = [];
  const log = new HoleLog(
    VIDEO,
    (hole) => holes.push(hole),
    (soFar) => told.push(soFar),
  );
  log.addComplaint(120, 'first');
  log.addComplaint(180, 'second');
  expect(holes).toEqual([]);
  expect(told.map(({ fromFrame, toFrame }) => [fromFrame, toFrame])).toEqual([
    [100, 200],
    [100, 300],
  ]);
  log.close();
  expect(holes).toEqual([told[1]]);
});
