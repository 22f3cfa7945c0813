import type { Random } from '../engine/random.ts';
import { hostileValue, writtenJson } from '../engine/values.ts';
import { mutatedJson } from '../engine/json.ts';

export interface TableColumns {
  readonly table: string;
  readonly columns: readonly string[];
}

type Statement = (of: TableColumns, random: Random, all: readonly TableColumns[]) => string;

const STATEMENTS: readonly Statement[] = [
  ({ table, columns }, random) =>
    `UPDATE "${table}" SET "${random.pick(columns)}" = ${literal(random)} WHERE ${some(random)}`,
  ({ table, columns }, random) =>
    `UPDATE "${table}" SET "${random.pick(columns)}" = ${literal(random)} WHERE ${some(random)}`,
  ({ table, columns }, random) =>
    `UPDATE "${table}" SET "${random.pick(columns)}" = ${literal(random)} WHERE ${some(random)}`,
  ({ table, columns }, random) => {
    const [column, other] = [random.pick(columns), random.pick(columns)];
    return `UPDATE "${table}" SET "${column}" = "${other}" WHERE ${some(random)}`;
  },
  ({ table }, random) => `DELETE FROM "${table}" WHERE ${some(random)}`,
  ({ table }) => `DROP TABLE "${table}"`,
  ({ table, columns }, random) => `ALTER TABLE "${table}" RENAME COLUMN "${random.pick(columns)}" TO other`,
  ({ table, columns }, random) => `ALTER TABLE "${table}" DROP COLUMN "${random.pick(columns)}"`,
  ({ table, columns }) =>
    `ALTER TABLE "${table}" RENAME TO old; CREATE VIEW "${table}" AS SELECT ${columns.map((name) => `1 AS "${name}"`).join()} FROM old`,
  ({ table }, random, all) =>
    `CREATE TRIGGER "t${random.below(99)}" ${random.pick(['BEFORE', 'AFTER'])} ${random.pick(['INSERT', 'UPDATE', 'DELETE'])} ON "${table}" BEGIN DELETE FROM "${random.pick(all).table}"; END`,
  (_, random) => `PRAGMA user_version = ${random.pick([0, 1, 3, 99, -1, 2 ** 31 - 1])}`,
  ({ table, columns }, random) =>
    `CREATE UNIQUE INDEX "i${random.below(99)}" ON "${table}" ("${random.pick(columns)}")`,
  ({ table }, random) => `CREATE TABLE "${random.pick(['sqlite_x', 'a"b', 'é', 'score'])}" AS SELECT * FROM "${table}"`,
];

/** One to five statements, each on a line, that a project's own constraints would not let through. */
export function hostileSql(tables: readonly TableColumns[], random: Random): string {
  const own = tables.filter(({ table, columns }) => columns.length > 0 && !table.startsWith('sqlite_'));
  const statements = Array.from({ length: random.length(5) }, () =>
    random.pick(STATEMENTS)(random.pick(own), random, own),
  );
  return ['PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON', ...statements]
    .join('\n')
    .replaceAll('\0', '');
}

function some(random: Random): string {
  return random.pick(['1', 'random() % 2 = 0', 'random() % 5 = 0', 'rowid = 1', 'rowid = 2']);
}

/** Of any of SQLite's types, and JSON where JSON is meant. */
function literal(random: Random): string {
  switch (random.below(7)) {
    case 0:
      return random.pick(['NULL', '-1', '0', '9223372036854775807', '-9223372036854775808', '9e999', '1e300', '0.5']);
    case 1:
      return random.pick([`x''`, `x'00'`, `x'ff'`, 'zeroblob(7)', 'zeroblob(100000)', 'randomblob(64)']);
    case 2:
    case 3:
      return quoted(writtenJson(mutatedJson(random.pick(DOCUMENTS), random)));
    case 4:
      return quoted(writtenJson(hostileValue(random)));
    default: {
      const value = hostileValue(random);
      return typeof value === 'number' ? String(value) : quoted(String(value));
    }
  }
}

/** On one line, as SQL has it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\n', ' ')}'`;
}

/** What the project keeps as JSON. */
const DOCUMENTS: readonly unknown[] = [
  {
    codec: 'h264',
    widthPx: 64,
    timeBase: { num: 1, den: 15_360 },
    lastDuration: 512,
    sampleAspectRatio: { num: 1, den: 1 },
  },
  [{ fromFrame: 3, toFrame: 9, reason: 'It is damaged.' }],
  ['label 0', 'label 1', 'label 2', 'label 3'],
  { input: { name: 'pixel_values', axes: 'btchw', frames: 4, channels: 3, height: 32, width: 32 }, labels: ['a'] },
  { stride: 16, rate: 4, fps: null, segments: { threshold: 0.5, leaveThreshold: 0.4, smoothingFrames: 16 } },
  { provider: 'cpu', refusals: [], precision: 'full', threads: 2, onnxruntime: '1.30.0', selfTestMs: null },
  { measure: 'confidence', target: 'windows', runId: 1, videoIds: ['film'] },
  {
    segment: {
      added: [{ id: 's9', videoId: 'film', classId: 'walk', startFrame: 1, endFrame: 2 }],
      updated: [],
      removed: [],
    },
  },
];
