import { AppError } from '#shared/errors';
import { dropKind, endingOf, refusal, type DropKind } from '../../lib/drop-words.ts';
import type { App } from '../../state/app.svelte.ts';
import { addModel } from './model-actions.ts';
import { addVideos } from './project-actions.ts';

/** Something that was dropped, as far as the browser tells. */
interface Dropped {
  readonly file: File;
  readonly kind: DropKind;
  /** Given for folders where they can be looked into. */
  readonly folder: FileSystemDirectoryEntry | null;
}

/** Opens, or adds, what was dropped: a project alone, else models, videos and annotations. */
export async function takeDropped(app: App, transfer: DataTransfer): Promise<void> {
  // Entries are only there until the event is over, so they are all read before anything is awaited.
  const dropped = [...transfer.items].flatMap(droppedOf);
  const unread = dropped.find(({ kind }) => kind === 'other');
  if (unread) app.toasts.warn(refusal(endingOf(unread.file.name)).words);
  const project = dropped.find(({ kind }) => kind === 'project');
  if (project) {
    await app.project.open(await pathOf(app, project.file));
    return;
  }
  const annotations = dropped.filter(({ kind }) => kind === 'annotations');
  for (const { file, kind } of dropped) if (kind === 'model') await addModel(app, await pathOf(app, file));
  const paths: string[] = [];
  for (const { file, kind, folder } of dropped) {
    if (kind === 'video') paths.push(await pathOf(app, file));
    if (kind === 'folder') paths.push(...(await pathsOfFolder(app, file, folder)));
  }
  if (paths.length > 0) await addVideos(app, paths);
  await importDropped(app, annotations);
}

/** Annotations are shown before anything is done with them. */
async function importDropped(app: App, dropped: readonly Dropped[]): Promise<void> {
  if (dropped.length === 0) return;
  if (!app.project.info) {
    throw new AppError('project.not_open', 'Open the project that these annotations belong to, then drop them again.');
  }
  const paths: string[] = [];
  for (const { file } of dropped) paths.push(await pathOf(app, file));
  app.dialogs.show({ kind: 'import', paths });
}

function droppedOf(item: DataTransferItem): Dropped[] {
  const file = item.getAsFile();
  if (item.kind !== 'file' || !file) return [];
  const entry = item.webkitGetAsEntry();
  if (entry?.isDirectory) return [{ file, kind: 'folder', folder: entry as FileSystemDirectoryEntry }];
  return [{ file, kind: dropKind(file.name), folder: null }];
}

/** Where the core finds a file: at once on one machine, else after it was sent. */
async function pathOf({ drop, host }: App, file: File): Promise<string> {
  if (!host.native.pathOfDropped) {
    throw new AppError('request.invalid', 'Files can’t be dropped here. Choose them with Add videos… instead.');
  }
  try {
    return await host.native.pathOfDropped(file, (share) => {
      drop.sending = { name: file.name, share };
    });
  } finally {
    drop.sending = null;
  }
}

/**
 * A folder's path where the core runs on this machine. From a browser its videos are sent one by one; a model's folder
 * can't be, because its files belong side by side.
 */
async function pathsOfFolder(app: App, file: File, folder: FileSystemDirectoryEntry | null): Promise<string[]> {
  const isLocal = app.host.onConnection === undefined;
  if (isLocal || !folder) return takeFolder(app, await pathOf(app, file));
  const files = await filesBelow(folder);
  if (files.some(({ name }) => /^(config|manifest)\.json$/.test(name))) {
    const advice = 'Choose it with Add model…, which lists the folders of the server’s machine.';
    throw new AppError('request.invalid', `A model’s folder can’t be sent from a browser. ${advice}`);
  }
  const paths: string[] = [];
  for (const found of files.filter(({ name }) => dropKind(name) === 'video')) paths.push(await pathOf(app, found));
  if (paths.length === 0) app.toasts.warn(`There is no video in ${folder.name}.`);
  return paths;
}

/** A folder that holds a model is added as one. @returns the folder where it is to be searched for videos. */
async function takeFolder(app: App, path: string): Promise<string[]> {
  const parent = path.replace(/[\\/][^\\/]+[\\/]?$/, '');
  const { entries } = await app.host.call('files.list', { folder: parent === '' ? '/' : parent });
  if (entries.find((entry) => entry.path === path)?.kind !== 'model') return [path];
  await addModel(app, path);
  return [];
}

async function filesBelow(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const found: File[] = [];
  for (;;) {
    // A reader gives its entries in parts, and an empty part at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return found;
    for (const entry of part) {
      if (entry.isDirectory) found.push(...(await filesBelow(entry as FileSystemDirectoryEntry)));
      else
        found.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
    }
  }
}
