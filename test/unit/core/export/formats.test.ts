import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../../src-main/core/export/compare.ts';
import { exporters } from '../../../../src-main/core/export/formats/index.ts';
import { classesText, manifestText } from '../../../../src-main/core/export/manifest.ts';
import { commonLosses } from '../../../../src-main/core/export/losses.ts';
import { SEGMENT_STATUSES, type ClassId, type Segment, type VideoId } from '../../../../src-main/shared/records.ts';
import {
  asFolder,
  HARD_NAMES,
  scope,
  scopeSegment,
  scopeVideo,
  selected,
  STUDY,
  written,
} from '../../../support/export-scope.ts';

const golden = (id: string, path: string) =>
  new URL(`../../../fixtures/export/${id}/${path}`, import.meta.url).pathname;

describe.each(exporters.map((exporter) => [exporter.id, exporter] as const))('%s', (id, exporter) => {
  test('writes the files it has always written', async () => {
    const { selection, ...rest } = selected(exporter, STUDY);
    const files = [...exporter.files(selection)].map(({ path, chunks }) => [path, [...chunks].join('')] as const);
    expect(files.length).toBeGreaterThan(0);
    for (const [path, text] of files) await expect(text).toMatchFileSnapshot(golden(id, path));
    const losses = [...commonLosses(exporter, { selection, ...rest }), ...exporter.losses(selection)];
    await expect(classesText(exporter, selection)).toMatchFileSnapshot(golden(id, 'classes.txt'));
    await expect(manifestText({ exporter, selection, losses, files: [] })).toMatchFileSnapshot(
      golden(id, 'manifest.json'),
    );
  });

  test('reads its own files back as what was written, whatever the names, times and overlaps', async () => {
    await fc.assert(
      fc.asyncProperty(randomScope, async (from) => {
        const { selection } = selected(exporter, from, { statuses: [...SEGMENT_STATUSES] });
        fc.pre(selection.items.length > 0);
        const found = await exporter.read(asFolder(written(exporter, selection)));
        expect(compare(exporter, selection, found).faults).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('notices what is missing or another', async () => {
    const { selection } = selected(exporter, STUDY);
    const files = written(exporter, selection);
    const faults = async () => {
      try {
        return compare(exporter, selection, await exporter.read(asFolder(files))).faults;
      } catch {
        return ['unreadable'];
      }
    };
    expect(await faults()).toEqual([]);
    const other = { ...selection, items: selection.items.slice(1) };
    for (const [path, text] of written(exporter, other)) files.set(path, text);
    expect(await faults()).not.toEqual([]);
    const whole = await exporter.read(asFolder(written(exporter, selection)));
    expect(compare(exporter, other, whole).faults).not.toEqual([]);
    const { items } = whole;
    if (!items.some(({ frames, seconds }) => frames ?? seconds)) return;
    const [first, ...rest] = selection.items;
    const span = { startFrame: first!.startFrame + 100, endFrame: first!.endFrame + 100 };
    const later = { ...first!, ...span, segment: first!.segment && { ...first!.segment, ...span } };
    for (const [path, text] of written(exporter, { ...selection, items: [later, ...rest] })) files.set(path, text);
    expect(await faults()).not.toEqual([]);
  });

  test('names no path of this machine and no place outside the export', () => {
    const { selection } = selected(exporter, STUDY);
    for (const path of written(exporter, selection).keys()) {
      expect(path).toMatch(/^[^/\s]+(\/[^/\s]+)*$/);
      expect(path.split('/')).not.toContain('..');
    }
  });
});

const randomSegments = fc.array(
  fc.record({
    video: fc.nat({ max: 2 }),
    label: fc.nat({ max: HARD_NAMES.length - 1 }),
    start: fc.nat({ max: 890 }),
    length: fc.integer({ min: 1, max: 300 }),
    status: fc.constantFrom(...SEGMENT_STATUSES),
    note: fc.oneof(fc.constant(''), fc.string({ unit: 'binary' })),
    annotator: fc.oneof(fc.constant(null), fc.constantFrom('Ada', '-x', 'NA', 'b, "c"')),
    score: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  { minLength: 1, maxLength: 40 },
);

const randomScope = randomSegments.map((drawn) =>
  scope({
    classNames: HARD_NAMES,
    videos: [
      scopeVideo('v0', { name: 'cam, 1.mp4' }),
      scopeVideo('v1', { name: 'CAM_ 1.mp4', firstPts: -5120, isVariable: true }),
      scopeVideo('v2', { name: 'n'.repeat(300), firstPts: 1_000_000 }),
    ],
    segments: drawn
      .map(({ video, label, start, length, ...rest }, i): Segment => ({
        ...scopeSegment(`s${i} v${video} x 0-1`),
        ...rest,
        videoId: `v${video}` as VideoId,
        classId: HARD_NAMES[label] as string as ClassId,
        startFrame: start,
        endFrame: Math.min(900, start + length),
      }))
      .sort((a, b) => a.startFrame - b.startFrame || a.endFrame - b.endFrame),
  }),
);
