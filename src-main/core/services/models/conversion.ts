import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { ModelSource, SourceOptions } from '../../models/architecture.ts';
import { architectureFor } from '../../models/index.ts';
import { readLabels } from '../../models/labels-file.ts';
import { MANIFEST_NAME } from '../../models/manifest-file.ts';
import { manifestFor, openModel, openSource } from '../../models/open.ts';
import { writeGraphs } from '../../models/write-folder.ts';
import { asUnwritable, replaceFolder } from '../output-folder.ts';
import { launcherOf, type Platform } from '../platform.ts';
import { measureAgreement } from './variant-agreement.ts';
import { runCheck, selfCheck } from './self-check.ts';

const SAMPLE_VIDEO = join('sample', 'motions.mp4');

/** Wishes of a conversion. */
export interface ConvertOptions extends Omit<SourceOptions, 'labels'> {
  /** A file of class names, in place of the source's. */
  readonly labelsFile?: string;
  /** Default: `<user's models>/<name of the source>`, with the precision appended unless it is fp32. */
  readonly out?: string;
  /** Replace a model folder that is there. */
  readonly force?: boolean;
  readonly precision?: Manifest['precision'];
  /** A video to compare int8 with fp32 on. Default: the bundled sample. */
  readonly video?: string;
  /** false: write without running the result; the manifest says so. */
  readonly check?: boolean;
  readonly signal: AbortSignal;
  /** Told before each step. */
  readonly onStep?: (step: string) => void;
}

/** What a conversion came to. */
export interface Conversion {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly notes: readonly string[];
  /** Reading, graphs, weights and hashes. */
  readonly writeMs: number;
  /** Running the result for comparison; 0 without a check. */
  readonly checkMs: number;
}

/**
 * Turns a checkpoint or an ONNX file into a model folder. The folder appears whole or not at all.
 *
 * @throws AppError 'output.exists' where something is in the way, 'output.unwritable', 'inference.failed' when the
 *   graphs disagree, and what the source's reader throws.
 */
export async function convert(path: string, options: ConvertOptions, platform: Platform): Promise<Conversion> {
  const { precision = 'fp32', force = false, signal, onStep = () => undefined } = options;
  const begin = performance.now();
  onStep('reading the source');
  const labels = options.labelsFile === undefined ? undefined : await readLabels(options.labelsFile);
  const source = await architectureFor(path).read(path, { ...options, labels });
  const suffix = precision === 'fp32' ? '' : `-${precision}`;
  const out = resolve(options.out ?? join(platform.userModelsDir, source.description.name + suffix));
  const isInPlace = await isSameFolder(source.path, out);
  await checkTarget(out, isInPlace, force);

  const staging = await stagingFor(out, isInPlace);
  try {
    onStep('writing graphs and weights');
    const inPlace = isInPlace ? await realpath(out) : null;
    if (inPlace !== null) await checkReachable(source, precision, inPlace);
    const names = await writeGraphs(source, precision, staging, { inPlace, signal });
    signal.throwIfAborted();
    onStep('hashing the source');
    const manifest = await manifestFor(source, precision, { version: platform.version, signal });
    const writeMs = performance.now() - begin;
    const places = { graphs: staging, weights: inPlace ?? staging };
    const checked = options.check === false ? manifest : await verified(source, manifest, places, options, platform);
    const checkMs = options.check === false ? 0 : performance.now() - begin - writeMs;
    await writeManifest(staging, checked);
    signal.throwIfAborted();
    await (isInPlace ? moveInto(staging, out, [...names, MANIFEST_NAME]) : replaceFolder(staging, out));
    return { folder: out, manifest: checked, notes: source.notes, writeMs, checkMs };
  } catch (error) {
    throw asUnwritable(error, out);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The manifest with what running the new graphs showed: predict against inspect, or int8 against fp32. */
async function verified(
  source: ModelSource,
  manifest: Manifest,
  places: { readonly graphs: string; readonly weights: string },
  options: ConvertOptions,
  platform: Platform,
): Promise<Manifest> {
  const { signal, onStep = () => undefined } = options;
  if (manifest.graphs.inspect !== null) {
    onStep('comparing predict and inspect');
    const launch = launcherOf(platform);
    return {
      ...manifest,
      selfCheck: await selfCheck(manifest, places.graphs, places.weights, launch, signal),
    };
  }
  if (manifest.precision !== 'int8') {
    onStep('running one window');
    await runCheck(manifest, places.graphs, launcherOf(platform), signal);
    return manifest;
  }
  const video = options.video ?? join(platform.resourcesDir, SAMPLE_VIDEO);
  onStep(`comparing int8 with fp32 on ${video}`);
  await writeManifest(places.graphs, manifest);
  const opening = { version: platform.version, cacheDir: platform.cacheDir, signal };
  const fast = await openModel(places.graphs, opening);
  const exact = await openSource(source, opening);
  return { ...manifest, agreement: await measureAgreement(fast, exact, video, { platform, signal }) };
}

async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(join(folder, MANIFEST_NAME), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** A scratch folder on the disk of the target, so that the last step is a rename. */
async function stagingFor(out: string, isInPlace: boolean): Promise<string> {
  const parent = isInPlace ? out : dirname(out);
  const staging = join(parent, `.timeloupe-${randomUUID()}`);
  try {
    await mkdir(staging, { recursive: true });
    return staging;
  } catch (error) {
    throw asUnwritable(error, out);
  }
}

async function isSameFolder(source: ModelSource['path'], out: string): Promise<boolean> {
  if (!existsSync(out)) return false;
  return (await realpath(source)) === (await realpath(out));
}

/** A checkpoint of links, as in the hub's cache, has its weights elsewhere: graphs beside the links can't refer to them. */
async function checkReachable(source: ModelSource, precision: Manifest['precision'], folder: string): Promise<void> {
  if (source.weightFiles(precision) === null || (await source.weightsFolder()) === folder) return;
  throw new AppError(
    'output.unwritable',
    `The weights in ${folder} are links to files elsewhere. Give --out another folder.`,
  );
}

async function checkTarget(out: string, isInPlace: boolean, force: boolean): Promise<void> {
  if (!existsSync(out)) return;
  const isFolder = (await stat(out)).isDirectory();
  const names = isFolder ? await readdir(out) : [];
  const isModel = names.includes(MANIFEST_NAME);
  if (isFolder && (names.length === 0 || (isModel && force) || (isInPlace && !isModel))) return;
  const advice = isModel
    ? 'it is a model folder already. --force replaces it'
    : isFolder
      ? 'it holds other files. Give --out a new or empty folder'
      : 'it is a file. Give --out a folder';
  throw new AppError('output.exists', `Nothing was written to ${out}: ${advice}.`);
}

/** The manifest last: without it the folder is a checkpoint as before. */
async function moveInto(staging: string, out: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rename(join(staging, name), join(out, name));
}
