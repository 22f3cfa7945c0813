import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Preprocessing } from '../../../../src-main/shared/domain.ts';

interface Expected {
  readonly shape: readonly [number, number, number];
  readonly sha256: string;
  readonly pixelValuesSha256?: string;
  readonly values?: readonly number[];
}

interface Size {
  readonly height: number;
  readonly width: number;
}

interface ResampleCase {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
  readonly size: Size | { readonly shortest_edge: number } | null;
  readonly crop_size: Size | null;
  readonly pil: Expected;
  readonly torchvision: Expected;
}

interface NormalisationCase {
  readonly name: string;
  readonly rescaleFactor: number | null;
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly pil: string;
  readonly torchvision: string;
}

/** What test/fixtures/pixels/make.py wrote. */
export const reference = JSON.parse(
  readFileSync(new URL('../../../fixtures/pixels/reference.json', import.meta.url), 'utf8'),
) as { readonly resample: readonly ResampleCase[]; readonly normalisation: readonly NormalisationCase[] };

export const BACKENDS = ['pil', 'torchvision'] as const;

/** The constants of the published Kinetics checkpoints. */
export const KINETICS: Preprocessing = {
  backend: 'pil',
  size: { shortestEdge: 224 },
  cropSize: { height: 224, width: 224 },
  rescaleFactor: 1 / 255,
  mean: [0.45, 0.45, 0.45],
  std: [0.225, 0.225, 0.225],
  channelOrder: 'rgb',
};

export function preprocessingOf({ size, crop_size }: ResampleCase, backend: Preprocessing['backend']): Preprocessing {
  return {
    ...KINETICS,
    backend,
    size: size && 'shortest_edge' in size ? { shortestEdge: size.shortest_edge } : size,
    cropSize: crop_size,
  };
}

export function sha256(data: Uint8Array | Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}
