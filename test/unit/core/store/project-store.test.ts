import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import { openSqlite } from '../../../../src-main/core/store/sqlite.ts';
import { transaction } from '../../../../src-main/core/store/database.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';

const NOTE = `INSERT INTO meta (key, value) VALUES ('note', 'kept')`;

test('a new project has an id and closes into one file', () => {
  const path = newPath();
  const store = ProjectStore.create(path, { appVersion: '1.2.3' });
  const meta = store.meta();
  expect(meta.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(meta.appVersion).toBe('1.2.3');
  expect(Date.parse(meta.createdAt)).not.toBeNaN();
  store.db.exec(NOTE);
  expect(siblings(path)).toEqual(['p.timeloupe', 'p.timeloupe-shm', 'p.timeloupe-wal']);

  store.close();
  expect(siblings(path)).toEqual(['p.timeloupe']);
  const copy = join(scratchFolder(), 'copy.timeloupe');
  copyFileSync(path, copy);
  const again = ProjectStore.open(copy);
  expect(again.meta()).toEqual(meta);
  expect(again.db.prepare(`SELECT value FROM meta WHERE key = 'note'`).get()).toEqual({ value: 'kept' });
  again.close();
});

test('closing twice is closing once', () => {
  const store = ProjectStore.create(newPath());
  store.close();
  expect(() => store.close()).not.toThrow();
});

test('creating refuses a path that is taken, and leaves it as it is', () => {
  const path = newPath();
  writeFileSync(path, 'mine');
  expect(() => ProjectStore.create(path)).toThrow(expect.objectContaining({ code: 'output.exists' }));
  expect(siblings(path)).toEqual(['p.timeloupe']);
  expect(statSync(path).size).toBe(4);
});

test('creating refuses a path beside which another project left its log', () => {
  const path = newPath();
  writeFileSync(`${path}-wal`, 'a log');
  expect(() => ProjectStore.create(path)).toThrow(expect.objectContaining({ code: 'output.exists' }));
});

test('creating in a folder that is not there says so', () => {
  const path = join(scratchFolder(), 'none', 'p.timeloupe');
  expect(() => ProjectStore.create(path)).toThrow(expect.objectContaining({ code: 'project.unwritable' }));
});

test.each<[string, (path: string) => void, string, RegExp]>([
  ['nothing', () => undefined, 'project.not_found', /There is no project/],
  ['a folder', (path) => mkdirSync(path), 'project.invalid', /not a file/],
  ['an empty file', (path) => writeFileSync(path, ''), 'project.invalid', /is empty/],
  [
    'a text',
    (path) => writeFileSync(path, 'label,start,end\n'.repeat(99)),
    'project.invalid',
    /not a Timeloupe project/,
  ],
  ['a few bytes', (path) => writeFileSync(path, 'SQLite format 3\0\x10\0'), 'project.invalid', /cut short/],
  ["another program's SQLite file", otherSqlite, 'project.invalid', /another program/],
  ['a project cut short', (path) => truncateSync(made(path), 40_000), 'project.invalid', /project repair/],
])('opening %s is refused with a sentence and changes nothing', (_, make, code, text) => {
  const path = newPath();
  make(path);
  const before = siblings(path);
  expect(() => ProjectStore.open(path)).toThrow(failure(code, text));
  expect(siblings(path)).toEqual(before);
});

test('a project opened to look at refuses every write with the reason', () => {
  const path = made(newPath());
  const store = ProjectStore.open(path, { readOnly: true });
  expect(store.readOnlyReason).toMatch(/only to look at/);
  const refusal = failure('project.read_only', /only to look at/);
  expect(() => store.db.exec(NOTE)).toThrow(refusal);
  expect(() => store.db.prepare(NOTE).run()).toThrow(refusal);
  expect(() => transaction(store.db, () => 0)).toThrow(refusal);
  store.close();
  expect(siblings(path)).toEqual(['p.timeloupe']);
});

test('a project of a newer version opens to look at, whatever was asked, and stays as it is', () => {
  const path = made(newPath());
  const newer = openSqlite(path);
  newer.exec('PRAGMA user_version = 99; DROP TABLE queue_item');
  newer.close();

  const store = ProjectStore.open(path);
  expect(store.readOnlyReason).toMatch(/newer version of Timeloupe \(project version 99/);
  expect(store.meta().id).toHaveLength(36);
  const refusal = expect.objectContaining({ code: 'project.read_only' }) as Error;
  expect(() => store.db.exec(NOTE)).toThrow(refusal);
  expect(() => store.db.prepare('SELECT * FROM queue_item').all()).toThrow(refusal);
  expect(store.version).toBe(99);
  store.close();
});

test('a reader that outlives the last writer leaves one file too', () => {
  const path = newPath();
  const writer = ProjectStore.create(path);
  const reader = ProjectStore.open(path, { readOnly: true });
  writer.db.exec(NOTE);
  expect(reader.db.prepare('SELECT count(*) AS n FROM meta').get()).toEqual({ n: 4 });
  writer.close();
  reader.close();
  expect(siblings(path)).toEqual(['p.timeloupe']);
});

test('a second writer keeps working when the first closes', () => {
  const path = newPath();
  const first = ProjectStore.create(path);
  const second = ProjectStore.open(path);
  first.db.exec(NOTE);
  first.close();
  expect(existsSync(`${path}-wal`)).toBe(true);
  second.db.exec(`INSERT INTO meta (key, value) VALUES ('more', 'too')`);
  expect(second.db.prepare('SELECT count(*) AS n FROM meta').get()).toEqual({ n: 5 });
  second.close();
  expect(siblings(path)).toEqual(['p.timeloupe']);
});

test('a full disk takes the whole transaction back and says what to do', () => {
  const store = ProjectStore.create(newPath());
  const { page_count: pages } = store.db.prepare('PRAGMA page_count').get() as { page_count: number };
  store.db.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const insert = store.db.prepare(`INSERT INTO meta (key, value) VALUES (?, hex(zeroblob(2000)))`);
  const fill = () =>
    transaction(store.db, () => {
      for (let i = 0; i < 20; i++) insert.run(`note-${i}`);
    });
  const full = failure('project.unwritable', /no room/);
  expect(fill).toThrow(full);
  expect(store.db.prepare('SELECT count(*) AS n FROM meta').get()).toEqual({ n: 3 });
  expect(store.db.isTransaction).toBe(false);
  store.db.exec('PRAGMA max_page_count = 1000000');
  fill();
  expect(store.db.prepare('SELECT count(*) AS n FROM meta').get()).toEqual({ n: 23 });
  store.close();
});

test('a text with a NUL or half a character is refused rather than changed', () => {
  const store = ProjectStore.create(newPath());
  const insert = store.db.prepare(`INSERT INTO meta (key, value) VALUES ('note', ?)`);
  expect(() => insert.run('left\0right')).toThrow(failure('request.invalid', /"left…" holds a NUL/));
  expect(() => insert.run('left\ud800')).toThrow(failure('request.invalid', /half of a character/));
  insert.run('left\u0001right 😀');
  expect(store.db.prepare(`SELECT value FROM meta WHERE key = 'note'`).get()).toEqual({ value: 'left\u0001right 😀' });
  store.close();
});

test('a write that another one is in the way of says so', () => {
  const path = newPath();
  const first = ProjectStore.create(path);
  const second = ProjectStore.open(path);
  second.db.exec('PRAGMA busy_timeout = 0');
  const busy = expect.objectContaining({ code: 'project.busy' }) as Error;
  transaction(first.db, () => {
    expect(() => transaction(second.db, () => 0)).toThrow(busy);
  });
  expect(transaction(second.db, () => 1)).toBe(1);
  first.close();
  second.close();
});

/** Matches an error by its code and sentence. */
function failure(code: string, text: RegExp): Error {
  return expect.objectContaining({ code, message: expect.stringMatching(text) as string }) as Error;
}

function newPath(): string {
  return join(scratchFolder(), 'p.timeloupe');
}

function made(path: string): string {
  ProjectStore.create(path).close();
  return path;
}

function otherSqlite(path: string): void {
  const db = openSqlite(path);
  db.exec('CREATE TABLE t (a)');
  db.close();
}

function siblings(path: string): string[] {
  return readdirSync(join(path, '..'))
    .filter((name) => name.startsWith(basename(path)))
    .sort();
}

test.skipIf(process.platform === 'win32')(
  'a file that is renamed while it is open closes, with every edit in it',
  () => {
    const store = ProjectStore.create(newPath());
    const write = (key: string) => store.db.prepare('INSERT INTO meta (key, value) VALUES (?, 1)').run(key);
    write('before');
    const moved = `${store.path}.moved`;
    renameSync(store.path, moved);
    write('after');
    expect(() => store.db.exec('PRAGMA journal_mode = DELETE')).toThrow(
      expect.objectContaining({
        code: 'project.unwritable',
        message: `${store.path} was moved or deleted while it was open. Close it, and open it where it is now.`,
      }),
    );
    store.close();
    renameSync(moved, store.path);
    expect(readdirSync(dirname(store.path))).toEqual(['p.timeloupe']);
    const again = ProjectStore.open(store.path);
    const keys = again.db.prepare("SELECT key FROM meta WHERE value = '1' ORDER BY key DESC").all();
    again.close();
    expect(keys).toEqual([{ key: 'before' }, { key: 'after' }]);
  },
);
