import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

/** What each folder may import besides itself. The first key that fits a file decides; '*' is any one name. */
const FOLDERS: Record<string, readonly string[]> = {
  'src-main/shared': [],
  'src-main/core/services': ['src-main/shared', 'src-main/core'],
  'src-main/core/*': ['src-main/shared', 'src-main/core/base'],
  'src-main/library': ['src-main/shared', 'src-main/core'],
  'src-main/hosts/*': ['src-main/shared', 'src-main/core/services', 'src-main/hosts/page'],
  'src-main/cli': ['src-main/shared', 'src-main/core/services', 'src-main/hosts/web'],
  'src-renderer/lib': ['src-main/shared'],
  'src-renderer/components': ['src-main/shared', 'src-renderer/lib'],
  'src-renderer/state': ['src-main/shared', 'src-renderer/lib'],
  'src-renderer': ['src-main/shared'],
};

/** Each heavy package has its doors. */
const DOORS: Record<string, readonly string[]> = {
  electron: ['src-main/hosts/electron'],
  'electron-updater': ['src-main/hosts/electron'],
  'onnxruntime-node': ['src-main/core/inference'],
  'node:child_process': ['src-main/core/video', 'src-main/core/inference', 'src-main/hosts/web/open-browser.ts'],
  'node:sqlite': ['src-main/core/store'],
  '@photostructure/sqlite': ['src-main/core/store'],
  sharp: ['src-main/core/pictures'],
  'node:http': ['src-main/hosts/web'],
  'node:https': ['src-main/hosts/web'],
  '@huggingface/hub': ['src-main/core/hub'],
  'ffmpeg-static': ['src-main/core/video'],
  '@ffmpeg-installer/ffmpeg': ['src-main/core/video'],
  'fast-png': ['src-main/core/attention'],
  yaml: ['src-main/core/models'],
  saxes: ['src-main/core/import'],
  'csv-parse': ['src-main/core/import'],
};

test('every import follows the layers', () => {
  const faults = ['src-main', 'src-renderer'].flatMap(sources).flatMap((file) =>
    importsOf(file)
      .filter((target) => !isAllowed(file, target))
      .map((target) => `${file} imports ${target}`),
  );
  expect(faults).toEqual([]);
});

test('the rules name a bad import', () => {
  expect(isAllowed('src-main/core/video/probe.ts', 'src-main/core/models/open.ts')).toBe(false);
  expect(isAllowed('src-main/core/services/analysis.ts', 'src-main/core/models/open.ts')).toBe(true);
  expect(isAllowed('src-main/core/models/open.ts', 'onnxruntime-node')).toBe(false);
  expect(isAllowed('src-main/shared/time.ts', 'src-main/core/base/stored-tensor.ts')).toBe(false);
});

function isAllowed(file: string, target: string): boolean {
  const doors = DOORS[target];
  if (doors) return doors.some((door) => isInside(file, door));
  if (!target.startsWith('src-')) return true;
  const rule = Object.keys(FOLDERS).find((folder) => isInside(file, folder));
  if (rule === undefined) return false;
  const own = file.split('/').slice(0, rule.split('/').length).join('/');
  return [own, ...FOLDERS[rule]!].some((folder) => isInside(target, folder));
}

function isInside(path: string, folder: string): boolean {
  const names = path.split('/');
  return folder.split('/').every((name, i) => name === '*' || name === names[i]);
}

function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, name]) =>
    name!.startsWith('.') ? posix.join(posix.dirname(file), name!) : name!.replace('#shared/', 'src-main/shared/'),
  );
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((name) => /\.(ts|svelte)$/.test(name));
}
