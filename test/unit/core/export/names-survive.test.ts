import { describe, expect, test } from 'vitest';
import { compare } from '../../../../src-main/core/export/compare.ts';
import { exporters } from '../../../../src-main/core/export/formats/index.ts';
import { commonLosses } from '../../../../src-main/core/export/losses.ts';
import { manifestText } from '../../../../src-main/core/export/manifest.ts';
import type { ClassId } from '../../../../src-main/shared/records.ts';
import { asFolder, scope, scopeSegment, scopeVideo, selected, written } from '../../../support/export-scope.ts';

/** Names that lists, tables, markup, file systems and people trip over. */
const HOSTILE: Readonly<Record<string, string>> = {
  spaces: 'touch my face',
  'edge spaces': '  walk ',
  'double quotes': 'say "hi"',
  'one quote': '"',
  'single quotes': "it's",
  comma: 'walk, then run',
  semicolon: 'a;b',
  tab: 'a\tb',
  newline: 'two\nlines',
  'blank line': 'two\n\nparagraphs',
  'carriage return': 'a\r\nb',
  'line separator': 'a\u2028b',
  'no-break space': 'a\u00a0b',
  'missing value NA': 'NA',
  'missing value null': 'null',
  'missing value NaN': 'NaN',
  'leading dash': '-rf',
  'two dashes': '--help',
  formula: '=1+1',
  comment: '# nothing',
  pipe: 'a|b',
  arrow: 'a --> b',
  markup: '<b>&amp;</b>',
  'markup end': ']]>',
  'json signs': '{"a":[1]}',
  escape: 'a\\nb',
  slash: 'a/b',
  'path up': '../../etc/passwd',
  dot: '.',
  'device of Windows': 'con',
  'only signs': '…',
  number: '12',
  'number with dot': '1.5',
  emoji: 'touch 👋🏽 face',
  'emoji family': '👨‍👩‍👧',
  'right to left': 'عض اليد',
  'turned text': 'a\u202eb',
  combining: 'e\u0301',
  'control sign': 'a\u0001b',
  'zero byte': 'a\u0000b',
  'byte order mark': '\ufeffwalk',
  prototype: '__proto__',
  constructor: 'constructor',
  'background word': 'background',
  'other word': 'Other',
  '300 characters': 'n'.repeat(300),
  '300 of three bytes': '走'.repeat(300),
};

/** FERAL's word for all that is none of the classes. */
const NO_CLASS = /^(background|other)$/i;

describe.each(exporters.map((exporter) => [exporter.id, exporter] as const))('%s', (id, exporter) => {
  test.each(Object.entries(HOSTILE))('keeps or reports a class called by %s', async (_, name) => {
    const { items, classes, said } = await roundTrip([name, 'plain'], 'cam.mp4');
    if (id === 'feral' && NO_CLASS.test(name)) return;
    expect(items.filter(({ label }) => label !== undefined)).toHaveLength(2);
    const own = classes.find((one) => one.name === name)!;
    for (const { label } of items) expect(classes.map((one) => exporter.names.label(one))).toContain(label);
    if (exporter.names.label(own) !== name && exporter.names.label(own) !== own.id) expect(said).toMatch(/name/);
  });

  test.each(Object.entries(HOSTILE))('keeps or reports a video called by %s', async (_, name) => {
    const { videos, said, manifest } = await roundTrip(['walk', 'plain'], `${name}.mp4`);
    const written = exporter.names.video(videos[0]!);
    const isKept = [name, `${name}.mp4`, videos[0]!.id].includes(written) || written === `v_${name}`;
    if (!isKept) expect(said).toMatch(/name/);
    expect(manifest.videos[0]).toMatchObject({ written, name: `${name}.mp4` });
  });

  async function roundTrip(classNames: readonly string[], videoName: string) {
    const from = scope({
      classNames,
      videos: [scopeVideo('v', { name: videoName })],
      segments: classNames.map((name, i) =>
        scopeSegment(`s${i} v x ${i * 90}-${i * 90 + 60}`, { classId: name as ClassId }),
      ),
    });
    const { selection, ...rest } = selected(exporter, from, { split: null });
    // As they come back from a disk.
    const files = new Map(
      [...written(exporter, selection)].map(([path, text]) => [path, Buffer.from(text).toString()]),
    );
    for (const path of files.keys()) {
      expect(path).toMatch(/^[^/\s\p{C}]+(\/[^/\s\p{C}]+)*$/u);
      expect(path.split('/').every((part) => Buffer.byteLength(part) <= 120 && !/^[.-]/.test(part))).toBe(true);
    }
    const found = await exporter.read(asFolder(files));
    expect(compare(exporter, selection, found).faults).toEqual([]);
    const losses = [...commonLosses(exporter, { selection, ...rest }), ...exporter.losses(selection)];
    const manifest = JSON.parse(manifestText({ exporter, selection, losses, files: [] })) as Manifest;
    const said = losses.map(({ what }) => what).join('\n');
    return { items: found.items, classes: selection.classes, videos: selection.videos, said, manifest };
  }
});

interface Manifest {
  readonly videos: readonly { readonly written: string; readonly name: string }[];
}
