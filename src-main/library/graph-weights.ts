import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Placement, WeightsFile, placeInFolder } from '../core/models/onnx/placement.ts';
import type { TensorSource } from '../core/models/weights.ts';

/** Where the weights of one graph lie while it is open. */
export interface GraphWeights {
  readonly place: Placement;
  /** Absolute: what the graph's locations are relative to. */
  readonly folder: string;
  /** Call once the graph is built, before it is run. */
  seal(): Promise<void>;
  /** Deletes what was written; call once the graph is closed, or instead of `seal`. */
  remove(): Promise<void>;
}

const LOCATION = 'graph.weights';

/** Weights that ONNX Runtime can read where they lie stay there; any others go to a temporary file. */
export async function weightsForGraph(source: TensorSource): Promise<GraphWeights> {
  const tensors = source.names.map((name) => source.find(name)!);
  if (tensors.every(({ dtype, file }) => dtype === 'F32' && file !== '')) {
    // The real folder: a cache of downloads links its files from elsewhere.
    const folder = dirname(await realpath(tensors[0]!.file));
    return { place: placeInFolder(folder, null), folder, seal: nothing, remove: nothing };
  }
  const folder = await mkdtemp(join(tmpdir(), 'timeloupe-'));
  const file = await WeightsFile.create(join(folder, LOCATION));
  const own = placeInFolder(folder, { file, location: LOCATION });
  let closed: Promise<void> | null = null;
  const seal = () => (closed ??= file.close());
  return {
    place: { refer: () => Promise.resolve(null), store: (key, produce) => own.store(key, produce) },
    folder,
    seal,
    async remove() {
      await seal();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
