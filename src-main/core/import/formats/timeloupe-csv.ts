import { numberOrNull, wholeNumberIn } from '../cells.ts';
import { unreadable } from '../fault.ts';
import { Findings } from '../findings.ts';
import type { ImportFile } from '../import-file.ts';
import { parseJson } from '../json-node.ts';
import type { Reader } from '../reader.ts';
import { tableRows } from '../table.ts';
import {
  OwnRecords,
  ownAbsenceSchema,
  ownClassSchema,
  ownSegmentSchema,
  ownVideoSchema,
  recordIn,
} from './own-records.ts';

const KEYS = ['id', 'video_id', 'class_id', 'start_frame', 'end_frame', 'start_doubt_frames', 'status', 'source'];

/** The four tables of `export --format timeloupe-csv`: segments.csv is named, the others are read from beside it. */
export const timeloupeCsvReader: Reader = {
  id: 'timeloupe-csv',
  name: 'Timeloupe CSV',
  endings: ['.csv'],
  options: [],
  async fits(file) {
    if (!file.isTable) return false;
    const columns = new Set(await file.tableHead());
    return KEYS.every((key) => columns.has(key));
  },
  async read(file) {
    const findings = new Findings(file.name);
    const records = new OwnRecords(findings);
    findings.projectId = await projectIn(file);
    for await (const row of siblingRows(file, 'videos.csv')) records.video(videoIn(row));
    for await (const row of siblingRows(file, 'classes.csv')) records.labelClass(classIn(row));
    for await (const row of rows(file.name, file.text)) records.segment(segmentIn(row), row.where);
    const absences = await file.sibling('absences.csv');
    if (absences === null) {
      findings.lose('warning', 'table', 'of verified absences not found', 'absences.csv is not beside the file');
      return findings.document();
    }
    for await (const row of rows('absences.csv', absences))
      records.absence(absenceIn(row), `absences.csv, ${row.where}`);
    return findings.document();
  },
};

interface Row {
  readonly file: string;
  readonly line: number;
  readonly where: string;
  readonly text: (column: string) => string;
  readonly whole: (column: string) => number;
  readonly numberOrNull: (column: string) => number | null;
}

async function* siblingRows(file: ImportFile, name: string): AsyncGenerator<Row> {
  const text = await file.sibling(name);
  if (text === null) {
    throw unreadable(file.name, `${name} is not beside it`, 'Keep the four tables of an export in one folder');
  }
  yield* rows(name, text);
}

async function* rows(file: string, text: string): AsyncGenerator<Row> {
  let places: ReadonlyMap<string, number> | undefined;
  for await (const { cells, line } of tableRows(file, text, ',')) {
    if (!places) {
      places = new Map(cells.map((name, i) => [name, i]));
      continue;
    }
    if (cells.length !== places.size)
      throw unreadable(file, `line ${line} has ${cells.length} cells, not ${places.size}`);
    const known = places;
    const cell = (column: string) => cells[known.get(column) ?? -1] ?? '';
    yield {
      file,
      line,
      where: `line ${line}`,
      text: cell,
      whole: (column) => wholeNumberIn(cell(column), { file, line, column }),
      numberOrNull: (column) => numberOrNull(cell(column), { file, line, column }),
    };
  }
}

function spanIn(row: Row) {
  const [id, videoId, classId] = [row.text('id'), row.text('video_id'), row.text('class_id')];
  return { id, videoId, classId, startFrame: row.whole('start_frame'), endFrame: row.whole('end_frame') };
}

function segmentIn(row: Row) {
  const value = {
    ...spanIn(row),
    source: row.text('source'),
    status: row.text('status'),
    runId: row.numberOrNull('run'),
    score: row.numberOrNull('score'),
    startDoubtFrames: row.numberOrNull('start_doubt_frames'),
    endDoubtFrames: row.numberOrNull('end_doubt_frames'),
    note: row.text('note'),
    annotator: row.text('annotator') || null,
  };
  return recordIn(ownSegmentSchema, value, row.file, row.where);
}

function absenceIn(row: Row) {
  return recordIn(ownAbsenceSchema, { ...spanIn(row), annotator: row.text('annotator') }, row.file, row.where);
}

function classIn(row: Row) {
  const value = {
    id: row.text('id'),
    name: row.text('name'),
    colour: row.text('colour'),
    shortcut: row.text('shortcut') || null,
    group: row.text('group') || null,
    isExclusive: row.text('is_exclusive') === '1',
    description: row.text('description'),
  };
  return recordIn(ownClassSchema, value, row.file, row.where);
}

function videoIn(row: Row) {
  const value = {
    id: row.text('id'),
    name: row.text('name'),
    fingerprint: row.text('fingerprint') || null,
    frameCount: row.whole('frames'),
    durationSec: row.numberOrNull('duration_sec'),
  };
  return recordIn(ownVideoSchema, value, row.file, row.where);
}

/** Which project wrote the tables, as the manifest beside them says. */
async function projectIn(file: ImportFile): Promise<string | null> {
  const manifest = await file.sibling('manifest.json');
  if (manifest === null) return null;
  const id = (await parseJson('manifest.json', manifest)).at('project').at('id');
  return id.isText ? id.text() : null;
}
