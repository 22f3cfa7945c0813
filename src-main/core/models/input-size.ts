import type { Preprocessing } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';

/**
 * Height and width of the frames that preprocessing gives, whatever comes in.
 *
 * @param source for the message.
 * @throws AppError 'config.invalid' when the size depends on the video.
 */
export function outputSize(
  { size, cropSize }: Preprocessing,
  source: string,
): { readonly height: number; readonly width: number } {
  if (cropSize !== null) return cropSize;
  if (size !== null && 'height' in size) return size;
  throw new AppError(
    'config.invalid',
    `${source}: the frames' size would depend on the video, because preprocessing neither crops nor resizes to a height and width.`,
  );
}

/** The same preprocessing for square input of another size: crop as asked, short edge in the same proportion to it. */
export function resized(preprocessing: Preprocessing, imageSize: number): Preprocessing {
  const { size, cropSize } = preprocessing;
  const square = { height: imageSize, width: imageSize };
  if (cropSize === null) return { ...preprocessing, size: square };
  const factor = imageSize / Math.min(cropSize.height, cropSize.width);
  const scaled = (lengthPx: number) => Math.max(imageSize, Math.round(lengthPx * factor));
  const newSize =
    size === null
      ? null
      : 'shortestEdge' in size
        ? { shortestEdge: scaled(size.shortestEdge) }
        : { height: scaled(size.height), width: scaled(size.width) };
  return { ...preprocessing, size: newSize, cropSize: square };
}

/** One mean and one std a channel: a single number stands for all of them. */
export function perChannel(preprocessing: Preprocessing, channels: number, source: string): Preprocessing {
  const spread = (field: string, values: readonly number[] | null): readonly number[] | null => {
    if (values === null || values.length === channels) return values;
    if (values.length === 1) return Array.from({ length: channels }, () => values[0]!);
    throw new AppError(
      'config.invalid',
      `${source}: ${field} has ${values.length} values, but the model takes ${channels} channel${channels === 1 ? '' : 's'}.`,
    );
  };
  return {
    ...preprocessing,
    mean: spread('image_mean', preprocessing.mean),
    std: spread('image_std', preprocessing.std),
  };
}
