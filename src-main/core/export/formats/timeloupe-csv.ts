import type { Exporter, ExportItem, ExportVideo, Found, Selection, WrittenFiles } from '../exporter.ts';
import { csvLine, parseCsv } from '../csv.ts';
import { itemSeconds, ptsAt } from '../times.ts';
import { absenceRecordSchema, segmentRecordSchema } from './record-schemas.ts';
import { foundSegment, timeloupeJson } from './timeloupe-json.ts';

const SEGMENT_COLUMNS = [
  ...['id', 'video', 'video_id', 'class', 'class_id', 'start_frame', 'end_frame', 'start_pts', 'end_pts'],
  ...['start_sec', 'end_sec', 'source', 'status', 'annotator', 'run', 'score', 'start_doubt_frames'],
  ...['end_doubt_frames', 'note'],
] as const;
const ABSENCE_COLUMNS = [
  'id',
  'video',
  'video_id',
  'class',
  'class_id',
  'start_frame',
  'end_frame',
  'annotator',
] as const;
const CLASS_COLUMNS = ['id', 'name', 'colour', 'shortcut', 'group', 'is_exclusive', 'description'] as const;
const VIDEO_COLUMNS = [
  ...['id', 'name', 'fingerprint', 'sha256', 'size_bytes', 'frames', 'width_px', 'height_px'],
  ...['time_base_num', 'time_base_den', 'first_pts', 'duration_sec', 'set'],
] as const;

/** As Timeloupe JSON, in four tables (RFC 4180, UTF-8): docs/formats.md describes their columns. */
export const timeloupeCsv: Exporter = {
  ...timeloupeJson,
  id: 'timeloupe-csv',
  name: 'Timeloupe CSV',
  readBy: 'tables, without loss',
  losses: ({ classes }) => {
    const count = classes.filter(({ name }) => MISSING.has(name)).length;
    const what = `${count} class ${count === 1 ? 'name reads' : 'names read'} as a missing value`;
    return count === 0 ? [] : [{ level: 'warning', count, what, why: 'in pandas, unless keep_default_na is False' }];
  },
  *files(selection) {
    yield { path: 'segments.csv', chunks: table(SEGMENT_COLUMNS, selection.items, segmentCells) };
    yield { path: 'absences.csv', chunks: absenceTable(selection) };
    yield { path: 'classes.csv', chunks: classTable(selection) };
    yield { path: 'videos.csv', chunks: table(VIDEO_COLUMNS, selection.videos, videoCells) };
  },
  read: readBack,
};

/** Texts that pandas takes for "no value". */
const MISSING = new Set([
  ...['#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>', 'N/A', 'NA'],
  ...['NULL', 'NaN', 'None', 'n/a', 'nan', 'null'],
]);

type Cells = readonly (string | number | null)[];

function* table<T>(columns: readonly string[], records: readonly T[], cellsOf: (one: T) => Cells): Iterable<string> {
  yield csvLine(columns);
  for (const one of records) yield csvLine(cellsOf(one));
}

function segmentCells(item: ExportItem): Cells {
  const { video, label, startFrame, endFrame } = item;
  const { id, source, status, annotator, runId, score, startDoubtFrames, endDoubtFrames, note } = item.segment!;
  const clock = video.clock();
  const { startSec, endSec } = itemSeconds(item);
  return [
    ...[id, video.name, video.id, label.name, label.id, startFrame, endFrame],
    ...[ptsAt(clock, startFrame), ptsAt(clock, endFrame), startSec.toFixed(6), endSec.toFixed(6)],
    ...[source, status, annotator, runId, score, startDoubtFrames, endDoubtFrames, note],
  ];
}

function absenceTable({ absences, videos, schema }: Selection): Iterable<string> {
  const nameOf = new Map<string, string>([...videos, ...schema].map(({ id, name }) => [id, name]));
  return table(ABSENCE_COLUMNS, absences, ({ id, videoId, classId, startFrame, endFrame, annotator }) => [
    ...[id, nameOf.get(videoId)!, videoId, nameOf.get(classId)!, classId, startFrame, endFrame, annotator],
  ]);
}

function classTable({ schema }: Selection): Iterable<string> {
  return table(CLASS_COLUMNS, schema, ({ id, name, colour, shortcut, group, isExclusive, description }) => [
    ...[id, name, colour, shortcut, group, isExclusive ? 1 : 0, description],
  ]);
}

function videoCells(video: ExportVideo): Cells {
  const { pts, timeBase } = video.clock();
  const { id, name, fingerprint, fullHash, sizeBytes, frameCount, widthPx, heightPx, durationSec, set } = video;
  return [
    ...[id, name, fingerprint, fullHash, sizeBytes, frameCount, widthPx, heightPx],
    ...[timeBase.num, timeBase.den, pts[0]!, durationSec.toFixed(6), set],
  ];
}

async function readBack(files: WrittenFiles): Promise<Found> {
  const segments = records(await files.text('segments.csv'), SEGMENT_COLUMNS).map((row) =>
    segmentRecordSchema.parse({
      ...spanOf(row),
      source: row['source'],
      status: row['status'],
      runId: numberOf(row['run']!),
      score: numberOf(row['score']!),
      startDoubtFrames: numberOf(row['start_doubt_frames']!),
      endDoubtFrames: numberOf(row['end_doubt_frames']!),
      note: row['note'],
      annotator: row['annotator'] === '' ? null : row['annotator'],
    }),
  );
  const absences = records(await files.text('absences.csv'), ABSENCE_COLUMNS).map((row) =>
    absenceRecordSchema.parse({ ...spanOf(row), annotator: row['annotator'] }),
  );
  return { items: segments.map(foundSegment), absences };
}

type Row = Readonly<Record<string, string>>;

function spanOf(row: Row): object {
  const { id, video_id: videoId, class_id: classId } = row;
  return { id, videoId, classId, startFrame: Number(row['start_frame']), endFrame: Number(row['end_frame']) };
}

function numberOf(cell: string): number | null {
  return cell === '' ? null : Number(cell);
}

/** @throws Error where the columns are others, or a row has too few or too many cells. */
function records(text: string, columns: readonly string[]): Row[] {
  const [head = [], ...rows] = parseCsv(text);
  if (head.join() !== columns.join()) throw new Error(`the columns are ${head.join()}`);
  return rows.map((cells, i) => {
    if (cells.length !== columns.length) throw new Error(`row ${i + 2} has ${cells.length} cells`);
    return Object.fromEntries(columns.map((name, column) => [name, cells[column]!]));
  });
}
