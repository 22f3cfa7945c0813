import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listBackups } from '../../../../src-main/core/store/backups.ts';
import { CURRENT_VERSION, migrate, migrations, versionOf } from '../../../../src-main/core/store/migrate.ts';
import type { Migration } from '../../../../src-main/core/store/migration.ts';
import { APPLICATION_ID } from '../../../../src-main/core/store/project-file.ts';
import { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import { type Database, openSqlite } from '../../../../src-main/core/store/sqlite.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { emptyProject } from '../../../support/stored-run.ts';

/** One for each migration, in order: rows of the version before, and what becomes of them. */
const cases: readonly { readonly before: (db: Database) => void; readonly after: (db: Database) => void }[] = [
  {
    before: (db) => {
      expect(tablesOf(db)).toEqual([]);
    },
    after: (db) => {
      const tables = ['absence', 'journal', 'label_class', 'meta', 'queue', 'run', 'segment', 'video', 'window'];
      expect(tablesOf(db)).toEqual(expect.arrayContaining(tables));
      db.exec(`INSERT INTO journal (kind, at, title, diff) VALUES ('edit', '2026', 'Edit', '{}')`);
      expect(() => db.exec('DELETE FROM journal')).toThrow(/append-only/);
      expect(() => db.exec(`UPDATE journal SET title = 'Other'`)).toThrow(/append-only/);
    },
  },
  {
    before: (db) => {
      db.exec(`PRAGMA foreign_keys = OFF;
        INSERT INTO queue (id, annotator, request, statuses, position, created_at) VALUES (1, 'Ada', '{}', '[]', 0, '2026');
        INSERT INTO queue_item (queue_id, place, video_id, start_frame, end_frame, doubt, mark)
          VALUES (1, 0, 'film', 3, 9, 0.5, 'unsure')`);
    },
    after: (db) => {
      const row = db.prepare('SELECT place, mark, kind, class_id FROM queue_item').get();
      expect({ ...(row as object) }).toEqual({ place: 0, mark: 'unsure', kind: null, class_id: null });
    },
  },
  {
    before: (db) => {
      db.exec(`PRAGMA foreign_keys = OFF;
        INSERT INTO decision (annotator, video_id, start_frame, end_frame, at) VALUES ('Ada', 'film', 3, 9, '2026')`);
    },
    after: (db) => {
      const row = db.prepare('SELECT annotator, start_frame, entry_id FROM decision').get();
      expect({ ...(row as object) }).toEqual({ annotator: 'Ada', start_frame: 3, entry_id: null });
    },
  },
  {
    before: (db) => {
      db.exec(
        `INSERT INTO journal (kind, at, title, diff) VALUES ('edit', '2026', 'Edit', '{}'), ('edit', '2026', 'Edit', '{}')`,
      );
    },
    after: (db) => {
      const row = db.prepare('SELECT count(*) AS kept, count(call_id) AS known FROM journal').get();
      expect({ ...(row as object) }).toEqual({ kept: 2, known: 0 });
      const insert = `INSERT INTO journal (kind, at, title, diff, call_id) VALUES ('edit', '2026', 'Edit', '{}', 'a')`;
      db.exec(insert);
      expect(() => db.exec(insert)).toThrow(/UNIQUE/);
    },
  },
];

test('every migration has its case', () => {
  expect(cases).toHaveLength(migrations.length);
});

test.each(cases.map((one, i) => [i + 1, one] as const))(
  'migration %i keeps rows and changes what it says',
  (version, { before, after }) => {
    const db = openSqlite(':memory:');
    migrate(db, version - 1);
    before(db);
    migrate(db, version);
    expect(versionOf(db)).toBe(version);
    after(db);
    db.close();
  },
);

test('a new project and a migrated one have the same tables', () => {
  const migrated = openSqlite(':memory:');
  for (let version = 0; version <= CURRENT_VERSION; version++) migrate(migrated, version);
  const store = emptyProject();
  const schema = (db: Database) => db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  expect(schema(migrated)).toEqual(schema(store.db));
  migrated.close();
});

describe('the runner', () => {
  const rename: Migration = (db) => db.exec(`ALTER TABLE note RENAME TO remark`);
  const steps: readonly Migration[] = [(db) => db.exec('CREATE TABLE note (text TEXT)'), rename];

  test('takes each step once, with its rows', () => {
    const db = openSqlite(':memory:');
    migrate(db, 1, steps);
    db.exec(`INSERT INTO note VALUES ('kept')`);
    migrate(db, 2, steps);
    migrate(db, 2, steps);
    expect(versionOf(db)).toBe(2);
    expect(db.prepare('SELECT text FROM remark').all()).toEqual([{ text: 'kept' }]);
    db.close();
  });

  test('leaves the whole old version when a step fails half way', () => {
    const path = emptyProject().path;
    const db = openSqlite(path);
    const half: Migration = (half) => {
      half.exec('CREATE TABLE extra (a); DROP TABLE queue_item');
      half.exec('INSERT INTO nowhere VALUES (1)');
    };
    const before = tablesOf(db);
    expect(() => migrate(db, CURRENT_VERSION + 1, [...migrations, half])).toThrow(/nowhere/);
    expect(versionOf(db)).toBe(CURRENT_VERSION);
    expect(tablesOf(db)).toEqual(before);
    db.close();
  });

  test('leaves the whole old version when the program dies half way', () => {
    const path = emptyProject().path;
    const db = openSqlite(path);
    const dead = join(scratchFolder(), 'dead.timeloupe');
    const half: Migration = (open) => {
      open.exec('PRAGMA cache_spill = 1; DROP TABLE queue_item; CREATE TABLE extra (a)');
      open.exec('INSERT INTO extra SELECT zeroblob(4000) FROM json_each(json_array(1, 2, 3, 4, 5, 6, 7, 8, 9))');
      // What lies on the disk at this moment is what a dead program would leave.
      for (const end of ['', '-wal']) copyFileSync(path + end, dead + end);
      throw new Error('dead');
    };
    expect(() => migrate(db, CURRENT_VERSION + 1, [...migrations, half])).toThrow('dead');
    db.close();
    const store = ProjectStore.open(dead);
    expect(store.readOnlyReason).toBeNull();
    expect(tablesOf(store.db)).toContain('queue_item');
    store.close();
  });

  test('takes no step that another process has taken meanwhile', () => {
    const store = emptyProject();
    const first = openSqlite(store.path);
    const second = openSqlite(store.path);
    const both = [...migrations, (db: Database) => db.exec('CREATE TABLE extra (a)')];
    migrate(first, CURRENT_VERSION + 1, both);
    migrate(second, CURRENT_VERSION + 1, both);
    expect(versionOf(second)).toBe(CURRENT_VERSION + 1);
    first.close();
    second.close();
  });
});

test('an older project is copied before it is brought up to date, and only looked at where that is all one may', () => {
  const path = join(scratchFolder(), 'old.timeloupe');
  const old = openSqlite(path);
  old.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  migrate(old, 1);
  old.close();
  const reader = ProjectStore.open(path, { readOnly: true });
  expect(reader.readOnlyReason).toMatch(/older version .* open it for writing/);
  reader.close();
  expect(listBackups(path)).toEqual([]);
  const writer = ProjectStore.open(path);
  expect(writer.version).toBe(CURRENT_VERSION);
  writer.close();
  const [backup] = listBackups(path);
  expect(backup).toMatch(/-migration\.timeloupe$/);
});

function tablesOf(db: Database): string[] {
  const rows = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all();
  return (rows as { name: string }[]).map(({ name }) => name);
}
