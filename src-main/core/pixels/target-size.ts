import type { Preprocessing } from '../../shared/domain.ts';

/** Where a crop of one axis lies. */
export interface AxisCrop {
  /** First resized position that survives. */
  readonly from: number;
  /** How many survive. */
  readonly count: number;
  /** Zeros before the first, where the resized image is smaller than the crop. */
  readonly padBefore: number;
  /** Length of the output: count and the zeros on both sides. */
  readonly size: number;
}

/** Size after the resize. Short edge to `shortestEdge`, the long one truncated; or exactly height x width. */
export function resizedSize(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  size: Preprocessing['size'],
): { widthPx: number; heightPx: number } {
  if (size === null) return { widthPx, heightPx };
  if (!('shortestEdge' in size)) return { widthPx: size.width, heightPx: size.height };
  const short = size.shortestEdge;
  return widthPx <= heightPx
    ? { widthPx: short, heightPx: Math.trunc((short * heightPx) / widthPx) }
    : { widthPx: Math.trunc((short * widthPx) / heightPx), heightPx: short };
}

/**
 * Hugging Face's centre crop along one axis. Cropping, both backends round the offset down. Padding, the odd zero
 * goes before the image with pil and after it with torchvision.
 */
export function axisCrop(backend: Preprocessing['backend'], size: number, cropSize: number | null): AxisCrop {
  if (cropSize === null) return { from: 0, count: size, padBefore: 0, size };
  if (cropSize <= size) {
    return { from: Math.floor((size - cropSize) / 2), count: cropSize, padBefore: 0, size: cropSize };
  }
  const missing = cropSize - size;
  const padBefore = backend === 'pil' ? Math.ceil(missing / 2) : Math.floor(missing / 2);
  return { from: 0, count: size, padBefore, size: cropSize };
}
