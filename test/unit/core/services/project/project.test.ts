import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { openSqlite } from '../../../../../src-main/core/store/sqlite.ts';
import { scratchFolder, testPlatform } from '../../../../support/checkpoints.ts';
import { testCore, testProject } from '../../../../support/project-core.ts';

test('a new project is open and empty, and known by its id', async () => {
  const { host, path, told, close } = await testProject();
  const info = await host.call('project.info', {});
  expect(info).toEqual({
    path,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    version: 4,
    readOnlyReason: null,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    sizeBytes: expect.any(Number) as number,
    videos: 0,
    frames: 0,
    classes: 0,
    segments: 0,
    runs: 0,
    journalEntries: 0,
    backups: [],
  });
  expect(told).toEqual([{ event: 'project.opened', payload: { path } }]);
  await close();
  const again = testCore();
  expect(await again.host.call('project.open', { path })).toMatchObject({ id: info.id });
});

test('opening another project closes the first, which is one file again', async () => {
  const { host, folder, path, told } = await testProject();
  const other = join(folder, 'other.timeloupe');
  await host.call('project.create', { path: other });
  expect(told.map(({ event }) => event)).toEqual(['project.opened', 'project.closed', 'project.opened']);
  expect(existsSync(`${path}-wal`)).toBe(false);
  expect((await host.call('project.info', {})).path).toBe(other);
});

test('a project that cannot be opened leaves the open one open', async () => {
  const { host, folder, path } = await testProject();
  const text = join(folder, 'notes.timeloupe');
  writeFileSync(text, 'notes');
  const refusal = (code: string) => expect.objectContaining({ code }) as Error;
  await expect(host.call('project.open', { path: text })).rejects.toThrow(refusal('project.invalid'));
  await expect(host.call('project.open', { path: join(folder, 'none') })).rejects.toThrow(refusal('project.not_found'));
  await expect(host.call('project.create', { path: text })).rejects.toThrow(refusal('output.exists'));
  expect((await host.call('project.info', {})).path).toBe(path);
});

test('opening for writing makes the daily backup, once; looking makes none', async () => {
  const { host, path, close } = await testProject();
  await host.call('project.close', {});
  await host.call('project.open', { path, readOnly: true });
  expect((await host.call('project.info', {})).readOnlyReason).toMatch(/only to look at/);
  await host.call('project.close', {});
  for (let i = 0; i < 2; i++) {
    await host.call('project.open', { path });
    await host.call('project.close', {});
  }
  await host.call('project.open', { path });
  const { backups } = await host.call('project.info', {});
  expect(backups).toHaveLength(1);
  expect(backups[0]).toMatch(/test\.backups[/\\]test-\d{8}T\d{9}Z-daily\.timeloupe$/);
  await close();
});

test('a backup that is asked for is listed first, and opens', async () => {
  const { host, folder } = await testProject();
  const { path } = await host.call('project.backup', {});
  expect((await host.call('project.info', {})).backups).toEqual([path]);
  const copy = ProjectStore.open(path, { readOnly: true });
  expect(copy.meta().id).toBe((await host.call('project.info', {})).id);
  copy.close();
  expect(readdirSync(join(folder, 'test.backups'))).toHaveLength(1);
});

test('a daily backup that fails is reported, and the project is open all the same', async () => {
  const { path, folder, close } = await testProject();
  await close();
  writeFileSync(join(folder, 'test.backups'), 'a file in its place');
  const faults: unknown[] = [];
  const platform = { ...testPlatform(scratchFolder()), reportFault: (_: string, fault: unknown) => faults.push(fault) };
  const second = testCore(platform);
  await second.host.call('project.open', { path });
  await second.close();
  expect(faults).toEqual([expect.objectContaining({ code: 'project.unwritable' })]);
});

test('a project of a newer version opens to look at and says why', async () => {
  const { path, close } = await testProject();
  await close();
  const newer = openSqlite(path);
  newer.exec('PRAGMA user_version = 77');
  newer.close();
  const { host } = testCore();
  const info = await host.call('project.open', { path });
  expect(info).toMatchObject({ version: 77, readOnlyReason: expect.stringMatching(/newer version/) as string });
});
