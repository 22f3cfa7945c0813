import type { Exporter, ExportSettings, Selection, WrittenFiles } from '../../src-main/core/export/exporter.ts';
import { classesText } from '../../src-main/core/export/manifest.ts';
import { byCodePoint } from '../../src-main/core/export/names.ts';
import { type ExportScope, select, type Selected } from '../../src-main/core/export/selection.ts';
import { settingsFor } from '../../src-main/core/export/settings.ts';
import { type ExportRequestInput, exportRequestSchema } from '../../src-main/shared/protocol/export-methods.ts';
import type { Absence, ClassId, LabelClass, RunId, Segment, VideoId } from '../../src-main/shared/records.ts';
import { absence, labelClass, segment } from './annotation-records.ts';
import hardNames from './hard-names.json' with { type: 'json' };

/** Names that formats, file systems and spreadsheets trip over; the last is 300 characters long. */
export const HARD_NAMES: readonly string[] = [...hardNames, 'con', '…', 'Walk', 'walk', 'n'.repeat(300)];

/** A video that exists in the scope only: frames of 1/30 s unless told, from `firstPts` on. */
export function scopeVideo(
  id: string,
  { frameCount = 900, firstPts = 0, isVariable = false, name = `${id}.mp4` } = {},
): ExportScope['videos'][number] {
  const pts = Float64Array.from(
    { length: frameCount },
    (_, i) => firstPts + 512 * (isVariable ? i + Math.floor(i / 3) : i),
  );
  const clock = { pts, timeBase: { num: 1, den: 15_360 }, lastDuration: 512 };
  return {
    id: id as VideoId,
    name,
    fingerprint: `print of ${id}`,
    fullHash: null,
    frameCount,
    sizeBytes: 1_000_000,
    widthPx: 640,
    heightPx: 360,
    durationSec: (pts.at(-1)! + 512 - firstPts) / 15_360,
    holes: [],
    clock: () => clock,
  };
}

/** "s1 cam walk 10-20 accepted" as a segment; what Ada decided, unless nobody has. */
export function scopeSegment(text: string, fields: Partial<Segment> = {}): Segment {
  const [id = '', videoId = '', classId = '', span = '', status = 'accepted'] = text.split(' ');
  const [startFrame = 0, endFrame = 0] = span.split('-').map(Number);
  return segment(id, {
    videoId: videoId as VideoId,
    classId: classId as ClassId,
    startFrame,
    endFrame,
    status: status as Segment['status'],
    annotator: status === 'unreviewed' ? null : 'Ada',
    ...fields,
  });
}

/** "a1 cam walk 10-20" as an absence that Ada verified. */
export function scopeAbsence(text: string): Absence {
  const [id = '', videoId = '', classId = '', span = ''] = text.split(' ');
  const [startFrame = 0, endFrame = 0] = span.split('-').map(Number);
  return absence(id, { videoId: videoId as VideoId, classId: classId as ClassId, startFrame, endFrame });
}

export function scope(fields: Partial<ExportScope> & { readonly classNames?: readonly string[] }): ExportScope {
  const { classNames = [], ...rest } = fields;
  const schema: LabelClass[] = classNames.map((name, order) => labelClass(name, { name, order }));
  return {
    project: { id: 'project-1', name: 'study' },
    appVersion: '1.0.0',
    at: '2026-01-01T00:00:00.000Z',
    videos: [],
    schema,
    segments: [],
    absences: [],
    runs: [{ id: 1 as RunId, modelHash: 'model-a', modelName: 'demo' }],
    trainer: { frames: 8, rate: 4 },
    ...rest,
  };
}

/** Two cameras, three classes: an overlap, a note, an unreviewed and a rejected segment, absences. */
export const STUDY = scope({
  classNames: ['walk', 'touch face', 'NA'],
  videos: [
    scopeVideo('cam', { name: 'cam 03.mp4' }),
    scopeVideo('late', { firstPts: 30_720, isVariable: true, name: 'late, "odd".mov' }),
  ],
  segments: [
    scopeSegment('s1 cam walk 0-60'),
    scopeSegment('s2 cam touch 36-102', { classId: 'touch face' as ClassId, note: 'left hand, "quick"\nsecond line' }),
    scopeSegment('s3 cam NA 300-310 corrected', { score: 0.123456789, runId: 1 as RunId }),
    scopeSegment('s4 cam walk 400-500 unreviewed'),
    scopeSegment('s5 cam walk 600-700 rejected'),
    scopeSegment('s6 cam walk 700-900 corrected', { annotator: 'Bo, the "second"' }),
    scopeSegment('s7 late walk 10-250'),
    scopeSegment('s8 late touch 899-900', { classId: 'touch face' as ClassId }),
  ],
  absences: [
    scopeAbsence('a1 cam walk 110-290'),
    scopeAbsence('a2 cam NA 100-200'),
    absence('a3', { videoId: 'cam' as VideoId, classId: 'touch face' as ClassId, startFrame: 120, endFrame: 260 }),
  ],
});

/** What an exporter selects of a scope. */
export function selected(
  exporter: Exporter,
  from: ExportScope,
  request: Omit<ExportRequestInput, 'format'> = {},
): Selected & { readonly settings: ExportSettings } {
  const settings = settingsFor(exporter, exportRequestSchema.parse({ format: exporter.id, ...request }));
  const found = finished(select(exporter, settings, from));
  return { ...found, selection: exporter.express?.(found.selection) ?? found.selection, settings };
}

/** What an exporter writes, by path; clips are empty. */
export function written(exporter: Exporter, selection: Selection): Map<string, string> {
  const files = new Map<string, string>([['classes.txt', classesText(exporter, selection)]]);
  for (const { path, chunks } of exporter.files(selection)) files.set(path, [...chunks].join(''));
  for (const { clip } of selection.items) if (clip !== null) files.set(clip, '');
  return files;
}

/** Files in memory as a folder to read. */
export function asFolder(files: ReadonlyMap<string, string>): WrittenFiles {
  return {
    paths: [...files.keys()].sort(byCodePoint),
    text: (path) => {
      const text = files.get(path);
      return text === undefined ? Promise.reject(new Error(`no ${path}`)) : Promise.resolve(text);
    },
  };
}

/** What a computation in steps comes to. */
export function finished<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
