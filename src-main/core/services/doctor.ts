import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { toWire } from '../../shared/errors.ts';
import { type ProviderTrial, tryEveryProvider } from '../inference/start.ts';
import { physicalCores } from '../inference/threads.ts';
import { openModel } from '../models/open.ts';
import { type Ffmpeg, resolveFfmpeg } from '../video/ffmpeg-binary.ts';
import type { RunHost } from './analysis/analysis-run.ts';
import { trialOf } from './analysis/model-runner.ts';
import { launcherOf } from './platform.ts';

const TEST_MODEL = 'demo-motion';

/** Something that was looked for: what was found, or why not. */
export type Finding<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly reason: string };

/** The state of this installation and machine. */
export interface DoctorReport {
  readonly version: string;
  readonly node: string;
  readonly system: string;
  readonly ffmpeg: Finding<Pick<Ffmpeg, 'path' | 'source' | 'version'>>;
  readonly inference: Finding<{
    readonly onnxruntime: string;
    /** The model whose window each provider computed. */
    readonly model: string;
    readonly providers: readonly ProviderTrial[];
  }>;
  readonly processor: {
    readonly name: string;
    readonly cores: number;
    readonly threads: number;
    readonly usable: number;
  };
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  readonly folders: readonly FolderFinding[];
}

/** One of the folders that are read or written. */
export interface FolderFinding {
  readonly use: string;
  readonly path: string;
  readonly state: 'read and write' | 'read only' | 'not there yet' | 'not readable';
}

/** Looks at everything the application needs. What is missing is a finding, not an error. */
export async function examine(host: RunHost): Promise<DoctorReport> {
  const { platform } = host;
  const [cpu] = cpus();
  const folders = [
    ['bundled models', platform.modelsDir],
    ['resources', platform.resourcesDir],
    ['downloaded models', platform.userModelsDir],
    ['cache', platform.cacheDir],
  ] as const;
  return {
    version: platform.version,
    node: process.version,
    system: `${process.platform}-${process.arch}`,
    ffmpeg: await finding(async () => {
      const { path, source, version } = await resolveFfmpeg();
      return { path, source, version };
    }),
    inference: await finding(() => examineInference(host)),
    processor: {
      name: cpu?.model.trim() ?? 'unknown',
      cores: physicalCores(),
      threads: cpus().length,
      usable: availableParallelism(),
    },
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    folders: await Promise.all(folders.map(async ([use, path]) => ({ use, path, state: await folderState(path) }))),
  };
}

async function examineInference({ platform, signal, launch = launcherOf(platform) }: RunHost) {
  const { version, cacheDir, modelsDir } = platform;
  const model = await openModel(join(modelsDir, TEST_MODEL), { version, cacheDir, signal });
  const { runtimeVersion, trials } = await tryEveryProvider(launch, {
    ...(await trialOf(model)),
    threads: null,
    signal,
  });
  return { onnxruntime: runtimeVersion, model: model.manifest.name, providers: trials };
}

async function finding<T extends object>(look: () => Promise<T>): Promise<Finding<T>> {
  try {
    return { ok: true, ...(await look()) };
  } catch (error) {
    return { ok: false, reason: toWire(error).message };
  }
}

async function folderState(path: string): Promise<FolderFinding['state']> {
  const isThere = await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
  if (!isThere) return 'not there yet';
  const may = (mode: number) =>
    access(path, mode).then(
      () => true,
      () => false,
    );
  if (!(await may(constants.R_OK))) return 'not readable';
  return (await may(constants.W_OK)) ? 'read and write' : 'read only';
}
