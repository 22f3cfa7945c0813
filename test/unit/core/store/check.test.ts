import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkProject } from '../../../../src-main/core/store/check.ts';
import { openSqlite } from '../../../../src-main/core/store/sqlite.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { fullProject } from '../../../support/full-project.ts';

test('a project in use and in order has no faults, and everything is checked', async () => {
  const store = fullProject();
  const { faults, checked } = await checkProject(store.path);
  expect(faults).toEqual([]);
  expect(checked).toContain('pages and indexes');
  expect(checked).toContain('references between tables');
  expect(checked).toContain('segments lie within their video');
  expect(checked.at(-1)).toBe('the journal gives the present state');
});

describe('each broken rule is told with its place', () => {
  const rules: [rule: string, breach: string, where: RegExp | string, what: RegExp][] = [
    ['project id', `DELETE FROM meta WHERE key = 'project_id'`, 'meta', /project_id/],
    ['span', `UPDATE segment SET end_frame = 30000 WHERE id = 's3'`, 'segment s3', /frame 30000 of 20000/],
    ['absence', `UPDATE absence SET end_frame = 20001`, 'absence none', /frame 20001/],
    ['overlap', `UPDATE segment SET end_frame = 230 WHERE id = 's0'`, 'segment s2', /overlaps .* frame 230/],
    ['frames', `UPDATE video_frames SET pts = x'00' WHERE video_id = 'empty'`, 'video empty', /0 frames, not 10/],
    ['no frames', `DELETE FROM video_frames WHERE video_id = 'film'`, 'video film', /0 frames, not 20000/],
    ['JSON', `UPDATE video SET facts = '{' WHERE id = 'film'`, 'video film', /facts is no JSON/],
    ['class', `DELETE FROM label_class WHERE id = 'run'`, /^table segment/, /refers to a label_class/],
    ['plan', `UPDATE run_video SET planned_windows = 100`, 'window 1 100', /100 windows planned/],
    ['scores', `UPDATE window SET scores = x'0000' WHERE idx = 7`, 'window 1 7', /1 scores for 4 labels/],
    ['count', `UPDATE run_video SET done_windows = 5`, 'run_video 1', /counts 5 done .* has 200 and 0/],
    ['complete', `DELETE FROM window WHERE idx = 199`, 'run_video 1', /complete with 199 of 200/],
    ['embedding', `DELETE FROM window WHERE idx = 199`, 'window_embedding 1 199', /no window/],
    ['attention', `DELETE FROM window WHERE idx = 199`, 'window_attention 1 199', /no window/],
    ['tile', `DELETE FROM score_tile WHERE level = 0 AND tile = 2`, 'run_video 1', /3 tiles .* 4 groups/],
    ['ledger', `UPDATE coverage SET end_frame = 20001`, 'coverage Ada', /frame 20001/],
    ['queue item', `UPDATE queue_item SET window_idx = 200 WHERE place = 0`, 'queue_item 1 0', /window 200 of run 1/],
    ['journal', `UPDATE segment SET note = 'x' WHERE id = 's5'`, 'segment s5', /not as the journal left it/],
    ['journal', `DELETE FROM segment WHERE id = 's5'`, 'segment s5', /no longer in its table/],
    ['journal', `UPDATE segment SET id = 'other' WHERE id = 's5'`, 'segment other', /not in the journal/],
    ['journal', `UPDATE video SET name = 'Other' WHERE id = 'film'`, 'video film', /not as the journal left it/],
    ['order', `UPDATE journal SET target_id = 999 WHERE kind = 'undo'`, /^journal \d+$/, /refers to entry 999/],
    ['number', `UPDATE run SET id = -9007199254740992`, 'run.settings is JSON', /can't be read/],
    ['times', `UPDATE journal SET at = 'yesterday' WHERE id = 5`, 'journal 5', /has no time/],
    ['times', `UPDATE decision SET at = '2026-13-01T00:00:00.000Z'`, /^decision \d+$/, /has no time/],
    ['history', `DELETE FROM journal WHERE id = 5`, 'segment s2', /not in the journal/],
    ['history', `UPDATE journal SET diff = '{' WHERE id = 5`, 'journal 5', /diff is no JSON/],
    ['history', `UPDATE journal SET diff = '{' WHERE id = 5`, 'the journal gives the present state', /can't be read/],
  ];

  test.each(rules)('%s: %s', async (_, breach, where, what) => {
    const path = projectFile();
    breakRule(path, breach);
    const { faults } = await checkProject(path);
    const isPlace = (place: string) => (typeof where === 'string' ? place === where : where.test(place));
    expect(faults.filter((fault) => isPlace(fault.where)).map((fault) => fault.what)).toContainEqual(
      expect.stringMatching(what),
    );
  });
});

test('a file that is cut short, or has a page overwritten, is a fault and no failure', async () => {
  const cut = projectFile();
  truncateSync(cut, 200_000);
  expect((await checkProject(cut)).faults.length).toBeGreaterThan(0);

  const short = projectFile();
  truncateSync(short, 40_000);
  const lost = { where: 'the journal gives the present state', what: "can't be checked: a table is lost" };
  expect((await checkProject(short)).faults).toContainEqual(lost);

  const scratched = projectFile();
  const file = openSync(scratched, 'r+');
  writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, rootPageOf(scratched, 'segment') * 4096 - 4096);
  closeSync(file);
  const { faults } = await checkProject(scratched);
  expect(faults).toContainEqual({ where: 'table segment', what: expect.stringMatching(/./) as string });
});

test('of many faults of a kind the first are listed and the rest counted', async () => {
  const path = projectFile({ segments: 150 });
  breakRule(path, 'UPDATE segment SET end_frame = 20001');
  const { faults } = await checkProject(path);
  const listed = faults.filter(({ what }) => what === 'ends at frame 20001 of 20000');
  expect(listed).toHaveLength(100);
  expect(faults).toContainEqual({ where: 'segments lie within their video', what: 'and 50 more' });
});

test('a project of a newer version is checked for damage only', async () => {
  const path = projectFile();
  breakRule(path, 'PRAGMA user_version = 50; DROP TABLE queue_item');
  expect(await checkProject(path)).toEqual({
    path,
    checked: ['pages and indexes', 'references between tables'],
    faults: [],
  });
});

test('what is no project is refused', async () => {
  const path = join(scratchFolder(), 'notes.timeloupe');
  writeFileSync(path, 'notes');
  await expect(checkProject(path)).rejects.toThrow(expect.objectContaining({ code: 'project.invalid' }) as Error);
});

function projectFile(size: Parameters<typeof fullProject>[0] = {}): string {
  const store = fullProject(size);
  store.close();
  return store.path;
}

function breakRule(path: string, sql: string): void {
  const db = openSqlite(path);
  db.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON');
  db.exec('DROP TRIGGER journal_is_kept; DROP TRIGGER journal_is_fixed');
  db.exec(sql);
  db.close();
}

function rootPageOf(path: string, table: string): number {
  const db = openSqlite(path);
  const row = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table) as { rootpage: number };
  db.close();
  return row.rootpage;
}
