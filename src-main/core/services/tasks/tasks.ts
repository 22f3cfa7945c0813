import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { Events } from '../../../shared/protocol.ts';
import type { TaskInfo } from '../../../shared/protocol/app-methods.ts';
import type { Emitter } from '../../base/emitter.ts';
import { Task, type TaskSpec, type TaskWork } from './task.ts';

/** Tasks that have ended are listed until this many newer ones have, so that a screen that comes back sees their end. */
const ENDED_KEPT = 20;

/** Where a service of a project begins its tasks: they are stopped when the project closes, and it waits for them. */
export type TaskStarter = Pick<Tasks, 'start' | 'list'>;

/** Work that takes seconds or more and is no analysis. Lives as long as the core, with or without a project. */
export class Tasks {
  readonly #events: Emitter<Events>;
  readonly #reportFault: (where: string, fault: unknown) => void;
  readonly #tasks: Task[] = [];
  readonly #closing = new AbortController();

  constructor(events: Emitter<Events>, reportFault: (where: string, fault: unknown) => void) {
    this.#events = events;
    this.#reportFault = reportFault;
  }

  /**
   * Begins at once, in the next turn of the event loop. What becomes of it is told in 'tasks.changed', about ten times a
   * second at most, and kept in `list()`: a failure too, so nobody has to wait for it.
   *
   * @throws AppError 'cancelled' when the core, or the project it is about, is closing.
   */
  start(spec: TaskSpec, work: TaskWork): TaskInfo {
    const { signal } = this.#closing;
    const task = new Task(randomUUID(), spec, {
      closing: spec.until ? AbortSignal.any([signal, spec.until]) : signal,
      tell: (info) => this.#events.emit('tasks.changed', { task: info }),
      reportFault: this.#reportFault,
    });
    this.#tasks.push(task);
    task.begin(work, () => this.#forgetOld());
    return task.info;
  }

  /** By the order in which they were started. */
  list(): TaskInfo[] {
    return this.#tasks.map(({ info }) => info);
  }

  /**
   * The work stops at its next safe place. Nothing happens to a task that has ended.
   *
   * @throws AppError 'request.invalid' for an unknown id.
   */
  cancel({ taskId }: { readonly taskId: string }): TaskInfo {
    const task = this.#tasks.find(({ info }) => info.id === taskId);
    if (!task)
      throw new AppError('request.invalid', `There is no task "${taskId}". List the tasks to see which there are.`);
    task.cancel();
    return task.info;
  }

  /** Resolves when all tasks that end with `until` have ended. */
  async ended(until: AbortSignal): Promise<void> {
    await Promise.all(this.#tasks.filter((task) => task.until === until).map((task) => task.ended));
  }

  /** Stops all, and waits until they have stopped. */
  async close(): Promise<void> {
    this.#closing.abort(new AppError('cancelled', 'Stopped, because Timeloupe is closing.'));
    await Promise.all(this.#tasks.map((task) => task.ended));
  }

  #forgetOld(): void {
    const ended = this.#tasks.filter(({ isEnded }) => isEnded);
    for (const task of ended.slice(0, -ENDED_KEPT)) this.#tasks.splice(this.#tasks.indexOf(task), 1);
  }
}
