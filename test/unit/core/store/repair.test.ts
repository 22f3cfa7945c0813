import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readdirSync, statSync, truncateSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RepairReport } from '../../../../src-main/shared/protocol/project-methods.ts';
import { checkProject } from '../../../../src-main/core/store/check.ts';
import { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import { repairProject } from '../../../../src-main/core/store/repair.ts';
import { openSqlite } from '../../../../src-main/core/store/sqlite.ts';
import { fullProject } from '../../../support/full-project.ts';

const PAGE = 4096;
const SIZE = { windows: 600, segments: 200 };

test('a whole project is recovered whole', async () => {
  const path = projectFile();
  const report = await repairTo(path);
  expect(report.faults).toEqual([]);
  expect(report.tables.filter(({ lost }) => lost)).toEqual([]);
  expect(contents(report.to)).toEqual(contents(path));
  await expectInOrder(report.to);
});

describe('with a page of a table overwritten', () => {
  test.each<[table: string, follow: readonly string[]]>([
    ['segment', []],
    ['window', ['run_video', 'window_embedding', 'window_attention']],
    ['journal', ['journal_record']],
    ['journal_record', []],
    ['label_class', []],
    ['queue_item', []],
    ['video_frames', []],
  ])('%s: a project in order with the rest', async (table, follow) => {
    const path = projectFile();
    const before = contents(path);
    overwrite(path, middleLeaf(path, table));
    const bytes = readFileSync(path);
    const report = await repairTo(path);
    expect(report.tables.find((one) => one.table === table)?.lost).toBe(true);
    const changed = ['meta', table, ...follow];
    const now = contents(report.to);
    for (const { table: name } of report.tables) {
      if (!changed.includes(name)) expect(now[name], name).toEqual(before[name]);
    }
    await expectInOrder(report.to);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('segments that lay on it come back from the journal', async () => {
    const path = projectFile();
    const before = contents(path);
    overwrite(path, middleLeaf(path, 'segment'));
    const report = await repairTo(path);
    const { rows } = report.tables.find(({ table }) => table === 'segment')!;
    expect(rows).toBeLessThan(200);
    expect(contents(report.to)['segment']).toEqual(before['segment']);
    const what = `${200 - rows} lost records were restored from the journal`;
    expect(report.faults).toContainEqual({ where: 'table segment', what });
  });

  test('windows around it stay, and the analysis can go on', async () => {
    const path = projectFile();
    const pages = leavesOf(path, 'window');
    for (const page of [pages[2]!, pages[5]!, pages.at(-1)!]) overwrite(path, page);
    const report = await repairTo(path);
    const store = ProjectStore.open(report.to);
    const [run] = store.runs.runVideos(store.runs.runs()[0]!.id);
    const missing = store.scores.missingIndices(run!.id, 600);
    expect(missing.length).toBeGreaterThan(3);
    // No more than three pages hold.
    expect(missing.length).toBeLessThan(3 * 140);
    expect(run).toMatchObject({ state: 'stopped', doneWindows: 600 - missing.length, skippedWindows: 0 });
    store.close();
    await expectInOrder(report.to);
  });

  test('a lost class gets a stand-in rather than losing its segments', async () => {
    const path = projectFile();
    const db = openSqlite(path);
    db.exec('PRAGMA foreign_keys = OFF');
    db.exec(`DROP TRIGGER journal_is_kept; DELETE FROM journal_record; DELETE FROM journal WHERE kind = 'edit'`);
    db.close();
    overwrite(path, leavesOf(path, 'label_class')[0]!);
    const report = await repairTo(path);
    const store = ProjectStore.open(report.to);
    expect(store.annotations.labelClasses().map(({ name }) => name)).toEqual(['Recovered run', 'Recovered walk']);
    expect(store.annotations.segments({})).toHaveLength(200);
    store.close();
    await expectInOrder(report.to);
  });
});

test('a file that is cut short gives what is before the cut', async () => {
  const path = projectFile();
  truncateSync(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE);
  const report = await repairTo(path);
  expect(report.tables.some(({ lost }) => lost)).toBe(true);
  const store = ProjectStore.open(report.to);
  expect(store.videos.totals().videos).toBeGreaterThan(0);
  store.close();
  await expectInOrder(report.to);
});

test('of a file that is cut to a stump an empty project in order is left', async () => {
  const path = projectFile();
  truncateSync(path, 40_000);
  const report = await repairTo(path);
  expect(report.faults).toContainEqual({ where: 'table segment', what: 'is lost as a whole' });
  await expectInOrder(report.to);
});

test('rows that break the rules are left out and told', async () => {
  const path = projectFile();
  const db = openSqlite(path);
  db.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON');
  db.exec(`UPDATE segment SET status = 'odd' WHERE id = 's7'; UPDATE segment SET end_frame = 99999 WHERE id = 's9'`);
  db.exec(`UPDATE queue_item SET video_id = 'lost' WHERE place = 0`);
  db.close();
  const report = await repairTo(path);
  expect(report.faults).toContainEqual({ where: 'table segment', what: '1 damaged rows were left out' });
  expect(report.faults).toContainEqual({ where: 'table segment', what: '1 rows outside their video were left out' });
  expect(report.faults).toContainEqual({ where: 'table queue_item', what: '1 rows of a lost video were left out' });
  await expectInOrder(report.to);
});

test('an entry and a decision without a time get that of the one before, and it is told', async () => {
  const path = projectFile();
  const db = openSqlite(path);
  const times = `SELECT at FROM journal WHERE id IN (4, 5) ORDER BY id`;
  db.exec('DROP TRIGGER journal_is_fixed');
  db.exec(`UPDATE journal SET at = '2026-02-03T04:05:06.000Z' WHERE id = 4; UPDATE journal SET at = '[' WHERE id = 5`);
  db.exec(`UPDATE decision SET at = '2026-13-01T00:00:00.000Z' WHERE id = (SELECT min(id) FROM decision)`);
  db.close();
  const report = await repairTo(path);
  const what = '1 rows had no time and got that before';
  expect(report.faults).toEqual(['journal', 'decision'].map((table) => ({ where: `table ${table}`, what })));
  await expectInOrder(report.to);
  const repaired = openSqlite(report.to);
  expect(repaired.prepare(times).all()).toEqual([4, 5].map(() => ({ at: '2026-02-03T04:05:06.000Z' })));
  expect(repaired.prepare('SELECT min(at) AS at FROM decision').get()).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  repaired.close();
});

test('damage at random places never stops a repair, and what it makes is in order', async () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 6; round++) {
    const path = projectFile({ windows: 150, segments: 60 });
    const pages = statSync(path).size / PAGE;
    // The first page is the file's beginning: without it there is no project.
    for (let i = 0; i < 4; i++) overwrite(path, 2 + random(pages - 1), random(256));
    await expectInOrder((await repairTo(path)).to);
  }
});

test('a taken name is refused, and nothing is left where the beginning is lost', async () => {
  const path = projectFile();
  const refusal = (code: string) => expect.objectContaining({ code }) as Error;
  await expect(repairProject(path, path)).rejects.toThrow(refusal('output.exists'));
  overwrite(path, 1);
  await expect(repairTo(path)).rejects.toThrow(refusal('project.invalid'));
  expect(readdirSync(dirname(path))).toEqual(['test.timeloupe']);
});

function projectFile(size = SIZE): string {
  const store = fullProject(size);
  store.close();
  return store.path;
}

function repairTo(path: string): Promise<RepairReport> {
  return repairProject(path, join(dirname(path), 'repaired.timeloupe'));
}

async function expectInOrder(path: string): Promise<void> {
  expect(existsSync(`${path}-wal`)).toBe(false);
  const faults = (await checkProject(path)).faults.filter(({ what }) => !what.startsWith('has times of'));
  expect(faults).toEqual([]);
  const store = ProjectStore.open(path);
  expect(store.readOnlyReason).toBeNull();
  store.close();
}

/** All rows of all tables as text, sorted; blobs by their hash, as comparing them byte by byte takes long. */
function contents(path: string): Record<string, string[]> {
  const db = openSqlite(path, { readOnlyReason: 'test' });
  const names = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { name: string }[];
  const short = (_: string, value: unknown) =>
    value instanceof Uint8Array ? createHash('sha1').update(value).digest('hex') : value;
  const tables = names
    .filter(({ name }) => name !== 'meta')
    .map(({ name }) => [name, db.prepare(`SELECT * FROM ${name}`).all()] as const)
    .map(([name, rows]) => [name, rows.map((row) => JSON.stringify(row, short)).sort()] as const);
  db.close();
  return Object.fromEntries(tables);
}

/** Numbers of the pages that hold a table's rows. */
function leavesOf(path: string, table: string): number[] {
  const db = openSqlite(path);
  const sql = `SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path`;
  const rows = db.prepare(sql).all(table) as { pageno: number }[];
  db.close();
  return rows.map(({ pageno }) => pageno);
}

function middleLeaf(path: string, table: string): number {
  const pages = leavesOf(path, table);
  return pages[Math.floor(pages.length / 2)]!;
}

function overwrite(path: string, page: number, value = 0xa5): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE, value), 0, PAGE, (page - 1) * PAGE);
  closeSync(file);
}
