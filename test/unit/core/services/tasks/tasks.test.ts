import { expect, onTestFinished, test } from 'vitest';
import { Emitter } from '../../../../../src-main/core/base/emitter.ts';
import type { TaskSpec, TaskWork } from '../../../../../src-main/core/services/tasks/task.ts';
import { Tasks } from '../../../../../src-main/core/services/tasks/tasks.ts';
import { AppError } from '../../../../../src-main/shared/errors.ts';
import type { Events } from '../../../../../src-main/shared/protocol.ts';
import type { TaskInfo } from '../../../../../src-main/shared/protocol/app-methods.ts';
import { testProject } from '../../../../support/project-core.ts';

const SPEC: TaskSpec = { kind: 'export', title: 'Export 3 segments', unit: 'clips', total: 3 };

/** Tasks, all that was told of them, and a way to wait for what is going to be told. */
function watched() {
  const events = new Emitter<Events>();
  const told: TaskInfo[] = [];
  const faults: string[] = [];
  events.on((event, payload) => {
    if (event === 'tasks.changed') told.push((payload as Events['tasks.changed']).task);
  });
  const tasks = new Tasks(events, (where) => faults.push(where));
  onTestFinished(() => tasks.close());
  return { tasks, told, faults, until: (isIt: (task: TaskInfo) => boolean) => untilTold(events, isIt) };
}

function untilTold(events: Emitter<Events>, isIt: (task: TaskInfo) => boolean): Promise<TaskInfo> {
  return new Promise((resolve) => {
    const stop = events.on((event, payload) => {
      const task = event === 'tasks.changed' ? (payload as Events['tasks.changed']).task : null;
      if (!task || !isIt(task)) return;
      stop();
      resolve(task);
    });
  });
}

const isOver = ({ state }: TaskInfo) => state !== 'running';

/** Goes on until it is told to stop. */
const endless: TaskWork = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

test('tells its beginning and its end, and keeps the result', async () => {
  const { tasks, told, until } = watched();
  const info = tasks.start(SPEC, ({ progress }) => {
    progress(3);
    return Promise.resolve({ out: '/films/export' });
  });
  const first = { ...SPEC, id: info.id, state: 'running', done: 0, secondsLeft: null, result: null, error: null };
  expect(info).toEqual(first);
  const last = await until(isOver);
  expect(last).toEqual({ ...first, state: 'done', done: 3, result: { out: '/films/export' } });
  expect(told[0]).toEqual(first);
  expect(tasks.list()).toEqual([last]);
});

test('progress is told now and then, its latest state always', async () => {
  const { tasks, told, until } = watched();
  const work = new AbortController();
  tasks.start(SPEC, async ({ progress }) => {
    for (let done = 1; done <= 50_000; done++) progress(done, 60_000);
    await new Promise((resolve) => work.signal.addEventListener('abort', resolve));
  });
  const latest = await until(({ done }) => done === 50_000);
  expect(latest).toMatchObject({ state: 'running', total: 60_000 });
  expect(latest.secondsLeft).toBeGreaterThan(0);
  expect(told.length).toBeLessThan(100);
  const over = until(isOver);
  work.abort();
  expect(await over).toMatchObject({ state: 'done', done: 50_000, secondsLeft: null });
});

test('cancelling stops the work; a second time nothing happens', async () => {
  const { tasks, until } = watched();
  const { id } = tasks.start(SPEC, endless);
  const over = until(isOver);
  expect(tasks.cancel({ taskId: id }).id).toBe(id);
  expect(await over).toMatchObject({ state: 'cancelled', error: null });
  expect(tasks.cancel({ taskId: id })).toMatchObject({ state: 'cancelled' });
  expect(() => tasks.cancel({ taskId: 'nobody' })).toThrow('There is no task "nobody".');
});

test('one that is cancelled before its work begins never begins', async () => {
  const { tasks, until } = watched();
  let hasBegun = false;
  const { id } = tasks.start(SPEC, async () => {
    hasBegun = true;
    await Promise.resolve();
  });
  tasks.cancel({ taskId: id });
  expect(await until(isOver)).toMatchObject({ state: 'cancelled' });
  expect(hasBegun).toBe(false);
});

test('a failure for people is told as it is, a bug with a sentence around it, and reported', async () => {
  const { tasks, faults, until } = watched();
  tasks.start(SPEC, () => Promise.reject(new AppError('output.exists', 'The folder is taken.')));
  expect(await until(isOver)).toMatchObject({
    state: 'failed',
    error: { code: 'output.exists', message: 'The folder is taken.' },
  });
  expect(faults).toEqual([]);
  tasks.start(SPEC, () => Promise.reject(new TypeError('x is not a function')));
  const { error } = await until(isOver);
  expect(error?.code).toBe('internal');
  expect(error?.message).toContain('(x is not a function)');
  expect(faults).toEqual(['"Export 3 segments"']);
});

test('the last twenty that ended are kept, and those that run', async () => {
  const { tasks, until } = watched();
  const running = tasks.start(SPEC, endless);
  for (let i = 0; i < 25; i++) {
    const over = until(isOver);
    tasks.start({ ...SPEC, title: `Task ${i}` }, () => Promise.resolve(i));
    await over;
  }
  await Promise.resolve();
  const listed = tasks.list();
  expect(listed[0]).toEqual(running);
  expect(listed.slice(1).map(({ title }) => title)).toEqual(Array.from({ length: 20 }, (_, i) => `Task ${i + 5}`));
});

test('closing waits for what runs, and nothing begins after it', async () => {
  const { tasks } = watched();
  tasks.start(SPEC, endless);
  await tasks.close();
  expect(tasks.list()).toMatchObject([{ state: 'cancelled' }]);
  expect(() => tasks.start(SPEC, endless)).toThrow('Stopped, because Timeloupe is closing.');
});

test('what works on a project ends with it, and the rest goes on', async () => {
  const { tasks, told } = watched();
  const project = new AbortController();
  tasks.start({ ...SPEC, title: 'of the project', until: project.signal }, endless);
  tasks.start({ ...SPEC, title: 'of the core' }, endless);
  project.abort(new AppError('cancelled', 'Stopped, because it is being closed.'));
  await tasks.ended(project.signal);
  expect(told.filter(isOver).map(({ title, state }) => `${title}: ${state}`)).toEqual(['of the project: cancelled']);
});

test('the protocol lists and cancels them; a screen that comes without a project sees them', async () => {
  const { host } = await testProject();
  expect(await host.call('tasks.list', {})).toEqual([]);
  await expect(host.call('tasks.cancel', { taskId: 'x' })).rejects.toMatchObject({ code: 'request.invalid' });
});
