import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exporter, Selection } from '../../../../../src-main/core/export/exporter.ts';
import { exporterById } from '../../../../../src-main/core/export/formats/index.ts';
import { manifestText } from '../../../../../src-main/core/export/manifest.ts';
import { isDecided } from '../../../../../src-main/core/annotations/rules.ts';
import type { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { SEGMENT_STATUSES, type ClassId, type Segment, type VideoId } from '../../../../../src-main/shared/records.ts';
import type { ImportRequestInput } from '../../../../../src-main/shared/protocol/import-methods.ts';
import { absence } from '../../../../support/annotation-records.ts';
import { HARD_NAMES, scope, scopeSegment, scopeVideo, selected, written } from '../../../../support/export-scope.ts';
import { importProject } from '../../../../support/imports.ts';

/** What of a segment a format carries there and back. */
type Fact = keyof Segment | 'class';
const SPAN = ['videoId', 'class', 'startFrame', 'endFrame'] as const satisfies Fact[];
const OWN = [
  ...SPAN,
  'id',
  'source',
  'status',
  'score',
  'startDoubtFrames',
  'endDoubtFrames',
  'note',
  'annotator',
] as const;

interface Case {
  readonly id: string;
  /** What is equal afterwards; all else the format can't say. */
  readonly facts: readonly Fact[];
  /** Which of its files are named to the import. */
  readonly files: RegExp;
  readonly request?: Partial<ImportRequestInput>;
  readonly hasAbsences?: boolean;
}

const CASES: readonly Case[] = [
  { id: 'timeloupe-json', facts: OWN, files: /timeloupe\.json$/, hasAbsences: true },
  { id: 'timeloupe-csv', facts: OWN, files: /segments\.csv$/, hasAbsences: true },
  { id: 'activitynet-json', facts: SPAN, files: /activitynet\.json$/ },
  { id: 'boris-tabular', facts: SPAN, files: /\.tsv$/ },
  { id: 'elan', facts: SPAN, files: /\.eaf$/ },
  { id: 'label-studio', facts: [...SPAN, 'note'], files: /studio\.json$/, request: { predictions: true } },
  { id: 'deepethogram', facts: SPAN, files: /_labels\.csv$/ },
  { id: 'boris-project', facts: [...SPAN, 'note'], files: /\.boris$/ },
  { id: 'feral', facts: SPAN, files: /feral\.json$/ },
  { id: 'via', facts: [...SPAN, 'note'], files: /via-project\.json$/ },
  { id: 'webvtt', facts: SPAN, files: /\.vtt$/ },
];

/** Names as a project may have them: trimmed, at most 200 characters. */
const NAMES = HARD_NAMES.map((name) => name.slice(0, 200)).filter((name) => name !== 'Walk');

describe.each(CASES)('$id', ({ id, facts, files, request = {}, hasAbsences = false }) => {
  test('comes back as it went, up to what the format can’t say, as one undo', async () => {
    const exporter = exporterById(id);
    const project = importProject(VIDEOS);
    const empty = project.contents();
    await fc.assert(
      fc.asyncProperty(randomScope, async (from) => {
        const options = {
          statuses: [...SEGMENT_STATUSES],
          absent: hasAbsences ? ('keep' as const) : ('leave-out' as const),
        };
        const { selection } = selected(exporter, from, options);
        fc.pre(selection.items.length > 0);
        const paths = project
          .write(Object.fromEntries(filesOf(exporter, selection)))
          .filter((path) => files.test(path));
        const report = await project.apply(paths, request);
        expect(report.unplaced).toEqual([]);
        expect(
          project.store.annotations
            .segments({})
            .map((one) => factsOf(project.store, one, facts))
            .sort(),
        ).toEqual(distinct(expected(selection, facts)));
        if (hasAbsences) expect(absencesIn(project.store)).toEqual(from.absences.map(placeOf).sort());
        expect(project.corrections.undo({ annotator: 'Ada' })?.entry.title).toBe(`Undo ${report.title}`);
        expect({ ...project.contents(), journal: 0 }).toEqual({ ...empty, journal: 0 });
      }),
      { numRuns: 20, seed: 20_260_101 },
    );
  });
});

test('nothing is added when the same export is imported again', async () => {
  const project = importProject(VIDEOS);
  const exporter = exporterById('timeloupe-json');
  const [from] = fc.sample(randomScope, { numRuns: 1, seed: 7 });
  const { selection } = selected(exporter, from!, { statuses: [...SEGMENT_STATUSES] });
  const [path] = project
    .write(Object.fromEntries(filesOf(exporter, selection)))
    .filter((one) => one.endsWith('timeloupe.json'));
  await project.apply([path!]);
  const before = project.contents();
  await expect(project.apply([path!])).rejects.toMatchObject({ code: 'edit.invalid' });
  expect(project.contents()).toEqual(before);
});

function* filesOf(exporter: Exporter, selection: Selection): Iterable<[string, string]> {
  const texts = written(exporter, selection);
  yield* texts;
  const files = [...texts.keys()].map((path) => ({ path, bytes: 0, sha256: '' }));
  yield ['manifest.json', manifestText({ exporter, selection, losses: [], files })];
}

function expected({ items, schema }: Selection, facts: readonly Fact[]): string[] {
  const names = new Map(schema.map(({ id, name }) => [id, name]));
  return items.map((item) => {
    const { startFrame, endFrame, video, label } = item;
    const one: Readonly<Record<string, unknown>> = { ...item.segment!, startFrame, endFrame, videoId: video.id };
    return JSON.stringify(facts.map((fact) => (fact === 'class' ? names.get(label.id!) : one[fact])));
  });
}

/** Who says the same twice has said it once. */
function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function factsOf({ annotations }: ProjectStore, segment: Segment, facts: readonly Fact[]): string {
  return JSON.stringify(
    facts.map((fact) => (fact === 'class' ? annotations.labelClass(segment.classId)!.name : segment[fact])),
  );
}

function absencesIn({ annotations }: ProjectStore): string[] {
  return annotations
    .absences({})
    .map((one) => placeOf({ ...one, classId: annotations.labelClass(one.classId)!.name as ClassId }))
    .sort();
}

function placeOf(one: {
  videoId: VideoId;
  classId: ClassId;
  startFrame: number;
  endFrame: number;
  annotator: string;
}): string {
  return JSON.stringify([one.videoId, one.classId, one.startFrame, one.endFrame, one.annotator]);
}

const VIDEOS = [
  scopeVideo('v0', { name: 'cam, 1.mp4' }),
  scopeVideo('v1', { name: 'CAM_ 1.mp4', firstPts: -5120, isVariable: true, frameCount: 1200 }),
  scopeVideo('v2', { name: 'n'.repeat(300), firstPts: 1_000_000 }),
  scopeVideo('v3', { name: 'NA.mp4', isVariable: true }),
  scopeVideo('v4', { name: '-rf\n"late", عض 👋🏽.mov', firstPts: 512, isVariable: true }),
  scopeVideo('v5', { name: 'null' }),
];

const randomSegments = fc.array(
  fc.record({
    video: fc.nat({ max: VIDEOS.length - 1 }),
    label: fc.nat({ max: NAMES.length - 1 }),
    start: fc.nat({ max: 890 }),
    length: fc.integer({ min: 1, max: 300 }),
    status: fc.constantFrom(...SEGMENT_STATUSES),
    note: fc.oneof(
      fc.constant(''),
      fc.string({ unit: 'grapheme' }).map((text) => text.trim().replaceAll('\0', '')),
    ),
    annotator: fc.constantFrom('Ada', '-x', 'NA', 'b, "c"'),
    score: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  { minLength: 1, maxLength: 40 },
);

const randomScope = randomSegments.map((drawn) => {
  const segments = drawn
    .map(({ video, label, start, length, annotator, ...rest }, i): Segment => ({
      ...scopeSegment(`s${i} v${video} x 0-1`),
      ...rest,
      annotator: isDecided(rest) || rest.status === 'rejected' ? annotator : null,
      videoId: `v${video}` as VideoId,
      classId: NAMES[label] as string as ClassId,
      startFrame: start,
      endFrame: Math.min(900, start + length),
    }))
    .sort((a, b) => a.startFrame - b.startFrame || a.endFrame - b.endFrame);
  // Where nobody says anything else.
  const absences = NAMES.slice(0, 3).map((name, i) => ({
    ...absence(`a${i}`, {
      videoId: 'v2' as VideoId,
      classId: name as ClassId,
      startFrame: 890,
      endFrame: 900,
    }),
    annotator: 'Bo',
  }));
  return scope({ classNames: NAMES, videos: VIDEOS, segments, absences });
});
