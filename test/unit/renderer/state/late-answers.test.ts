import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host, Method } from '../../../../src-main/shared/protocol.ts';
import { testProject } from '../../../support/project-core.ts';
import { Tasks } from '../../../../src-renderer/state/tasks.svelte.ts';
import { screenRooms } from './rooms.ts';

const SAMPLE = join(import.meta.dirname, '../../../../resources/sample/motions.mp4');

test('a video that is added while the list is read stays in it', async () => {
  const { host, path } = await testProject();
  const late = lateHost(host, 'videos.list');
  const { library } = screenRooms(late.host);
  const reading = library.read();
  await late.answered;
  await host.call('videos.add', { paths: [SAMPLE] });
  late.deliver();
  await reading;
  expect(library.videos.map(({ name }) => name)).toEqual(['motions.mp4']);

  // Nor does an answer about a project that was closed come after it.
  const again = lateHost(host, 'videos.list');
  const rooms = screenRooms(again.host);
  const closing = rooms.library.read();
  await again.answered;
  await host.call('project.close', {});
  rooms.library.forget();
  again.deliver();
  await closing;
  expect(rooms.library.videos).toEqual([]);
  await host.call('project.open', { path });
});

test('a video that was just added is listed before it can be opened, however late the list is', async () => {
  const { host } = await testProject();
  const late = lateHost(host, 'videos.list');
  const { library } = screenRooms(late.host);
  const opened = library.add([SAMPLE]).then(([added]) => {
    library.open(added!.video!.id);
    return library.current?.name;
  });
  await late.answered;
  // Whatever does not wait for the list has gone on by then.
  await host.call('videos.list', {});
  late.deliver();
  expect(await opened).toBe('motions.mp4');
});

test('the end of a job that comes while jobs are read is not hidden by the older answer', async () => {
  const { host } = await testProject();
  const [added] = await host.call('videos.add', { paths: [SAMPLE] });
  const job = await host.call('runs.start', { model: 'demo-motion', videoIds: [added!.video!.id] });
  const late = lateHost(host, 'runs.jobs');
  const { runs } = screenRooms(late.host);
  const reading = runs.read();
  await late.answered;
  await host.call('runs.cancel', { jobId: job.id });
  const state = async () => (await host.call('runs.jobs', {}))[0]!.state;
  await expect.poll(state, { timeout: 60_000 }).toBe('cancelled');
  late.deliver();
  await reading;
  expect(runs.jobs.map(({ state }) => state)).toEqual(['cancelled']);
  expect(runs.job).toBeNull();
});

test('the end of a task that comes while tasks are read is not hidden by the older answer', async () => {
  const { host, folder } = await testProject();
  const late = lateHost(host, 'tasks.list');
  const tasks = new Tasks(late.host);
  const begun = await host.call('models.add', { from: { kind: 'path', path: join(folder, 'no-model') } });
  const reading = tasks.read();
  await late.answered;
  await expect.poll(async () => (await host.call('tasks.list', {}))[0]!.state).toBe('failed');
  late.deliver();
  await reading;
  expect(tasks.all.get(begun.id)?.state).toBe('failed');
});

test('a setting that is changed while settings are read keeps its new value', async () => {
  const { host } = await testProject();
  const late = lateHost(host, 'settings.get');
  const { settings } = screenRooms(late.host);
  const reading = settings.read();
  await late.answered;
  await host.call('settings.set', { patch: { doubtfulMargin: 0.37 } });
  late.deliver();
  await reading;
  expect(settings.value.doubtfulMargin).toBe(0.37);
});

test('a setting that is changed twice at once never goes back to the first value', async () => {
  const { host } = await testProject();
  const { settings } = screenRooms(host);
  const shown: number[] = [];
  host.on('settings.changed', () => shown.push(settings.value.doubtfulMargin));
  settings.set({ doubtfulMargin: 0.2 });
  settings.set({ doubtfulMargin: 0.3, snap: false });
  settings.set({ doubtfulMargin: 0.4 });
  const kept = async () => (await host.call('settings.get', {})).doubtfulMargin;
  await expect.poll(kept).toBe(0.4);
  // Another window's change of something else is shown all the same.
  await host.call('settings.set', { patch: { overlayOpacity: 0.5 } });
  expect(settings.value).toMatchObject({ doubtfulMargin: 0.4, snap: false, overlayOpacity: 0.5 });
  expect(shown).not.toEqual([]);
  expect(shown.filter((margin) => margin !== 0.4)).toEqual([]);
});

/** A host whose first answer to a method arrives late: it was made, and is on its way. */
function lateHost(host: Host, method: Method) {
  const [answered, delivered] = [signal(), signal()];
  let isFirst = true;
  const call = async (name: Method, params: never): Promise<never> => {
    const isLate = name === method && isFirst;
    if (isLate) isFirst = false;
    const answer = (await host.call(name, params)) as never;
    if (!isLate) return answer;
    answered.give();
    await delivered.given;
    return answer;
  };
  return {
    host: { ...host, call: call as Host['call'] },
    answered: answered.given,
    deliver: delivered.give,
  };
}

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}
