import { copyFile, constants, link, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '../../shared/manifest.ts';
import type { GraphFlavour, ModelSource } from './architecture.ts';
import { type Placement, placeInFolder, WeightsFile } from './onnx/placement.ts';

export const GRAPH_NAMES: Readonly<Record<GraphFlavour, string>> = {
  predict: 'predict.onnx',
  inspect: 'inspect.onnx',
};
const CONVERTED_NAME = 'weights.safetensors';
const COMPUTED_NAME = 'weights.bin';

/** How graphs are to be written. */
export interface WriteOptions {
  /**
   * The source's own folder, where its weights files are to be referred to; `folder` is then a scratch folder inside
   * it, whose files are to be moved up.
   */
  readonly inPlace?: string | null;
  readonly signal?: AbortSignal;
}

/**
 * Writes the graphs of a source and the one weights file they share. Weights that can be used as they lie are
 * hard-linked, or copied where the file system can't link; others are converted a few megabytes at a time, to
 * float32 in a safetensors file or, for other precisions, to what the graphs need.
 *
 * @param folder an empty folder.
 * @returns the names of all files in it.
 */
export async function writeGraphs(
  source: ModelSource,
  precision: Manifest['precision'],
  folder: string,
  { inPlace = null, signal }: WriteOptions = {},
): Promise<string[]> {
  const serving = source.weightFiles(precision);
  if (serving === null && precision === 'fp32') {
    const converted = await source.withFloat32Weights(join(folder, CONVERTED_NAME), signal);
    return [...(await writeFlavours(converted, precision, folder, placeInFolder(folder, null))), CONVERTED_NAME];
  }
  if (serving === null) return writeComputed(source, precision, folder);
  if (inPlace !== null) return writeFlavours(source, precision, folder, placeInFolder(inPlace, null));
  for (const [name, file] of serving) await linkOrCopy(file, join(folder, name));
  return [...(await writeFlavours(source, precision, folder, inFolder(folder, serving))), ...serving.keys()];
}

async function writeComputed(source: ModelSource, precision: Manifest['precision'], folder: string): Promise<string[]> {
  const weights = await WeightsFile.create(join(folder, COMPUTED_NAME));
  try {
    const place = placeInFolder(folder, { file: weights, location: COMPUTED_NAME });
    return [...(await writeFlavours(source, precision, folder, place)), COMPUTED_NAME];
  } finally {
    await weights.close();
  }
}

async function writeFlavours(
  source: ModelSource,
  precision: Manifest['precision'],
  folder: string,
  place: Placement,
): Promise<string[]> {
  const flavours = source.flavours.filter((flavour) => flavour === 'predict' || precision !== 'int8');
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
