import { describe, expect, test } from 'vitest';
import { createFrameProcessor } from '../../../../src-main/core/pixels/frame-processor.ts';
import { normalisationTable } from '../../../../src-main/core/pixels/normalisation.ts';
import { drawnFrame } from './drawn-frame.ts';
import { BACKENDS, KINETICS, preprocessingOf, reference, sha256 } from './reference.ts';

describe.each(BACKENDS)('%s pixels equal the reference, bit for bit', (backend) => {
  test.each(reference.resample)('$name: $widthPx x $heightPx', (sample) => {
    const preprocessing = preprocessingOf(sample, backend);
    const processor = createFrameProcessor(sample, preprocessing, sample.channels);
    const pixels = processor.process(drawnFrame(sample.widthPx, sample.heightPx));
    const expected = sample[backend];
    expect([processor.heightPx, processor.widthPx, processor.channels]).toEqual(expected.shape);
    if (expected.values) expect([...pixels]).toEqual(expected.values);
    expect(sha256(pixels)).toBe(expected.sha256);
    if (expected.pixelValuesSha256 !== undefined) {
      const table = normalisationTable(preprocessing, sample.channels);
      expect(sha256(pixelValues(pixels, table, sample.channels))).toBe(expected.pixelValuesSha256);
    }
  });
});

/** height x width x channels grey values → channels x height x width float32. */
function pixelValues(pixels: Uint8Array, table: Float32Array, channels: number): Float32Array {
  const area = pixels.length / channels;
  return Float32Array.from({ length: pixels.length }, (_, i) => {
    const channel = Math.floor(i / area);
    return table[channel * 256 + pixels[(i % area) * channels + channel]!]!;
  });
}

test('bgr swaps the first and the last channel', () => {
  const frame = { widthPx: 41, heightPx: 30 };
  const rgb = createFrameProcessor(frame, KINETICS, 3).process(drawnFrame(41, 30));
  const bgr = createFrameProcessor(frame, { ...KINETICS, channelOrder: 'bgr' }, 3).process(drawnFrame(41, 30));
  expect([...bgr.subarray(0, 3)]).toEqual([rgb[2], rgb[1], rgb[0]]);
  expect(bgr.filter((_, i) => i % 3 === 1)).toEqual(rgb.filter((_, i) => i % 3 === 1));
});

test('a target that was used before is overwritten, padding too', () => {
  const preprocessing = { ...KINETICS, size: null, cropSize: { height: 16, width: 16 } };
  const processor = createFrameProcessor({ widthPx: 11, heightPx: 9 }, preprocessing, 3);
  const rgb = drawnFrame(11, 9);
  const into = new Uint8Array(16 * 16 * 3).fill(99);
  expect(processor.process(rgb, into)).toBe(into);
  expect(into).toEqual(processor.process(rgb));
  expect(rgb).toEqual(drawnFrame(11, 9));
});

describe('geometry', () => {
  test.each([
    {
      name: 'landscape: the sides are not seen',
      frame: { widthPx: 640, heightPx: 360 },
      preprocessing: KINETICS,
      expected: { cropLeftPx: 87, cropTopPx: 0, seen: [(87 * 640) / 398, 0, (224 * 640) / 398, 360] },
    },
    {
      name: 'portrait: top and bottom are not seen',
      frame: { widthPx: 360, heightPx: 640 },
      preprocessing: KINETICS,
      expected: { cropLeftPx: 0, cropTopPx: 87, seen: [0, (87 * 640) / 398, 360, (224 * 640) / 398] },
    },
    {
      name: 'padded: all of the frame is seen',
      frame: { widthPx: 11, heightPx: 9 },
      preprocessing: { ...KINETICS, size: null, cropSize: { height: 16, width: 16 } },
      expected: { cropLeftPx: -3, cropTopPx: -4, seen: [0, 0, 11, 9] },
    },
    {
      name: 'nothing to do',
      frame: { widthPx: 20, heightPx: 10 },
      preprocessing: { ...KINETICS, size: null, cropSize: null },
      expected: { cropLeftPx: 0, cropTopPx: 0, seen: [0, 0, 20, 10] },
    },
  ])('$name', ({ frame, preprocessing, expected }) => {
    const { cropLeftPx, cropTopPx, seen } = createFrameProcessor(frame, preprocessing, 3).geometry;
    expect({ cropLeftPx, cropTopPx }).toEqual({ cropLeftPx: expected.cropLeftPx, cropTopPx: expected.cropTopPx });
    [seen.x, seen.y, seen.width, seen.height].forEach((value, i) => expect(value).toBeCloseTo(expected.seen[i]!, 9));
  });
});

test.each([
  ['5 channels', 5, KINETICS, 'model.unsupported', /takes 5 channels/],
  ['1 channel, bgr', 1, { ...KINETICS, channelOrder: 'bgr' as const }, 'model.unsupported', /"bgr" has no meaning/],
])('refuses %s', (_, channels, preprocessing, code, message) => {
  const make = () => createFrameProcessor({ widthPx: 8, heightPx: 8 }, preprocessing, channels);
  expect(make).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }));
});

test('refuses a frame without pixels', () => {
  expect(() => createFrameProcessor({ widthPx: 0, heightPx: 8 }, KINETICS, 3)).toThrow(/0 x 8: no pixels/);
});

test('a frame of another size is a bug, not a picture', () => {
  const processor = createFrameProcessor({ widthPx: 4, heightPx: 4 }, KINETICS, 3);
  expect(() => processor.process(new Uint8Array(47))).toThrow('A frame has 47 bytes, not 48.');
});
