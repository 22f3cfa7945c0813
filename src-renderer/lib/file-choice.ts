import type { PickRequest } from '#shared/protocol';
import type { FolderEntry } from '#shared/protocol/app-methods';

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
