import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect } from 'vitest';

const DOCS = new URL('../../docs/', import.meta.url);

/** Holds a generated page to its file in docs/, which `npm run docs` (vitest -u) writes anew. */
export async function expectDocument(name: string, text: string): Promise<void> {
  const path = fileURLToPath(new URL(name, DOCS));
  const formatted = await format(text, { ...(await resolveConfig(path)), parser: 'markdown' });
  await expect(formatted).toMatchFileSnapshot(path);
}

/** The anchor of a heading, as GitHub makes it; the check of the documentation's links holds it to the pages. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Text in a cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
