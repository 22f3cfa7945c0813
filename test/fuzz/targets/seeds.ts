import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A sound file that inputs are made from. */
export interface Seed {
  /** Its path below test/fixtures. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Files of a folder of test/fixtures, by name. @param endings of those that are meant. */
export function seedsIn(root: string, folder: string, endings: readonly string[]): Seed[] {
  const all = readdirSync(join(root, 'test', 'fixtures', folder), { recursive: true, encoding: 'utf8' }).sort();
  return all
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => seed(root, join(folder, name)));
}

/** @param name path below test/fixtures. */
export function seed(root: string, name: string): Seed {
  return { name, bytes: readFileSync(join(root, 'test', 'fixtures', name)) };
}

/** Of a model folder with test/fixtures/generic/btchw.onnx. */
export const MANIFEST = {
  version: 1,
  architecture: 'generic-video-classifier',
  name: 'model',
  converter: { name: 'timeloupe', version: '1.0.0' },
  source: { kind: 'onnx', files: [{ name: 'btchw.onnx', sizeBytes: 313, sha256: 'ab' }] },
  config: {},
  preprocessing: {
    ...{ backend: 'pil', size: { shortestEdge: 8 }, cropSize: { height: 8, width: 8 }, rescaleFactor: 0.004 },
    ...{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], channelOrder: 'rgb' },
  },
  labels: ['walk', 'run'],
  problemType: 'single_label_classification',
  input: { name: 'video', axes: 'btchw', frames: 4, channels: 3, height: 8, width: 8 },
  samplingRate: null,
  graphs: { predict: 'btchw.onnx', inspect: null },
  precision: 'fp32',
  selfCheck: null,
};
