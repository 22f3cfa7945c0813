import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../steps.mjs';

/** Not in the list: the desktop package has its own files about them, and the npm package does not hold them. */
const APART = new Set(['electron']);
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([-.].*)?$/i;
const PACKAGE_IN_IMPORT = /(?:from|import)\s*\(?\s*'((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?'/g;

/**
 * The packages that the bundler writes into our own files: those that sources import and that are no dependencies at run
 * time, with all that they depend on. More than is really in the bundles, never less.
 *
 * @returns {string[]} their folders, absolute.
 */
export function bundledPackages(checkout) {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  const { packages } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'));
  const isInstalled = new Set(Object.keys({ ...dependencies, ...optionalDependencies }));
  const found = new Set();
  const add = (name, from) => {
    const path = pathOf(packages, name, from);
    if (path === null || found.has(path)) return;
    found.add(path);
    for (const next of Object.keys(packages[path].dependencies ?? {})) add(next, path);
  };
  for (const name of importedPackages(checkout)) if (!isInstalled.has(name) && !APART.has(name)) add(name, '');
  return [...found].map((path) => join(checkout, path));
}

/** Every package that lies below a folder's node_modules. */
export function installedPackages(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  return Object.keys(packages)
    .map((path) => join(folder, path))
    .filter((path) => existsSync(join(path, 'package.json')));
}

/** The text that goes into a package: each name, version and licence once, with its files' text. */
export function licenceList(folders) {
  const entries = new Map(folders.map((folder) => entryOf(folder)).map((entry) => [entry.title, entry]));
  const sorted = [...entries.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
  const table = sorted.map(({ title, licence }) => `${title}: ${licence}`);
  const texts = sorted.map(({ title, licence, text }) => `${'='.repeat(80)}\n${title} (${licence})\n\n${text}\n`);
  return `${INTRODUCTION}\n${table.join('\n')}\n\n${texts.join('\n')}`;
}

const INTRODUCTION = `Timeloupe is under the MIT licence, see LICENSE. It is distributed with the works of others, each under its own
licence. ffmpeg and libvips are programs and libraries of their own that Timeloupe calls; their sources are at
https://ffmpeg.org and https://github.com/libvips.
`;

function entryOf(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const named = license?.type ?? license ?? licenses?.map(({ type }) => type).join(' or ') ?? 'no licence is named';
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  return { title: `${name} ${version}`, licence: named, text: text || 'The package brings no text of it.' };
}

function importedPackages(checkout) {
  const names = new Set();
  for (const folder of ['src-main', 'src-renderer']) {
    for (const entry of readdirSync(join(checkout, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|svelte)$/.test(entry.name)) continue;
      const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8');
      for (const [, name] of text.matchAll(PACKAGE_IN_IMPORT)) names.add(name);
    }
  }
  return names;
}

/** Where npm has put what a package sees under a name: beside it, or in a folder above. Null for what is not npm's. */
function pathOf(packages, name, from) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[path]) return path;
    if (at === '') return null;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(join(root, 'out', 'THIRD-PARTY-LICENSES.txt'), licenceList(bundledPackages(root)));
}
