import { AppError } from '../../../shared/errors.ts';
import { lockOwner, LOCK_STALE_MS } from '../../store/analysis-lock.ts';
import { transaction } from '../../store/database.ts';
import type { ProjectStore } from '../../store/project-store.ts';

/** Several beats before the others would take the holder for dead. */
const BEAT_MS = LOCK_STALE_MS / 6;

/**
 * The right to write windows into a project, which one process has at a time. It beats by itself; a process that was
 * asleep for too long finds that another one took over, and stops. Release it.
 */
export class AnalysisLease {
  readonly #store: ProjectStore;
  readonly #owner: string;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;

  private constructor(store: ProjectStore, owner: string) {
    this.#store = store;
    this.#owner = owner;
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
    // A process that has nothing else to do may end.
    this.#timer.unref();
  }

  /** @throws AppError 'project.busy' when another process analyzes; as `transaction` does. */
  static take(store: ProjectStore): AnalysisLease {
    const owner = lockOwner();
    const holder = store.runs.lock.acquire(owner);
    if (!holder) return new AnalysisLease(store, owner);
    const [host, pid] = JSON.parse(holder.owner) as [string, number];
    throw new AppError(
      'project.busy',
      `Process ${pid} on ${host} is analyzing videos of ${store.path}. Wait until it has ended, or stop it.`,
    );
  }

  /** Aborted with the error of `write` when another process has taken over. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * One transaction that stores nothing unless the lease still holds.
   *
   * @throws AppError 'project.busy' when it doesn't; as `transaction` does.
   */
  write(work: () => void): void {
    this.#lost.signal.throwIfAborted();
    transaction(this.#store.db, () => {
      if (!this.#store.runs.lock.beat(this.#owner)) throw this.#takenOver();
      work();
    });
  }

  release(): void {
    clearInterval(this.#timer);
    try {
      this.#store.runs.lock.release(this.#owner);
    } catch (error) {
      // No room even for this: whoever comes next finds that this process no longer beats.
      if (!(error instanceof AppError)) throw error;
    }
  }

  #beat(): void {
    try {
      this.write(() => undefined);
    } catch (error) {
      // A disk that is full or busy now needn't be at the next window, whose writing tells.
      if (this.#lost.signal.aborted || !isTakenOver(error)) return;
      this.#lost.abort(error);
    }
  }

  #takenOver(): AppError {
    const text = `Another process has taken over the analysis of ${this.#store.path}, because this one did not answer.`;
    return new TakenOver('project.busy', text);
  }
}

class TakenOver extends AppError {}

function isTakenOver(error: unknown): boolean {
  return error instanceof TakenOver;
}
