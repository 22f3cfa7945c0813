import type { TaskInfo } from '#shared/protocol/app-methods';
import { SvelteMap } from 'svelte/reactivity';
import type { Host } from '#shared/protocol';
import { Reading } from './reading.ts';

/** Work that takes seconds and is no analysis. */
export class Tasks {
  readonly all = new SvelteMap<string, TaskInfo>();
  readonly running: readonly TaskInfo[] = $derived([...this.all.values()].filter(({ state }) => state === 'running'));
  readonly #host: Host;
  readonly #waiting = new Map<string, (task: TaskInfo) => void>();
  readonly #reading = new Reading(
    () => this.#host.call('tasks.list', {}),
    (tasks) => {
      this.all.clear();
      for (const task of tasks) this.#take(task);
    },
  );

  constructor(host: Host) {
    this.#host = host;
    host.on('tasks.changed', ({ task }) => {
      // How far it is will be told again, but its end only once.
      if (task.state !== 'running') this.#reading.outdate();
      this.#take(task);
    });
  }

  read(): Promise<void> {
    return this.#reading.read();
  }

  /** Follows a task that a call has just returned. @returns the task when it has ended, whichever way. */
  finished(task: TaskInfo): Promise<TaskInfo> {
    const known = this.all.get(task.id) ?? task;
    if (!this.all.has(task.id)) this.all.set(task.id, task);
    if (known.state !== 'running') return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.set(task.id, resolve));
  }

  cancel(taskId: string): Promise<TaskInfo> {
    return this.#host.call('tasks.cancel', { taskId });
  }

  #take(task: TaskInfo): void {
    this.all.set(task.id, task);
    if (task.state === 'running') return;
    this.#waiting.get(task.id)?.(task);
    this.#waiting.delete(task.id);
  }
}
