import { copyFile, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { SampleInfo } from '../../../shared/protocol/app-methods.ts';
import type { ProjectInfo } from '../../../shared/protocol/project-methods.ts';
import { openModel } from '../../models/open.ts';
import { ProjectStore } from '../../store/project-store.ts';
import type { Platform } from '../platform.ts';
import type { CurrentProject } from '../project/current-project.ts';
import { infoOf, openProject } from '../project/project.ts';
import { addVideos } from '../project/project-videos.ts';

/** Bundled; its labels are the sample's classes. */
export const SAMPLE_MODEL = 'demo-motion';

/** What the sample's recipe writes beside a video. */
const truthSchema = z.object({ fps: z.number().positive(), frameCount: z.int().positive() });

/** What the sample consists of, from the files that ship; null where they are not installed. */
export async function sampleInfo(platform: Platform): Promise<SampleInfo | null> {
  return readSampleInfo(platform).catch(() => null);
}

async function readSampleInfo({ resourcesDir, modelsDir }: Platform): Promise<SampleInfo> {
  const videos = await sampleVideos(resourcesDir);
  const facts = await Promise.all(
    videos.map(async (path) => {
      const { fps, frameCount } = truthSchema.parse(await json(path.replace(extname(path), '.segments.json')));
      return { durationSec: frameCount / fps, sizeBytes: (await stat(path)).size };
    }),
  );
  const config = z.object({ id2label: z.record(z.string(), z.string()) });
  const { id2label } = config.parse(await json(join(modelsDir, SAMPLE_MODEL, 'config.json')));
  const sum = (of: 'durationSec' | 'sizeBytes') => facts.reduce((total, fact) => total + fact[of], 0);
  return {
    videos: videos.length,
    durationSec: sum('durationSec'),
    sizeBytes: sum('sizeBytes'),
    classes: Object.keys(id2label).length,
  };
}

/**
 * Opens the sample project as it was left, or makes it: the videos that ship, the model's labels as classes, and no
 * analysis. It lies in the user's own folder, so it is a project like any other. A new start is a file beside the old
 * one, which keeps all that was done in it.
 *
 * @throws AppError 'output.unwritable' where it can't be made, and as opening a project does.
 */
export async function openSample(current: CurrentProject, { anew }: { readonly anew: boolean }): Promise<ProjectInfo> {
  const folder = join(current.platform.dataDir, 'sample');
  const videos = await putVideos(current.platform.resourcesDir, folder).catch((cause: unknown) => {
    const advice = 'Check its permissions and the room on its disk.';
    throw new AppError('output.unwritable', `The sample can't be put into ${folder}. ${advice}`, { cause });
  });
  const newest = await newestNumber(folder);
  const pathOf = (number: number) => join(folder, number === 1 ? 'Sample.timeloupe' : `Sample ${number}.timeloupe`);
  if (newest > 0 && !anew) return openProject(current, { path: pathOf(newest), readOnly: false });
  return makeSample(current, pathOf(newest + 1), videos);
}

async function makeSample(current: CurrentProject, path: string, videos: readonly string[]): Promise<ProjectInfo> {
  const { version, cacheDir, modelsDir } = current.platform;
  const model = await openModel(join(modelsDir, SAMPLE_MODEL), { version, cacheDir });
  const project = await current.replaceBy(ProjectStore.create(path, { appVersion: version }));
  try {
    const failed = (await addVideos(project, { paths: videos })).find(({ error }) => error !== null);
    if (failed) throw new AppError('video.unreadable', failed.error!);
    current.session().corrections.ensureClassesFor({ modelHash: model.hash, labels: model.manifest.labels });
    return infoOf(project);
  } catch (error) {
    // Half a sample would be opened as the sample ever after.
    await current.close();
    await rm(path, { force: true });
    throw error;
  }
}

/** Of those that were made; 0 without any. */
async function newestNumber(folder: string): Promise<number> {
  const names = (await readdir(folder)).map((name) => /^Sample(?: ([1-9]\d{0,5}))?\.timeloupe$/.exec(name));
  return Math.max(0, ...names.flatMap((match) => (match ? [Number(match[1] ?? 1)] : [])));
}

/** Copies of the videos that ship, since those may be on a disk that can't be written or go with an update. */
async function putVideos(resourcesDir: string, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const source of await sampleVideos(resourcesDir)) {
    const path = join(folder, basename(source));
    paths.push(path);
    if (existsSync(path)) continue;
    await copyFile(source, `${path}.new`);
    await rename(`${path}.new`, path).finally(() => rm(`${path}.new`, { force: true }));
  }
  return paths;
}

async function sampleVideos(resourcesDir: string): Promise<string[]> {
  const folder = join(resourcesDir, 'sample');
  const names = await readdir(folder);
  return names.filter((name) => extname(name) === '.mp4').map((name) => join(folder, name));
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
