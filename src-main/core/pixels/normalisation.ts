import type { Preprocessing } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';

/**
 * What each of the 256 grey values of each channel becomes in pixel_values, with the rounding of Hugging Face's
 * backend: pil rescales in double and normalises in float32; torchvision folds the rescale into mean and std.
 *
 * @returns channels x 256 float32; the value of channel c, grey v is at c * 256 + v. With channel order bgr,
 *   channel 0 is blue and takes mean[0], as it does when BGR frames are given to Hugging Face's processor.
 * @throws AppError 'config.invalid' where mean or std has not one value a channel, or only one of them is given.
 */
export function normalisationTable(preprocessing: Preprocessing, channels: number): Float32Array {
  const { backend, rescaleFactor, mean, std } = preprocessing;
  checkLength('mean', mean, channels);
  checkLength('std', std, channels);
  if ((mean === null) !== (std === null)) {
    throw new AppError(
      'config.invalid',
      `The preprocessing has image_${mean === null ? 'std' : 'mean'} without image_${mean === null ? 'mean' : 'std'}; give both or neither.`,
    );
  }
  const table = new Float32Array(channels * 256);
  const valueOf = backend === 'pil' ? pilValue : torchvisionValue;
  for (let channel = 0; channel < channels; channel++) {
    const norm = mean && std ? { mean: mean[channel]!, std: std[channel]! } : null;
    for (let grey = 0; grey < 256; grey++) table[channel * 256 + grey] = valueOf(grey, rescaleFactor, norm);
  }
  return table;
}

type Norm = { readonly mean: number; readonly std: number } | null;

function pilValue(grey: number, rescaleFactor: number | null, norm: Norm): number {
  const value = Math.fround(grey * (rescaleFactor ?? 1));
  return norm ? Math.fround(value - Math.fround(norm.mean)) / Math.fround(norm.std) : value;
}

function torchvisionValue(grey: number, rescaleFactor: number | null, norm: Norm): number {
  if (!norm) return grey * Math.fround(rescaleFactor ?? 1);
  const unit = Math.fround(rescaleFactor === null ? 1 : 1 / rescaleFactor);
  const mean = Math.fround(Math.fround(norm.mean) * unit);
  const std = Math.fround(Math.fround(norm.std) * unit);
  return Math.fround(grey - mean) / std;
}

function checkLength(name: string, values: readonly number[] | null, channels: number): void {
  if (values === null || values.length === channels) return;
  throw new AppError(
    'config.invalid',
    `The preprocessing's image_${name} has ${values.length} values, but the model takes ${channels} channels; give one value a channel.`,
  );
}
