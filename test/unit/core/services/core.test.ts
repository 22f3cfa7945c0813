import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCore } from '../../../../src-main/core/services/core.ts';
import { connect } from '../../../../src-main/shared/connect.ts';
import type { Platform } from '../../../../src-main/core/services/platform.ts';
import type { Events } from '../../../../src-main/shared/protocol.ts';
import { scratchFolder, testPlatform } from '../../../support/checkpoints.ts';
import { testCore, testProject } from '../../../support/project-core.ts';

test('a project that is opened takes the place of the one that was open', async () => {
  const { host, told, folder, path } = await testProject();
  const second = join(folder, 'second.timeloupe');
  expect(await host.call('project.create', { path: second })).toMatchObject({ path: second });
  expect(await host.call('project.info', {})).toMatchObject({ path: second });
  expect(told.map(({ event, payload }) => [event, payload])).toEqual([
    ['project.opened', { path }],
    ['project.closed', { path }],
    ['project.opened', { path: second }],
  ]);
});

test('a project that can’t be opened leaves the one that is', async () => {
  const { host, folder, path } = await testProject();
  const refused = host.call('project.open', { path: join(folder, 'none.timeloupe') });
  await expect(refused).rejects.toMatchObject({ code: 'project.not_found' });
  expect(await host.call('project.info', {})).toMatchObject({ path });
});

test('closing waits for calls that run, and stops what is long', async () => {
  const { host, path, close } = await testProject();
  const folder = scratchFolder();
  const call = host.call('videos.add', { paths: [join(testPlatform(folder).resourcesDir, 'sample')] });
  const closed = close();
  // Whether it was done by then or not, the call ends with an answer, before the file is closed.
  const ended = await call.then(
    (added) => added.map(({ error }) => error),
    (error: unknown) => error,
  );
  await closed;
  if (!Array.isArray(ended)) expect(ended).toMatchObject({ code: 'cancelled' });
  await expect(host.call('project.info', {})).rejects.toMatchObject({ code: 'project.not_open' });
  // The file is let go of: another core writes it.
  expect(await testCore().host.call('project.open', { path })).toMatchObject({ readOnlyReason: null });
});

test('a core that is closed opens nothing any more', async () => {
  const { host, close, path } = await testProject();
  await close();
  await close();
  await expect(host.call('project.open', { path })).rejects.toMatchObject({ code: 'cancelled' });
});

test('a listener that throws is reported and disturbs nobody', async () => {
  const faults: string[] = [];
  const folder = scratchFolder();
  const platform: Platform = { ...testPlatform(folder), reportFault: (where) => faults.push(where) };
  const core = createCore(platform);
  const heard: string[] = [];
  core.port.on(() => {
    throw new Error('deaf');
  });
  const host = connect(core.port);
  const stop = host.on('project.opened', ({ path }) => heard.push(path));
  const path = join(folder, 'p.timeloupe');
  await host.call('project.create', { path });
  stop();
  await host.call('project.open', { path });
  await core.close();
  expect(heard).toEqual([path]);
  expect(new Set(faults)).toEqual(new Set(['a listener']));
});

test('closing stops a running analysis cleanly: what it told is stored, and the file is whole', async () => {
  const { host, path, close, told } = await testProject();
  const { resourcesDir } = testPlatform(scratchFolder());
  const [added] = await host.call('videos.add', { paths: [join(resourcesDir, 'sample', 'motions.mp4')] });
  const stored = new Promise<number>((resolve) => {
    host.on('predictions.added', ({ toIndex }) => resolve(toIndex));
  });
  await host.call('runs.start', { model: 'demo-motion', videoIds: [added!.video!.id], settings: { stride: 1 } });
  const toldWindows = await stored;
  await close();
  const jobs = told.flatMap(({ event, payload }) =>
    event === 'jobs.changed' ? [payload as Events['jobs.changed']] : [],
  );
  expect(jobs.at(-1)?.job.state).toBe('cancelled');
  expect(told.at(-1)?.event).toBe('project.closed');
  const { host: second } = testCore();
  await second.call('project.open', { path });
  const [run] = await second.call('runs.list', {});
  expect(run?.videos[0]).toMatchObject({ state: 'stopped' });
  expect(run?.videos[0]?.doneWindows).toBeGreaterThanOrEqual(toldWindows);
  expect(await second.call('project.check', { path })).toMatchObject({ faults: [] });
});
