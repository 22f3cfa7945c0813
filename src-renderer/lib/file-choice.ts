import type { PickRequest } from '#shared/protocol';
import type { FolderEntry, FolderListing } from '#shared/protocol/app-methods';

type Kind = PickRequest['kind'];

/** Whether an entry can be the answer. A folder of videos can: all of its videos are added. */
export function mayChoose(kind: Kind, { kind: entryKind, sizeBytes }: FolderEntry): boolean {
  const isFolder = sizeBytes === null;
  switch (kind) {
    case 'videos':
      return isFolder || entryKind === 'video';
    case 'folder':
      return isFolder;
    case 'model':
      return entryKind === 'model';
    case 'project':
    case 'newProject':
      return entryKind === 'project';
    case 'exportFolder':
      return isFolder;
    case 'annotations':
      return entryKind === 'annotations';
  }
}

/** Whether an entry is listed at all: folders always, files where they can be the answer. */
export function mayList(kind: Kind, entry: FolderEntry): boolean {
  return entry.sizeBytes === null || mayChoose(kind, entry);
}

/** Whether the answer is a name that need not exist yet. */
export function takesName(kind: Kind): boolean {
  return kind === 'newProject' || kind === 'exportFolder';
}

export function takesSeveral(kind: Kind): boolean {
  return kind === 'videos' || kind === 'annotations';
}

/** A path below a folder, with the folder's own kind of separator. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

/**
 * What a path leads to that somebody wrote: a folder, or the folder of a file that can be the answer, with that file.
 *
 * @param list lists a folder, and throws for what is none.
 * @throws what `list` threw, for a path that is neither.
 */
export async function followed(
  kind: Kind,
  path: string,
  list: (folder: string) => Promise<FolderListing>,
): Promise<{ readonly listing: FolderListing; readonly file: FolderEntry | null }> {
  try {
    return { listing: await list(path), file: null };
  } catch (error) {
    const [, folder, name] = /^(.*[\\/])([^\\/]+)$/.exec(path) ?? [];
    // A file in place of a new one’s folder is a mistake, not a choice.
    if (folder === undefined || takesName(kind)) throw error;
    const listing = await list(folder).catch(() => null);
    const file = listing?.entries.find((entry) => entry.name === name && entry.sizeBytes !== null);
    if (!listing || !file || !mayChoose(kind, file)) throw error;
    return { listing, file };
  }
}
