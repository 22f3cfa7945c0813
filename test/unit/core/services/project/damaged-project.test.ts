import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Emitter } from '../../../../../src-main/core/base/emitter.ts';
import { CurrentProject } from '../../../../../src-main/core/services/project/current-project.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { openSqlite } from '../../../../../src-main/core/store/sqlite.ts';
import type { WireError } from '../../../../../src-main/shared/errors.ts';
import type { Events } from '../../../../../src-main/shared/protocol.ts';
import { scratchFolder, testPlatform } from '../../../../support/checkpoints.ts';
import { fillProject } from '../../../../support/full-project.ts';
import { testCore } from '../../../../support/project-core.ts';

/** A full project and what was done to it past the program. */
function spoilt(sql: string): string {
  const path = join(scratchFolder(), 'spoilt.timeloupe');
  const store = ProjectStore.create(path);
  fillProject(store, { windows: 8, segments: 4 });
  store.close();
  const db = openSqlite(path);
  db.exec(`PRAGMA ignore_check_constraints = ON; ${sql}`);
  db.close();
  return path;
}

const damaged = (path: string): WireError => ({
  code: 'project.invalid',
  message: `${path} is damaged. \`timeloupe project repair ${path} --out NEW\` recovers what can be read.`,
});

test('an analysis that stumbles over damage says that the project is damaged', async () => {
  const path = spoilt(`UPDATE run SET settings = 'x'`);
  const { host } = testCore();
  await host.call('project.open', { path });
  const failed = new Promise<WireError>((resolve) => {
    host.on('jobs.changed', ({ job }) => job.error && resolve(job.error));
  });
  await host.call('runs.start', { model: 'demo-motion', videoIds: ['film'], settings: {} });
  expect(await failed).toEqual(damaged(path));
});

test.each([
  ['is damaged', `UPDATE run SET settings = 'x'`, damaged],
  [
    'another version wrote',
    'PRAGMA user_version = 99',
    () => ({
      code: 'project.read_only',
      message: expect.stringMatching(/^This part can't be read\. .*newer/) as string,
    }),
  ],
])('a task that stumbles over a project that %s says so, and it is no fault', async (_, sql, expected) => {
  const path = spoilt(sql);
  const events = new Emitter<Events>();
  const current = new CurrentProject(testPlatform(scratchFolder()), events);
  onTestFinished(() => current.dispose());
  const { tasks } = await current.replaceBy(ProjectStore.open(path));
  const failed = new Promise<WireError>((resolve) => {
    events.on((name, payload) => {
      if (name !== 'tasks.changed') return;
      const { error } = (payload as Events['tasks.changed']).task;
      if (error) resolve(error);
    });
  });
  tasks.start({ kind: 'export', title: 'Export', unit: 'clips' }, () => Promise.reject(new TypeError('x is no list')));
  expect(await failed).toEqual(expected(path));
});

test('a project that can’t be opened for its damage is told of as damaged itself, whatever is open', async () => {
  const path = spoilt(`UPDATE video SET holes = 'x'`);
  const { host } = testCore();
  await expect(host.call('project.open', { path })).rejects.toMatchObject(damaged(path));
  await host.call('project.create', { path: join(scratchFolder(), 'sound.timeloupe') });
  await expect(host.call('project.open', { path })).rejects.toMatchObject(damaged(path));
});

test('what keeps videos of a newer version’s project from being looked at is told to who asks, not as a fault', async () => {
  const path = spoilt('PRAGMA user_version = 99; DROP TABLE video_frames');
  const { host } = testCore();
  await host.call('project.open', { path });
  await expect(host.call('videos.list', {})).rejects.toMatchObject({ code: 'project.read_only' });
});
