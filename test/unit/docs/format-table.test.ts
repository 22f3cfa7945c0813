import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exporters } from '../../../src-main/core/export/formats/index.ts';
import { readers } from '../../../src-main/core/import/formats/index.ts';
import type { ExportFormat, Shares } from '../../../src-main/shared/protocol/export-methods.ts';
import { anchorOf, cell, expectDocument } from '../../support/document.ts';

/** "## `elan`: ELAN" → its anchor, by id. */
const sections = new Map(
  [
    ...readFileSync(new URL('../../../docs/formats.md', import.meta.url), 'utf8').matchAll(
      /^## (`([a-z0-9-]+)`: .*)$/gm,
    ),
  ].map(([, heading, id]) => [id!, anchorOf(heading!)]),
);

test('docs/formats.md describes every format that is exported, and no other', () => {
  expect([...sections.keys()].sort()).toEqual(exporters.map(({ id }) => id).sort());
});

test('docs/format-table.md is made from the lists of exporters and readers', async () => {
  const exported = exporters.map(
    (format) =>
      `| ${cell(format.name)} | [\`${format.id}\`](formats.md#${sections.get(format.id) ?? ''}) | ${cell(format.readBy)} | ${clipsOf(format)} | ${splitOf(format)} | ${format.absent.map((absent) => ABSENT[absent]).join(', ')} | ${exactness(format.roundingSec)} |`,
  );
  const imported = readers.map(({ id, name, endings, options }) => {
    const isExported = exporters.some((format) => format.id === id);
    const said = options.map((option) => OPTIONS[option]).join(', ');
    return `| ${cell(name)} | \`${id}\` | ${endings.map((ending) => `\`${ending}\``).join(' ')} | ${said} | ${isExported ? 'yes' : ''} |`;
  });
  const text = [INTRODUCTION, EXPORT_HEAD + exported.join('\n'), IMPORTS, IMPORT_HEAD + imported.join('\n')];
  await expectDocument('format-table.md', text.join('\n\n'));
});

const INTRODUCTION = `# All formats

Made from the lists in the code by \`npm run docs\`. [Exports and imports](formats.md) describes each file, and
[Read by](consumers.md) which program has read which export, and what each can't say.

## Exports

${exporters.length} formats, for \`timeloupe export --format ID\` and _Export_ on the screen. **Sets**: shares of train, val and test that it
takes by default. **Verified absence**: what it may become, the first unless asked otherwise. **Times**: how far an edge may
move in being written.`;
const IMPORTS = `## Imports

${readers.length} formats, for \`timeloupe import\` and _Import annotations…_; which one a file is, is seen by its content.`;
const EXPORT_HEAD =
  '| format | id | read by | clips | sets | verified absence | times |\n| --- | --- | --- | --- | --- | --- | --- |\n';
const IMPORT_HEAD = '| format | id | files | may be told | exported too |\n| --- | --- | --- | --- | --- |\n';

const ABSENT: { readonly [A in ExportFormat['absent'][number]]: string } = {
  keep: 'kept',
  background: 'class background',
  'leave-out': 'left out',
};
const OPTIONS = {
  columns: 'columns and unit',
  labels: 'whether tiers or values are labels',
  predictions: 'whether to take predictions',
} as const;

function clipsOf({ hasClips, needsClips }: ExportFormat): string {
  if (!hasClips) return '';
  return needsClips ? 'always' : 'unless `--no-clips`';
}

function splitOf({ hasSplit, defaults }: ExportFormat): string {
  if (!hasSplit) return '';
  return defaults.split === null ? 'if asked' : sharesText(defaults.split);
}

function sharesText({ train, val, test: held }: Shares): string {
  return [train, val, held].map((share) => Math.round(share * 100)).join('/');
}

function exactness(roundingSec: number): string {
  if (roundingSec === 0) return 'exact to the frame';
  return roundingSec >= 0.5 ? `${roundingSec} s` : `${roundingSec * 1000} ms`;
}
