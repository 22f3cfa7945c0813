import { AppError } from '../../shared/errors.ts';
import { CURRENT_VERSION, migrate, versionOf } from './migrate.ts';
import { type Database, openSqlite } from './sqlite.ts';
import { damagedText } from './store-fault.ts';

const known = new Map<number, ReadonlySet<string>>();

/**
 * Makes sure that a project has the tables, indexes and triggers of its version, and no others: what is missing would
 * fail in the middle of work, and a trigger of somebody else's would do theirs.
 *
 * @throws AppError 'project.invalid'.
 */
export function requireOwnSchema(db: Database): void {
  const version = versionOf(db);
  const isKnown = version >= 1 && version <= CURRENT_VERSION;
  const wanted = isKnown ? (known.get(version) ?? schemaOfVersion(version)) : new Set<string>();
  if (isKnown) known.set(version, wanted);
  const found = schemaIn(db);
  if (isKnown && found.size === wanted.size && [...found].every((one) => wanted.has(one))) return;
  throw new AppError('project.invalid', damagedText(db.path));
}

function schemaOfVersion(version: number): ReadonlySet<string> {
  const db = openSqlite(':memory:');
  try {
    migrate(db, version);
    return schemaIn(db);
  } finally {
    db.close();
  }
}

/** As SQLite keeps it; what it made by itself has no text. */
function schemaIn(db: Database): ReadonlySet<string> {
  const rows = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all();
  return new Set(rows.map((row) => JSON.stringify(Object.values(row as object))));
}
