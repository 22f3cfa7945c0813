import { setImmediate as turn } from 'node:timers/promises';
import { AppError, type WireError } from '../../../shared/errors.ts';
import type { TaskInfo } from '../../../shared/protocol/app-methods.ts';
import { RollingPace } from '../analysis/rolling-pace.ts';
import { wireFailure } from '../dispatch.ts';

/** No screen shows more of a task's progress than ten pictures a second. */
const TELL_EVERY_MS = 100;

/** What a task is, before it has begun. */
export interface TaskSpec extends Pick<TaskInfo, 'kind' | 'title' | 'unit'> {
  /** null, or left out, until known. */
  readonly total?: number | null;
  /** Stops the task when aborted: the closing of the project that it works on. */
  readonly until?: AbortSignal;
  /** What is behind a fault of its work, where it is not the program's. */
  readonly explained?: (fault: unknown) => Promise<unknown>;
}

/** What work sees of its task. */
export interface RunningTask {
  /** Aborted with an AppError 'cancelled' when the work is to stop. */
  readonly signal: AbortSignal;
  /** May be called as often as one likes. @param total only where it has become known, or another. */
  readonly progress: (done: number, total?: number | null) => void;
}

/** @returns plain data, `result` of the task. */
export type TaskWork = (task: RunningTask) => Promise<unknown>;

/** Whom a task has to do with. */
export interface TaskSurroundings {
  readonly closing: AbortSignal;
  readonly tell: (info: TaskInfo) => void;
  readonly reportFault: (where: string, fault: unknown) => void;
}

/** One task from its start to its end, as it tells about itself. */
export class Task {
  /** As in its spec. */
  readonly until: AbortSignal | undefined;
  /** Resolves at its end, whichever it is. */
  ended: Promise<void> = Promise.resolve();
  readonly #around: TaskSurroundings;
  readonly #explained: (fault: unknown) => Promise<unknown>;
  readonly #stop = new AbortController();
  readonly #pace = new RollingPace();
  #info: TaskInfo;
  #toldAtMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(id: string, { kind, title, unit, total = null, ...spec }: TaskSpec, around: TaskSurroundings) {
    around.closing.throwIfAborted();
    this.until = spec.until;
    this.#explained = spec.explained ?? ((fault) => Promise.resolve(fault));
    this.#around = around;
    const progress = { done: 0, total, unit, secondsLeft: null };
    this.#info = { id, kind, title, state: 'running', ...progress, result: null, error: null };
  }

  get info(): TaskInfo {
    return this.#info;
  }

  get isEnded(): boolean {
    return this.#info.state !== 'running';
  }

  cancel(): void {
    this.#stop.abort(new AppError('cancelled', `Stopped: ${this.#info.title}.`));
  }

  /** @param onEnd is called once it has told its end. */
  begin(work: TaskWork, onEnd: () => void): void {
    this.#tell();
    this.ended = this.#run(work).then(onEnd);
  }

  async #run(work: TaskWork): Promise<void> {
    // Whoever started it gets the answer to that before anything of it happens.
    await turn();
    const signal = AbortSignal.any([this.#stop.signal, this.#around.closing]);
    try {
      signal.throwIfAborted();
      const result = await work({ signal, progress: (done, total) => this.#progress(done, total) });
      this.#end({ state: 'done', result: result ?? null });
    } catch (error) {
      const isStopped = () => signal.aborted;
      if (isStopped()) this.#end({ state: 'cancelled', error: saidOf(error, signal.reason) });
      else this.#end({ state: 'failed', error: await this.#wired(error) });
    }
  }

  async #wired(error: unknown): Promise<WireError> {
    return wireFailure(`"${this.#info.title}"`, await this.#explained(error), this.#around.reportFault);
  }

  #progress(done: number, total: number | null = this.#info.total): void {
    if (this.isEnded) return;
    this.#info = { ...this.#info, done, total };
    const waitMs = this.#toldAtMs + TELL_EVERY_MS - performance.now();
    if (waitMs <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), waitMs).unref();
  }

  #end(how: Pick<TaskInfo, 'state'> & Partial<TaskInfo>): void {
    this.#info = { ...this.#info, ...how };
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAtMs = performance.now();
    this.#info = { ...this.#info, secondsLeft: this.#secondsLeft() };
    this.#around.tell(this.#info);
  }

  #secondsLeft(): number | null {
    const { done, total } = this.#info;
    if (this.isEnded) return null;
    this.#pace.reached(done);
    const { perSec } = this.#pace;
    return perSec === null || total === null ? null : Math.max(0, total - done) / perSec;
  }
}

/** What work that was stopped has to say about what it leaves; null where it only passes on that it was. */
function saidOf(error: unknown, reason: unknown): WireError | null {
  const isSaid = error instanceof AppError && error.code === 'cancelled' && error !== reason;
  return isSaid ? { code: error.code, message: error.message } : null;
}
