import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawnFrame } from '../core/pixels/drawn-frame.ts';
import { BACKENDS, reference, sha256 } from '../core/pixels/reference.ts';
import {
  type ImageFrame,
  type ImageProcessorOptions,
  TimesformerImageProcessor,
} from '../../../src-main/library/index.ts';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'timeloupe-processor-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The file of the published checkpoints. */
const published = {
  crop_size: { height: 224, width: 224 },
  do_center_crop: true,
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: [0.45, 0.45, 0.45],
  image_processor_type: 'VideoMAEImageProcessor',
  image_std: [0.225, 0.225, 0.225],
  resample: 2,
  rescale_factor: 0.00392156862745098,
  size: { shortest_edge: 224 },
};
const small = { size: { shortest_edge: 4 }, crop_size: { height: 4, width: 4 } } as const;
const samples = reference.resample.filter(({ channels }) => channels === 3);

describe.each(BACKENDS)('%s', (backend) => {
  const cases = samples.filter((sample) => sample[backend].pixelValuesSha256 !== undefined);

  test.each(cases)('pixel_values of $name are those of transformers', (sample) => {
    const processor = new TimesformerImageProcessor({
      ...published,
      backend,
      ...(sample.size ? { size: sample.size } : { do_resize: false }),
      ...(sample.crop_size ? { crop_size: sample.crop_size } : { do_center_crop: false }),
    });
    const { pixel_values } = processor.preprocess([drawn(sample.widthPx, sample.heightPx)]);
    const [height, width, channels] = sample[backend].shape;
    expect(pixel_values.shape).toEqual([1, 1, channels, height, width]);
    expect(sha256(pixel_values.data)).toBe(sample[backend].pixelValuesSha256);
  });
});

test('clips make a batch, and frames of a clip may differ in size', () => {
  const processor = new TimesformerImageProcessor({ ...published, ...small });
  const frames = [drawn(9, 7), drawn(12, 8), drawn(9, 7)];
  const { pixel_values } = processor.preprocess([frames, frames.toReversed()]);
  expect(pixel_values.shape).toEqual([2, 3, 3, 4, 4]);
  const alone = processor.preprocess(frames).pixel_values;
  expect(alone.shape).toEqual([1, 3, 3, 4, 4]);
  expect(pixel_values.data.subarray(0, alone.data.length)).toEqual(alone.data);
  expect(pixel_values.data.subarray(-48)).toEqual(alone.data.subarray(0, 48));
});

test('bgr and one channel', () => {
  const frame = drawn(4, 4);
  const values = (options: ImageProcessorOptions) =>
    new TimesformerImageProcessor({ do_normalize: false, ...small, ...options }).preprocess([frame]).pixel_values;
  const rgb = values({});
  const bgr = values({ channel_order: 'bgr' });
  expect(bgr.data.subarray(0, 16)).toEqual(rgb.data.subarray(32));
  expect(values({ do_normalize: true, image_mean: [0.5], image_std: [0.5] }).shape).toEqual([1, 1, 1, 4, 4]);
});

test('the file of a checkpoint is read, overridden and written', async () => {
  writeFileSync(join(folder, 'preprocessor_config.json'), JSON.stringify(published));
  const processor = await TimesformerImageProcessor.fromPretrained(folder);
  expect(processor.toJSON()).toEqual(published);
  const other = await TimesformerImageProcessor.fromPretrained(folder, { ...small, backend: 'torchvision' });
  expect(other.toJSON()).toEqual({ ...published, ...small, image_processor_type: 'VideoMAEImageProcessorFast' });
});

test.each<[string, ImageProcessorOptions, readonly ImageFrame[], string]>([
  ['no frames', {}, [], 'tensor.shape'],
  ['bytes that are not the size', {}, [{ widthPx: 2, heightPx: 2, rgb: new Uint8Array(5) }], 'video.unreadable'],
  ['sizes that differ in the end', { do_center_crop: false }, [drawn(9, 7), drawn(7, 9)], 'tensor.shape'],
])('%s is refused', (_, options, frames, code) => {
  const processor = new TimesformerImageProcessor({ ...small, ...options });
  expect(() => processor.preprocess(frames)).toThrow(expect.objectContaining({ code }) as Error);
});

test('options and folders that are wrong are refused by name', async () => {
  expect(() => new TimesformerImageProcessor({ rescale_factor: -1 })).toThrow('rescale_factor is -1');
  expect(() => new TimesformerImageProcessor({ image_mean: [1, 2] })).toThrow('image_mean');
  await expect(TimesformerImageProcessor.fromPretrained(join(folder, 'nowhere'))).rejects.toMatchObject({
    code: 'model.not_found',
  });
});

function drawn(widthPx: number, heightPx: number): ImageFrame {
  return { widthPx, heightPx, rgb: drawnFrame(widthPx, heightPx) };
}
