import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { backUp, BACKUPS_KEPT, isBackupDue, listBackups } from '../../src-main/core/store/backups.ts';
import { scratchFolder } from '../support/checkpoints.ts';
import { testCore, testProject } from '../support/project-core.ts';
import { emptyProject } from '../support/stored-run.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const YEAR_MS = 365 * 86_400_000;

afterEach(() => vi.useRealTimers());

function setClock(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: ms });
}

test('a clock that jumps either way changes no order: of edits, of undo, of what was opened', async () => {
  const { host, path } = await testProject();
  const clocks = [NOON, NOON + YEAR_MS, NOON - YEAR_MS, NOON - YEAR_MS, 0, NOON];
  for (const [i, clock] of clocks.entries()) {
    setClock(clock);
    await host.call('edits.apply', { annotator: 'Ada', edit: { kind: 'createClass', name: `class ${i}` } });
  }
  const history = await host.call('edits.history', {});
  expect(history.map(({ at }) => Date.parse(at))).toEqual([...clocks].reverse());
  expect(new Set(history.map(({ id }) => id)).size).toBe(clocks.length);
  setClock(NOON - YEAR_MS);
  for (let i = clocks.length; i > 0; i--) {
    expect(await host.call('labels.list', {})).toHaveLength(i);
    await host.call('edits.undo', { annotator: 'Ada' });
  }
  await host.call('edits.redo', { annotator: 'Ada' });
  expect((await host.call('labels.list', {})).map(({ name }) => name)).toEqual(['class 0']);
  expect((await host.call('project.check', { path })).faults).toEqual([]);
});

test('the project that was opened last comes first, whatever the clock says', async () => {
  const folder = scratchFolder();
  const { host } = testCore();
  for (const [name, clock] of [
    ['future', NOON + YEAR_MS],
    ['past', NOON - YEAR_MS],
  ] as const) {
    setClock(clock);
    await host.call('project.create', { path: join(folder, `${name}.timeloupe`) });
  }
  expect((await host.call('project.recent', {})).map(({ name }) => name)).toEqual(['past', 'future']);
});

test('pace is a number, and its chart is one of as many bins, also over a clock that jumped', async () => {
  const { host } = await testProject();
  for (const clock of [NOON, NOON + 5 * YEAR_MS, NOON]) {
    setClock(clock);
    await host.call('edits.apply', {
      annotator: 'Ada',
      edit: { kind: 'createClass', name: `at ${clock} ${Math.random()}` },
    });
  }
  for (const { perHour } of (await host.call('stats.get', {})).pace) expect(perHour).toBeGreaterThanOrEqual(0);
  const { startsAt } = await host.call('charts.pace', { bins: 12 });
  expect(startsAt.length).toBeLessThanOrEqual(12);
});

test('a backup of a clock that was ahead neither puts off the next one nor takes its place', async () => {
  const { path } = emptyProject();
  for (let day = 0; day < BACKUPS_KEPT; day++) await backUp(path, 'daily', new Date(NOON + YEAR_MS + day));
  expect(isBackupDue(path, new Date(NOON))).toBe(true);
  const made = await backUp(path, 'daily', new Date(NOON));
  expect(listBackups(path)).toContain(made);
  expect(listBackups(path)).toHaveLength(BACKUPS_KEPT);
  expect(isBackupDue(path, new Date(NOON + 3_600_000))).toBe(false);
});
