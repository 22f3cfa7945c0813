import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { BACKUPS_KEPT, backUp, backUpNow, isBackupDue, listBackups } from '../../../../src-main/core/store/backups.ts';
import { transaction } from '../../../../src-main/core/store/database.ts';
import { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import { emptyProject } from '../../../support/stored-run.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n, 12));
const insert = `INSERT INTO meta (key, value) VALUES (?, hex(zeroblob(5000)))`;

test('a backup of an open project is a whole project, with what was written until then', async () => {
  const store = emptyProject();
  store.db.prepare(insert).run('before');
  const path = await backUp(store.path, 'asked');
  store.db.prepare(insert).run('after');

  expect(readdirSync(join(path, '..'))).toEqual([basename(path)]);
  const copy = ProjectStore.open(path, { readOnly: true });
  expect(copy.meta()).toEqual(store.meta());
  expect(copy.db.prepare(`SELECT key FROM meta WHERE key IN ('before', 'after')`).all()).toEqual([{ key: 'before' }]);
  expect(copy.db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  copy.close();
  expect(readdirSync(join(path, '..'))).toEqual([basename(path)]);
});

test('writing goes on while a backup is made, and the backup holds one moment', async () => {
  const store = emptyProject();
  const pair = (i: number) =>
    transaction(store.db, () => {
      store.db.prepare(insert).run(`left ${i}`);
      store.db.prepare(insert).run(`right ${i}`);
    });
  for (let i = 0; i < 500; i++) pair(i);
  const copying = backUp(store.path, 'asked');
  for (let i = 500; i < 520; i++) {
    pair(i);
    await new Promise(setImmediate);
  }
  const copy = ProjectStore.open(await copying, { readOnly: true });
  const count = (side: string) => copy.db.prepare(`SELECT count(*) AS n FROM meta WHERE key LIKE ?`).get(`${side} %`);
  expect(count('left')).toEqual({ n: 500 });
  expect(count('right')).toEqual({ n: 500 });
  copy.close();
});

test('a copy made before a migration is a whole project too', () => {
  const store = emptyProject();
  const path = backUpNow(store.db, 'migration', day(1));
  expect(basename(path)).toBe('test-20260101T120000000Z-migration.timeloupe');
  const copy = ProjectStore.open(path);
  expect(copy.meta()).toEqual(store.meta());
  copy.close();
});

test('the oldest backups of a kind give way, those of other kinds and strangers stay', async () => {
  const store = emptyProject();
  const first = await backUp(store.path, 'asked', day(1));
  const folder = join(first, '..');
  const strangers = ['notes.txt', 'test-20250101T120000000Z-daily.txt', 'tes-20250101T120000000Z-daily.timeloupe'];
  for (const name of strangers) writeFileSync(join(folder, name), 'mine');
  for (let n = 1; n <= BACKUPS_KEPT + 2; n++) await backUp(store.path, 'daily', day(n));

  const names = listBackups(store.path).map((path) => basename(path));
  const daily = Array.from({ length: BACKUPS_KEPT }, (_, i) => {
    const date = String(BACKUPS_KEPT + 2 - i).padStart(2, '0');
    return `test-202601${date}T120000000Z-daily.timeloupe`;
  });
  expect(names).toEqual([...daily, basename(first)]);
  for (const name of strangers) expect(existsSync(join(folder, name))).toBe(true);
});

test('a daily backup is due without one, and a day after the last', async () => {
  const store = emptyProject();
  await backUp(store.path, 'asked', day(3));
  expect(isBackupDue(store.path, day(3))).toBe(true);
  await backUp(store.path, 'daily', day(3));
  expect(isBackupDue(store.path, new Date(day(4).getTime() - 1))).toBe(false);
  expect(isBackupDue(store.path, day(4))).toBe(true);
});

test('where no folder can be made, it says so and leaves nothing', async () => {
  const store = emptyProject();
  const folder = store.path.replace('.timeloupe', '.backups');
  writeFileSync(folder, 'a file in its place');
  const refusal = expect.objectContaining({ code: 'project.unwritable' }) as Error;
  await expect(backUp(store.path, 'asked')).rejects.toThrow(refusal);
  rmSync(folder);
  mkdirSync(folder);
  expect(listBackups(store.path)).toEqual([]);
});
