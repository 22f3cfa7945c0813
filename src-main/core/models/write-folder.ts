import { copyFile, constants, link, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '../../shared/manifest.ts';
import type { GraphFlavour, ModelSource } from './architecture.ts';
import { type Placement, placeInFolder, WeightsFile } from './onnx/placement.ts';

export const GRAPH_NAMES: Readonly<Record<GraphFlavour, string>> = {
  predict: 'predict.onnx',
  inspect: 'inspect.onnx',
};
const WEIGHTS_NAME = 'weights.bin';

/** A model folder's graphs, without the manifest that makes it one. */
export interface WrittenGraphs {
  readonly graphs: Manifest['graphs'];
  /** Names of all files that were written or linked. */
  readonly names: readonly string[];
}

/**
 * Writes the graphs of a source and the one weights file they share. Weights that can be used as they lie are
 * hard-linked, or copied where the file system can't link; others are converted one tensor at a time.
 *
 * @param folder an empty folder; or, with `inPlace`, a scratch folder inside the source's own, whose weights files
 *   the graphs are to refer to from one folder up.
 */
export async function writeGraphs(
  source: ModelSource,
  precision: Manifest['precision'],
  folder: string,
  inPlace: string | null = null,
): Promise<WrittenGraphs> {
  const flavours = source.flavours.filter((flavour) => flavour === 'predict' || precision !== 'int8');
  const serving = source.weightFiles(precision);
  if (serving !== null) {
    if (inPlace === null) for (const [name, file] of serving) await linkOrCopy(file, join(folder, name));
    const place = inPlace === null ? inFolder(folder, serving) : placeInFolder(inPlace, null);
    const names = await writeFlavours(source, precision, flavours, folder, place);
    return { graphs: graphsOf(flavours), names: inPlace === null ? [...names, ...serving.keys()] : names };
  }
  const weightsPath = join(folder, WEIGHTS_NAME);
  const weights = await WeightsFile.create(weightsPath);
  try {
    const place = placeInFolder(folder, { file: weights, location: WEIGHTS_NAME });
    const names = await writeFlavours(source, precision, flavours, folder, place);
    if (weights.sizeBytes > 0) return { graphs: graphsOf(flavours), names: [...names, WEIGHTS_NAME] };
    await rm(weightsPath);
    return { graphs: graphsOf(flavours), names };
  } finally {
    await weights.close();
  }
}

async function writeFlavours(
  source: ModelSource,
  precision: Manifest['precision'],
  flavours: readonly GraphFlavour[],
  folder: string,
  place: Placement,
): Promise<string[]> {
  for (const flavour of flavours) {
    await writeFile(join(folder, GRAPH_NAMES[flavour]), await source.buildGraph(flavour, precision, place));
  }
  return flavours.map((flavour) => GRAPH_NAMES[flavour]);
}

/** Refers to the links in `folder` in place of the files they were made from. */
function inFolder(folder: string, serving: ReadonlyMap<string, string>): Placement {
  const links = new Map([...serving].map(([name, file]) => [file, join(folder, name)]));
  const place = placeInFolder(folder, null);
  return {
    refer: (tensor, skipBytes, lengthBytes) =>
      place.refer({ ...tensor, file: links.get(tensor.file) ?? tensor.file }, skipBytes, lengthBytes),
    store: (key, produce) => place.store(key, produce),
  };
}

async function linkOrCopy(file: string, target: string): Promise<void> {
  const real = await realpath(file);
  await mkdir(dirname(target), { recursive: true });
  try {
    await link(real, target);
  } catch {
    // Another disk, or a file system without links: a copy serves as well.
    await copyFile(real, target, constants.COPYFILE_FICLONE);
  }
}

function graphsOf(flavours: readonly GraphFlavour[]): Manifest['graphs'] {
  return { predict: GRAPH_NAMES.predict, inspect: flavours.includes('inspect') ? GRAPH_NAMES.inspect : null };
}
