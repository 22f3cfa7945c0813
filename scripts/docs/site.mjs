// Builds the documentation into a folder: it opens from the disk, and the application's help shows the same copy.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../steps.mjs';
import { htmlFrom, sectionsOf } from './html.mjs';
import { tokensOf } from './markdown.mjs';
import { PAGES } from './pages.mjs';
import { pageFrom } from './template.mjs';

const ASSETS = ['theme.js', 'search.js'];

/** @returns {{ pages: number, pictures: number }} */
export function buildSite(out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'assets'), { recursive: true });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const kept = new Map();
  const keep = (path) => {
    const address = `${path.endsWith('.png') ? 'pictures' : 'files'}/${basename(path)}`;
    kept.set(address, path);
    return address;
  };
  const index = [];
  for (const page of PAGES) {
    const tokens = tokensOf(readFileSync(join(root, page.source), 'utf8'));
    const { html, headings } = htmlFrom(tokens, page.source, keep);
    writeFileSync(join(out, page.out), pageFrom({ page, html, headings, version }));
    for (const { id, heading, text } of sectionsOf(tokens))
      index.push([`${page.out}#${id}`, page.title, heading, text]);
  }
  writeAssets(join(out, 'assets'), index);
  for (const folder of ['pictures', 'files']) mkdirSync(join(out, folder), { recursive: true });
  for (const [address, path] of kept) copyFileSync(join(root, path), join(out, address));
  return { pages: PAGES.length, pictures: [...kept.keys()].filter((address) => address.endsWith('.png')).length };
}

function writeAssets(folder, index) {
  const here = join(root, 'scripts', 'docs', 'site');
  for (const name of ASSETS) copyFileSync(join(here, name), join(folder, name));
  // The screen's own colours.
  const tokens = readFileSync(join(root, 'src-renderer', 'styles', 'tokens.css'), 'utf8');
  writeFileSync(join(folder, 'site.css'), `${tokens}\n${readFileSync(join(here, 'site.css'), 'utf8')}`);
  copyFileSync(join(root, 'src-renderer', 'icon.svg'), join(folder, 'icon.svg'));
  // A script, because pages that are opened from the disk may fetch nothing.
  writeFileSync(join(folder, 'search-index.js'), `globalThis.docsIndex = ${JSON.stringify(index)};\n`);
}
