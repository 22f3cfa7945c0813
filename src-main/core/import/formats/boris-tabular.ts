import { readObservation, type BorisEvent, type BorisObservation } from '../boris-events.ts';
import { unreadable } from '../fault.ts';
import { Findings } from '../findings.ts';
import type { ImportFile } from '../import-file.ts';
import { fileNameIn } from '../names.ts';
import type { Reader } from '../reader.ts';
import { numberIn } from '../cells.ts';
import { separatorOf, tableRows } from '../table.ts';

/** BORIS's exported events: a row for each start and stop ("tabular"), or one for each span ("aggregated"). */
export const borisTabularReader: Reader = {
  id: 'boris-tabular',
  name: 'BORIS events',
  endings: ['.tsv', '.csv'],
  options: [],
  async fits(file) {
    if (!file.isTable) return false;
    const columns = new Set(await file.tableHead());
    if (!columns.has('Observation id') || !columns.has('Behavior')) return false;
    return columns.has('Time') || columns.has('Start (s)');
  },
  async read(file) {
    const findings = new Findings(file.name);
    const observations = new Map<string, { observation: BorisObservation; events: BorisEvent[] }>();
    for await (const row of namedRows(file)) {
      const id = row.cell('Observation id');
      let one = observations.get(id);
      if (!one) observations.set(id, (one = { observation: observationOf(id, row, findings), events: [] }));
      one.events.push(...eventsOf(row, findings));
    }
    for (const { observation, events } of observations.values()) {
      if (observation.files.length > 0) readObservation(observation, events, findings);
      else
        findings.lose(
          'lost',
          'event',
          'of observations without a video left out',
          `in ${observation.id}`,
          events.length,
        );
    }
    return findings.document();
  },
};

interface NamedRow {
  readonly file: string;
  readonly line: number;
  /** "" where there is no such column. */
  readonly cell: (column: string) => string;
  readonly columns: readonly string[];
}

async function* namedRows(file: ImportFile): AsyncGenerator<NamedRow> {
  let places: ReadonlyMap<string, number> | undefined;
  let columns: readonly string[] = [];
  for await (const { cells, line } of tableRows(file.name, file.text, separatorOf(file.text))) {
    if (places) {
      const known = places;
      yield { file: file.name, line, columns, cell: (column) => cells[known.get(column) ?? -1] ?? '' };
      continue;
    }
    columns = cells;
    places = new Map(cells.map((name, i) => [name, i]));
  }
}

/** "player #1:a.mp4;b.mp4|player #2:side.mp4", with durations in the same order. */
function observationOf(id: string, row: NamedRow, findings: Findings): BorisObservation {
  const [player = '', ...others] = row.cell('Source').split('|');
  const [durations = ''] = row.cell('Media duration (s)').split('|');
  const lengths = durations.split(';').map((text) => (text.trim() === '' ? NaN : Number(text)));
  const isMedia = /^player #\d+:/.test(player);
  const named = isMedia ? player.replace(/^player #\d+:/, '').split(';') : [row.cell('Media file name')];
  const files = named
    .map((path) => fileNameIn(path.trim()))
    .filter((name) => name !== '' && name !== 'NA' && name !== 'Not found')
    .map((name, i) => ({ name, lengthSec: lengths[i]! >= 0 ? lengths[i]! : null }));
  for (const { name, lengthSec } of files) findings.media(name, { durationSec: lengthSec });
  findings.lose(
    'warning',
    'video',
    'of further players left out',
    'events go to the first player’s video',
    others.length,
  );
  const offset = row.cell('Time offset (s)').trim();
  return { id, files, offsetSec: offset === '' ? 0 : numberIn(offset, placeOf(row, 'Time offset (s)')) };
}

function eventsOf(row: NamedRow, findings: Findings): BorisEvent[] {
  const common = {
    subject: row.cell('Subject'),
    behaviour: row.cell('Behavior'),
    modifiers: row.columns
      .filter((name) => /^Modifier/.test(name))
      .map((name) => row.cell(name))
      .join('|'),
    where: `line ${row.line}`,
  };
  const kind = (row.cell('Behavior type') || row.cell('Status')).toUpperCase();
  if (!row.columns.includes('Start (s)')) return [tabularEvent(row, common, kind)];
  const startSec = timeIn(row, 'Start (s)');
  const start = { ...common, sec: startSec, comment: row.cell('Comment start') };
  if (kind === 'POINT') return [{ ...start, kind: 'point' }];
  const stop = row.cell('Stop (s)').trim();
  if (stop === '' || stop === 'NA') {
    const why = `the first one: ${common.behaviour}, ${common.where}`;
    findings.lose('lost', 'event', 'of a state without its pair left out', why);
    return [];
  }
  const stopSec = timeIn(row, 'Stop (s)');
  if (stopSec < startSec) throw unreadable(row.file, `line ${row.line} ends at ${stopSec} s, before it starts`);
  return [
    { ...start, kind: 'start' },
    { ...common, sec: stopSec, comment: row.cell('Comment stop'), kind: 'stop' },
  ];
}

function tabularEvent(
  row: NamedRow,
  common: Pick<BorisEvent, 'subject' | 'behaviour' | 'modifiers' | 'where'>,
  kind: string,
): BorisEvent {
  if (kind !== 'START' && kind !== 'STOP' && kind !== 'POINT') {
    throw unreadable(row.file, `line ${row.line} is of the type "${kind.slice(0, 40)}"; it takes START, STOP or POINT`);
  }
  const kinds = { START: 'start', STOP: 'stop', POINT: 'point' } as const;
  return { ...common, sec: timeIn(row, 'Time'), comment: row.cell('Comment'), kind: kinds[kind] };
}

function timeIn(row: NamedRow, column: string): number {
  const sec = numberIn(row.cell(column), placeOf(row, column));
  if (sec >= 0) return sec;
  throw unreadable(row.file, `line ${row.line} has the time ${sec}, which can't be negative`);
}

function placeOf({ file, line }: NamedRow, column: string) {
  return { file, line, column };
}
