import { type BrowserWindow, dialog, type FileFilter, type OpenDialogOptions } from 'electron';
import { z } from 'zod';
import type { PickRequest } from '../../shared/protocol.ts';

export const pickRequestSchema = z.strictObject({
  title: z.string().max(200),
  kind: z.enum(['videos', 'folder', 'model', 'project', 'newProject', 'exportFolder', 'annotations']),
  from: z.string().max(4096).optional(),
}) satisfies z.ZodType<PickRequest>;

const PROJECTS: FileFilter = { name: 'Timeloupe projects', extensions: ['timeloupe'] };
const VIDEOS: FileFilter = {
  name: 'Videos',
  extensions: ['mp4', 'mov', 'mkv', 'webm', 'avi', 'm4v', 'mpg', 'mpeg', 'ts', 'mts', 'wmv', 'flv', 'ogv', '3gp'],
};
const MODELS: FileFilter = { name: 'Models', extensions: ['onnx', 'pyth', 'pth', 'pt', 'bin', 'safetensors'] };
const ANNOTATIONS: FileFilter = {
  name: 'Annotations',
  extensions: ['json', 'csv', 'tsv', 'boris', 'eaf', 'vtt'],
};
const ALL: FileFilter = { name: 'All files', extensions: ['*'] };

/** How each kind is asked for; the system's dialogs take folders and files at once only on macOS. */
const OPENING: Record<Exclude<PickRequest['kind'], 'newProject' | 'exportFolder'>, OpenDialogOptions> = {
  videos: { properties: ['openFile', 'multiSelections'], filters: [VIDEOS, ALL] },
  folder: { properties: ['openDirectory', 'createDirectory'] },
  model: {
    properties: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openFile'],
    filters: [MODELS, ALL],
  },
  project: { properties: ['openFile'], filters: [PROJECTS, ALL] },
  annotations: { properties: ['openFile', 'multiSelections'], filters: [ANNOTATIONS, ALL] },
};

/** Asks with a dialog of the operating system. @returns what was chosen; empty where it was cancelled. */
export async function pick(window: BrowserWindow, request: PickRequest): Promise<readonly string[]> {
  const { title, kind, from } = request;
  const place = from === undefined ? {} : { defaultPath: from };
  if (kind === 'newProject' || kind === 'exportFolder') {
    const filters = kind === 'newProject' ? [PROJECTS] : [];
    const properties = ['createDirectory', 'showOverwriteConfirmation'] as const;
    const { filePath } = await dialog.showSaveDialog(window, { title, ...place, filters, properties: [...properties] });
    return filePath === '' ? [] : [filePath];
  }
  const { filePaths } = await dialog.showOpenDialog(window, { title, ...place, ...OPENING[kind] });
  return filePaths;
}
