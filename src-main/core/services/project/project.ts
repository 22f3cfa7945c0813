import { resolve } from 'node:path';
import type { CheckReport, ProjectInfo, RepairReport } from '../../../shared/protocol/project-methods.ts';
import { wholePath } from '../../base/whole-path.ts';
import { backUp, isBackupDue, listBackups } from '../../store/backups.ts';
import { AppError } from '../../../shared/errors.ts';
import { checkProject } from '../../store/check.ts';
import { ProjectStore } from '../../store/project-store.ts';
import { repairProject } from '../../store/repair.ts';
import type { CurrentProject } from './current-project.ts';
import { faultBehind } from './fault-behind.ts';
import type { OpenProject } from './open-project.ts';
import { withFileStates } from './video-files.ts';

/**
 * Makes an empty project and opens it in place of the one that was open.
 *
 * @throws AppError 'output.exists', 'project.unwritable'.
 */
export async function createProject(
  current: CurrentProject,
  { path }: { readonly path: string },
): Promise<ProjectInfo> {
  const store = ProjectStore.create(resolve(wholePath(path)), { appVersion: current.platform.version });
  return infoOf(await current.replaceBy(store));
}

/**
 * Opens a project in place of the one that was open. While it is worked on, its videos' files are looked at, and a
 * backup is made where the last one is a day old.
 *
 * @throws AppError 'project.not_found', 'project.invalid', 'project.unwritable', 'project.busy'.
 */
export async function openProject(
  current: CurrentProject,
  { path, readOnly }: { readonly path: string; readonly readOnly: boolean },
): Promise<ProjectInfo> {
  const project = await current.replaceBy(await openSound(resolve(wholePath(path)), readOnly));
  const info = infoOf(project);
  const { reportFault } = project.platform;
  current.track(lookAtVideos(project));
  current.track(backUpDaily(project).catch((fault: unknown) => reportFault('the daily backup', fault)));
  return info;
}

/** A store whose videos can be listed: what is not so is not opened in place of another. */
async function openSound(path: string, readOnly: boolean): Promise<ProjectStore> {
  const store = ProjectStore.open(path, { readOnly });
  try {
    store.videos.list({ includeRemoved: true });
    return store;
  } catch (error) {
    const behind = await faultBehind(error, store);
    store.close();
    throw behind;
  }
}

/** The open project in a few numbers. */
export function infoOf({ store }: OpenProject): ProjectInfo {
  const { id, createdAt } = store.meta();
  return {
    path: store.path,
    id,
    version: store.version,
    readOnlyReason: store.readOnlyReason,
    createdAt,
    sizeBytes: store.sizeBytes,
    ...store.counts(),
    backups: listBackups(store.path),
  };
}

/** Makes a backup now. @throws AppError 'project.unwritable'. */
export async function backUpProject({ store }: OpenProject): Promise<{ path: string }> {
  return { path: await backUp(store.path, 'asked') };
}

/** What is wrong with a project's file, which need not be open. @throws AppError as checkProject. */
export function checkFile({ path }: { readonly path: string }): Promise<CheckReport> {
  return checkProject(resolve(wholePath(path)));
}

/** Recovers what can be read of a damaged project into a new file. @throws AppError as repairProject. */
export function repairFile({ path, out }: { readonly path: string; readonly out: string }): Promise<RepairReport> {
  return repairProject(resolve(wholePath(path)), resolve(wholePath(out)));
}

/** What stands in the way is told to whoever asks for the videos; of bugs nobody else would hear. */
async function lookAtVideos(project: OpenProject): Promise<void> {
  try {
    await withFileStates(project, project.store.videos.list({ includeRemoved: true }));
  } catch (error) {
    const behind = await project.explained(error);
    if (!(behind instanceof AppError)) project.platform.reportFault('looking at the videos', behind);
  }
}

async function backUpDaily({ store }: OpenProject): Promise<void> {
  if (store.readOnlyReason === null && isBackupDue(store.path)) await backUp(store.path, 'daily');
}
