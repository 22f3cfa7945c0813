import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join, parse, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { FolderEntry, FolderListing } from '../../../shared/protocol/app-methods.ts';
import { readers } from '../../import/formats/index.ts';
import { VIDEO_ENDINGS } from '../find-videos.ts';
import { inTurns } from '../project/video-files.ts';

const ENTRIES_AT_ONCE = 64;
const MODEL_ENDINGS = new Set(['.onnx', '.pyth', '.pth', '.pt', '.safetensors']);
/** What an import may read; its content decides. */
const ANNOTATION_ENDINGS = new Set(readers.flatMap(({ endings }) => endings));
/** Files that make a folder a model, of each pair both. */
const MODEL_FILES = [
  ['manifest.json', 'predict.onnx'],
  ...['model.safetensors', 'pytorch_model.bin', 'model.safetensors.index.json', 'pytorch_model.bin.index.json'].map(
    (weights) => ['config.json', weights],
  ),
];
const DRIVES = Array.from('CDEFGHIJKLMNOPQRSTUVWXYZAB');

/**
 * A folder of this machine: folders first, then files, each by name, without hidden ones. A link is what it leads to;
 * one that leads nowhere, or in a circle, is left out.
 *
 * @param folder absolute; by default the one of the project that is open, else the user's own.
 * @param projectFile of the project that is open.
 * @throws AppError 'request.invalid' for a path that is no folder, or may not be read.
 */
export async function listFolder(folder: string | undefined, projectFile: string | null): Promise<FolderListing> {
  const projectDir = projectFile === null ? null : dirname(projectFile);
  const path = resolve(folder ?? projectDir ?? homedir());
  const found = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('request.invalid', sentenceFor(path, cause), { cause });
  });
  const visible = found.filter(({ name }) => !name.startsWith('.'));
  const entries = await inTurns(visible, ENTRIES_AT_ONCE, (entry) => describe(path, entry));
  return {
    folder: path,
    parent: path === parse(path).root ? null : dirname(path),
    places: await placesFrom(projectDir),
    entries: entries.filter((entry) => entry !== null).sort(byKindAndName),
  };
}

async function describe(folder: string, { name }: Dirent): Promise<FolderEntry | null> {
  const path = join(folder, name);
  const info = await stat(path).catch(() => null);
  if (!info) return null;
  const common = { name, path, modifiedAt: info.mtime.toISOString() };
  if (info.isDirectory()) return { ...common, kind: await folderKind(path), sizeBytes: null };
  if (!info.isFile()) return null;
  return { ...common, kind: fileKind(name), sizeBytes: info.size };
}

async function folderKind(path: string): Promise<'folder' | 'model'> {
  const names = new Set(await readdir(path).catch(() => []));
  return MODEL_FILES.some((files) => files.every((name) => names.has(name))) ? 'model' : 'folder';
}

function fileKind(name: string): FolderEntry['kind'] {
  const ending = extname(name).toLowerCase();
  if (VIDEO_ENDINGS.has(ending)) return 'video';
  if (MODEL_ENDINGS.has(ending)) return 'model';
  if (ANNOTATION_ENDINGS.has(ending)) return 'annotations';
  return ending === '.timeloupe' ? 'project' : 'other';
}

/** A model's folder stands among the folders: one may go into either. */
function byKindAndName(a: FolderEntry, b: FolderEntry): number {
  const isFile = ({ sizeBytes }: FolderEntry) => Number(sizeBytes !== null);
  return isFile(a) - isFile(b) || a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' });
}

async function placesFrom(projectDir: string | null): Promise<FolderListing['places']> {
  const home = homedir();
  const places = [
    { name: 'Home', path: home },
    ...['Desktop', 'Videos', 'Movies', 'Downloads'].map((name) => ({ name, path: join(home, name) })),
    ...(projectDir === null ? [] : [{ name: 'Project', path: projectDir }]),
    ...(process.platform === 'win32' ? DRIVES.map((letter) => `${letter}:\\`) : ['/']).map((root) => ({
      name: root === '/' ? 'Computer' : root.slice(0, 2),
      path: root,
    })),
  ];
  const isThere = await Promise.all(places.map(({ path }) => stat(path).catch(() => null)));
  return places.filter((_, i) => isThere[i]?.isDirectory());
}

function sentenceFor(path: string, cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read by this user. Choose another folder.`;
  if (code === 'ENOTDIR') return `${path} is a file, no folder.`;
  if (code === 'ELOOP') return `${path} is a link that leads in a circle.`;
  return `${path} can't be read: there is no such folder, or its drive doesn't answer.`;
}
