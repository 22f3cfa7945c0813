import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Manifest } from '../../shared/manifest.ts';
import type { GraphFlavour, ModelGraph, ModelSource, OpenModel, SourceOptions } from './architecture.ts';
import { architectureFor, architectureNamed } from './index.ts';
import { MANIFEST_NAME, modelHash, readManifest, sourceFiles } from './manifest-file.ts';
import { keepOutputs } from './onnx/keep-outputs.ts';
import { placeInFolder } from './onnx/placement.ts';
import { GRAPH_NAMES, writeGraphs } from './write-folder.ts';

/** What opening needs of the installation. */
export interface OpenOptions extends SourceOptions {
  /** Version of this program, for the manifest. */
  readonly version: string;
  /** Where weights that can't be used as they lie are kept converted; may be deleted at any time. */
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
}

/**
 * Opens a model folder, or a checkpoint as published. A checkpoint of contiguous float32 weights is used as it lies;
 * any other is converted into the cache at first, under the hash of its files.
 *
 * @param path a folder with manifest.json, or anything an architecture reads.
 * @throws AppError naming the file and what is wrong with it; 'request.invalid' for an option that a converted
 *   folder has settled already.
 */
export async function openModel(path: string, options: OpenOptions): Promise<OpenModel> {
  if (existsSync(join(path, MANIFEST_NAME))) {
    refuseSettled(path, options);
    return openFolder(path);
  }
  return openSource(await architectureFor(path).read(path, options), options);
}

/** The same for a source that has been read, in fp32. */
export async function openSource(source: ModelSource, options: OpenOptions): Promise<OpenModel> {
  const { path } = source;
  const manifest = await manifestFor(source, 'fp32', options);
  const folder = await source.weightsFolder();
  if (folder === null) return openConverted(source, manifest, options);
  return {
    manifest,
    path: resolve(path),
    hash: modelHash(manifest),
    notes: source.notes,
    async graph(flavour, { outputs } = {}) {
      checkFlavour(manifest, flavour, path);
      const bytes = await source.buildGraph(flavour, 'fp32', placeInFolder(folder, null));
      return { bytes: outputs === undefined ? bytes : keepOutputs(bytes, outputs), externalDir: folder };
    },
    halfPrecision: () => halfPrecisionOf(source, options),
  };
}

async function halfPrecisionOf(source: ModelSource, options: OpenOptions): Promise<ModelGraph | null> {
  // Only of what we write the graph ourselves: a foreign one is taken as it is.
  if (source.kind === 'onnx') return null;
  const half = await openConverted(source, await manifestFor(source, 'fp16', options), options);
  return half.graph('predict');
}

/** The manifest of a source, with its files' hashes and without a self-check. */
export async function manifestFor(
  source: ModelSource,
  precision: Manifest['precision'],
  { version, signal }: Pick<OpenOptions, 'version' | 'signal'>,
): Promise<Manifest> {
  const hasInspect = source.flavours.includes('inspect') && precision !== 'int8';
  return {
    version: 1,
    ...source.description,
    converter: { name: 'timeloupe', version },
    source: { kind: source.kind, files: await sourceFiles(source.files, signal) },
    graphs: { predict: GRAPH_NAMES.predict, inspect: hasInspect ? GRAPH_NAMES.inspect : null },
    precision,
    selfCheck: null,
  };
}

async function openFolder(path: string): Promise<OpenModel> {
  const manifest = await readManifest(path);
  architectureNamed(manifest.architecture, join(path, MANIFEST_NAME));
  const folder = await realpath(path);
  return {
    manifest,
    path: resolve(path),
    hash: modelHash(manifest),
    notes: [],
    async graph(flavour, { outputs } = {}) {
      const file = join(folder, checkFlavour(manifest, flavour, path));
      const bytes = await readFile(file).catch((cause: unknown) => {
        throw new AppError('model.not_found', `${file}, which the manifest beside it names, can't be read.`, { cause });
      });
      return { bytes: outputs === undefined ? bytes : keepOutputs(bytes, outputs), externalDir: folder };
    },
    halfPrecision: () => Promise.resolve(null),
  };
}

async function openConverted(source: ModelSource, manifest: Manifest, options: OpenOptions): Promise<OpenModel> {
  const parent = join(options.cacheDir, 'models');
  const folder = join(parent, `${modelHash(manifest).slice(0, 32)}-${options.version}`);
  if (!existsSync(join(folder, MANIFEST_NAME))) {
    await mkdir(parent, { recursive: true });
    const staging = join(parent, `.converting-${randomUUID()}`);
    await mkdir(staging);
    try {
      await writeGraphs(source, manifest.precision, staging, { signal: options.signal });
      await writeFile(join(staging, MANIFEST_NAME), JSON.stringify(manifest));
      await rename(staging, folder).catch((cause: unknown) => {
        // Another process may have been first with the same model.
        if (!existsSync(join(folder, MANIFEST_NAME))) throw cause;
      });
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
  const halfPrecision = () => halfPrecisionOf(source, options);
  return { ...(await openFolder(folder)), path: resolve(source.path), notes: source.notes, halfPrecision };
}

function checkFlavour(manifest: Manifest, flavour: GraphFlavour, path: string): string {
  const name = manifest.graphs[flavour];
  if (name !== null) return name;
  throw new AppError(
    'model.unsupported',
    `${path} has no graph for looking inside: ${manifest.precision === 'int8' ? 'int8 models are for prediction only' : 'its kind of model shows no attention'}.`,
  );
}

function refuseSettled(path: string, options: OpenOptions): void {
  const settled = [
    'labels',
    'numFrames',
    'imageSize',
    'attentionType',
    'semantics',
    'channelOrder',
    'backend',
    'axes',
    'preprocessorFile',
  ] as const;
  const given = settled.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new AppError(
    'request.invalid',
    `${path} is converted already, so its ${given} can't be changed. Convert its source again.`,
  );
}
