import { COLUMN_ROLES, type ColumnRole, type ImportColumns } from '../../../shared/protocol/import-methods.ts';
import { SEGMENT_STATUSES, type SegmentStatus } from '../../../shared/records.ts';
import { type CellPlace, numberOrNull, secondsIn, wholeNumberIn } from '../cells.ts';
import { guessedColumns, type FoundColumns } from '../column-names.ts';
import type { Place } from '../document.ts';
import { quoted, unreadable } from '../fault.ts';
import { Findings } from '../findings.ts';
import type { ImportFile } from '../import-file.ts';
import { fileNameIn } from '../names.ts';
import type { Reader } from '../reader.ts';
import { separatorOf, tableRows, type TableRow } from '../table.ts';

const SHOWN_ROWS = 5;
const NEEDED = ['start', 'end', 'label'] as const;

/** Any table with a row a span: columns are found by their names, or named by a person. */
export const plainCsvReader: Reader = {
  id: 'csv',
  name: 'Table (CSV)',
  endings: ['.csv', '.tsv'],
  options: ['columns'],
  async fits(file) {
    return file.isTable && (await file.tableHead()).length > 1;
  },
  async read(file, { columns }) {
    const findings = new Findings(file.name);
    const found = await columnsOf(file, columns);
    const shown: (readonly string[])[] = [];
    const missing = NEEDED.filter((role) => found.places[role] === undefined);
    const isHeaded = columns?.header ?? true;
    const separator = separatorOf(file.text);
    const reading = { file, columns, found, findings, hasDecimalCommas: separator !== ',' };
    let isFirst = true;
    for await (const row of tableRows(file.name, file.text, separator)) {
      const isHead = isFirst && isHeaded;
      isFirst = false;
      if (isHead) continue;
      if (shown.length < SHOWN_ROWS) shown.push(row.cells.map((cell) => cell.slice(0, 200)));
      if (missing.length === 0) readRow(row, reading);
      else if (shown.length === SHOWN_ROWS) break;
    }
    const read = COLUMN_ROLES.flatMap((role) => {
      const column = found.names[found.places[role] ?? -1];
      return column === undefined ? [] : [{ role, column }];
    });
    findings.table = { columns: found.names, rows: shown, found: read, missing };
    return findings.document();
  },
};

/** Where each role's column is. @throws AppError 'import.unreadable' for a column that is not there. */
async function columnsOf(file: ImportFile, columns: ImportColumns | null): Promise<FoundColumns> {
  const head = await file.tableHead();
  const isHeaded = columns?.header ?? true;
  const names = isHeaded ? head : head.map((_, i) => `${i + 1}`);
  const guessed = guessedColumns(isHeaded ? head : []);
  const chosen = COLUMN_ROLES.flatMap((role) => {
    const asked = columns?.[role];
    return asked === undefined ? [] : [[role, placeOf(asked, names, file)] as const];
  });
  const unit = columns?.unit ?? guessed.unit;
  return { names, unit, places: { ...guessed.places, ...Object.fromEntries(chosen) } };
}

function placeOf(asked: string, names: readonly string[], file: ImportFile): number {
  const named = names.indexOf(asked);
  const place =
    named >= 0 ? named : names.findIndex((name) => name.trim().toLowerCase() === asked.trim().toLowerCase());
  if (place >= 0) return place;
  const known = names.slice(0, 20).map(quoted).join(', ');
  throw unreadable(file.name, `it has no column ${quoted(asked)}; it has ${known}`, 'Name one of these');
}

interface Reading {
  readonly file: ImportFile;
  readonly columns: ImportColumns | null;
  readonly found: FoundColumns;
  readonly findings: Findings;
  readonly hasDecimalCommas: boolean;
}

function readRow({ cells, line }: TableRow, { file, columns, found, findings, hasDecimalCommas }: Reading): void {
  const cell = (role: ColumnRole) => cells[found.places[role] ?? -1] ?? '';
  const at = (role: ColumnRole) => {
    const column = found.names[found.places[role]!] ?? role;
    return { file: file.name, line, column, hasDecimalCommas };
  };
  const place = placeIn({ start: cell('start'), end: cell('end'), at, unit: found.unit, columns });
  const [start, end] = place.unit === 'frames' ? [place.startFrame, place.endFrame] : [place.startSec, place.endSec];
  if (start < 0) throw unreadable(file.name, `line ${line} starts before 0`);
  if (end < start) throw unreadable(file.name, `line ${line} ends before it starts`);
  const video = cell('video').trim();
  findings.span({
    media: video === '' ? file.name.replace(/\.[A-Za-z]{1,5}$/, '') : fileNameIn(video),
    label: cell('label'),
    place,
    note: cell('note'),
    annotator: cell('annotator').trim() || null,
    status: statusIn(cell('status'), line, file),
    score: numberOrNull(cell('score'), at('score')),
    where: `line ${line}`,
  });
}

interface Edges {
  readonly start: string;
  readonly end: string;
  readonly at: (role: ColumnRole) => CellPlace;
  readonly unit: FoundColumns['unit'];
  readonly columns: ImportColumns | null;
}

function placeIn({ start, end, at, unit, columns }: Edges): Place {
  if (unit === 'frames') {
    const base = columns?.base ?? 0;
    const behind = columns?.endInclusive ? 1 : 0;
    const startFrame = wholeNumberIn(start, at('start')) - base;
    return { unit, startFrame, endFrame: wholeNumberIn(end, at('end')) - base + behind, fps: null };
  }
  const scale = unit === 'milliseconds' ? 1000 : 1;
  const [startSec, endSec] = [secondsIn(start, at('start')) / scale, secondsIn(end, at('end')) / scale];
  return { unit: 'seconds', startSec, endSec };
}

function statusIn(text: string, line: number, file: ImportFile): SegmentStatus | null {
  const plain = text.trim().toLowerCase();
  if (plain === '') return null;
  const status = SEGMENT_STATUSES.find((one) => one === plain);
  if (status) return status;
  throw unreadable(file.name, `line ${line} has the status ${quoted(text)}; it takes ${SEGMENT_STATUSES.join(', ')}`);
}
