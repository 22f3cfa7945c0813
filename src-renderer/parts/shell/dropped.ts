import { AppError } from '#shared/errors';
import { dropKind, endingOf, refusal, type DropKind } from '../../lib/drop-words.ts';
import { modelFiles } from '../../lib/model-files.ts';
import type { App } from '../../state/app.svelte.ts';
import { filesBelow, filesIn } from './dropped-folder.ts';
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
  const all = [...transfer.items].flatMap(droppedOf);
  const model = oneModel(all);
  const dropped = all.filter(({ file }) => !model.includes(file));
  const unread = dropped.find(({ kind }) => kind === 'other');
  if (unread) app.toasts.warn(refusal(endingOf(unread.file.name)).words);
  const project = dropped.find(({ kind }) => kind === 'project');
  if (project) {
    await app.project.open(await pathOf(app, project.file));
    return;
  }
  const annotations = dropped.filter(({ kind }) => kind === 'annotations');
  if (model.length > 0) await addModel(app, await pathOfModel(app, model));
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

/** Files that make one model together, its weights last: a checkpoint with the names of its classes. */
function oneModel(dropped: readonly Dropped[]): readonly File[] {
  const files = dropped.filter(({ kind }) => kind !== 'folder' && kind !== 'video').map(({ file }) => file);
  return named(files, modelFiles(files.map(({ name }) => name)));
}

function named(files: readonly File[], names: readonly string[]): readonly File[] {
  return names.flatMap((name) => files.find((file) => file.name === name) ?? []);
}

/** Where the core finds a file: at once on one machine, else after it was sent. */
async function pathOf(app: App, file: File): Promise<string> {
  const { native } = app.host;
  if (!native.pathOfDropped) {
    throw new AppError('request.invalid', 'Files can’t be dropped here. Choose them with Add videos… instead.');
  }
  return whileSending(app, file.name, (told) => native.pathOfDropped!(file, told));
}

/** Of files that belong side by side: where they lie so already, that of the weights. */
async function pathOfModel(app: App, files: readonly File[], folder?: string): Promise<string> {
  const { native } = app.host;
  const weights = files.at(-1)!;
  if (!native.sendFolder || files.length === 1) return pathOf(app, weights);
  const name = folder ?? weights.name.replace(/\.[^.]+$/, '');
  return whileSending(app, name, (told) => native.sendFolder!(name, files, told));
}

async function whileSending(
  { drop }: App,
  name: string,
  send: (told: (share: number) => void) => Promise<string>,
): Promise<string> {
  try {
    return await send((share) => {
      drop.sending = { name, share };
    });
  } finally {
    drop.sending = null;
  }
}

/**
 * A folder's path where the core runs on this machine. From a browser its videos are sent one by one, and the files of
 * a model into one folder.
 */
async function pathsOfFolder(app: App, file: File, folder: FileSystemDirectoryEntry | null): Promise<string[]> {
  if (!app.host.native.sendFolder || !folder) return takeFolder(app, await pathOf(app, file));
  const direct = await filesIn(folder);
  const model = named(direct, modelFiles(direct.map(({ name }) => name)));
  if (model.length > 0) {
    await addModel(app, await pathOfModel(app, model, folder.name));
    return [];
  }
  const paths: string[] = [];
  for (const found of await filesBelow(folder)) {
    if (dropKind(found.name) === 'video') paths.push(await pathOf(app, found));
  }
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
