// Where a link of a Markdown file leads: to another page of the site, to a file of the checkout, or out of it.
import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from '../steps.mjs';
import { PAGES } from './pages.mjs';

/**
 * @param href as it is written. @param source the file that it stands in, from the root of the checkout.
 * @returns {{ kind: 'outside' } | { kind: 'page', page: import('./pages.mjs').Page, anchor: string }
 *   | { kind: 'file', path: string, anchor: string } | { kind: 'missing', path: string }}
 */
export function targetOf(href, source) {
  if (/^[a-z]+:/i.test(href)) return { kind: 'outside' };
  const [address, anchor = ''] = href.split('#');
  const path = address === '' ? source : posix.normalize(posix.join(posix.dirname(source), decodeURI(address)));
  const isInside = path !== '..' && !path.startsWith('../') && !posix.isAbsolute(path);
  if (!isInside || !existsSync(join(root, path))) return { kind: 'missing', path };
  const isFolder = statSync(join(root, path)).isDirectory();
  const file = isFolder ? posix.join(path, 'README.md') : path;
  const page = PAGES.find((candidate) => candidate.source === file);
  return page ? { kind: 'page', page, anchor } : { kind: 'file', path, anchor };
}
