import { AppError } from '../../shared/errors.ts';
import type { FloatFeed, FrameFeed } from './messages.ts';

/**
 * Bytes → the floats a model takes, in the order of its axes. Each byte is looked up, so that the numbers are
 * those of the table bit for bit, whatever arithmetic made it.
 *
 * @throws AppError 'tensor.shape' when the bytes or the table don't have the length the shape asks for.
 */
export function floatsFromFrames({ pixels, shape, table, axes }: FrameFeed): FloatFeed {
  const [batch, frames, height, width, channels] = shape;
  const area = height * width;
  const size = batch * frames * area * channels;
  if (pixels.length !== size || table.length !== 256 * channels) {
    throw new AppError(
      'tensor.shape',
      `Frames of shape ${shape.join(' x ')} need ${size} bytes and a table of ${256 * channels} values; ` +
        `there are ${pixels.length} and ${table.length}.`,
    );
  }
  const data = new Float32Array(size);
  if (axes === 'bthwc') {
    for (let i = 0; i < size; i++) data[i] = table[(i % channels) * 256 + pixels[i]!]!;
    return { kind: 'floats', shape, data };
  }
  const isFrameFirst = axes === 'btchw';
  for (let image = 0; image < batch * frames; image++) {
    const clip = Math.floor(image / frames);
    const frame = image % frames;
    for (let c = 0; c < channels; c++) {
      const plane = isFrameFirst ? image * channels + c : (clip * channels + c) * frames + frame;
      const row = table.subarray(c * 256, c * 256 + 256);
      let from = image * area * channels + c;
      for (let to = plane * area, end = to + area; to < end; to++, from += channels) data[to] = row[pixels[from]!]!;
    }
  }
  const order = isFrameFirst ? [batch, frames, channels] : [batch, channels, frames];
  return { kind: 'floats', shape: [...order, height, width], data };
}
