import { AppError } from '../../../shared/errors.ts';
import type { Events } from '../../../shared/protocol.ts';
import type { RunId } from '../../../shared/records.ts';
import type { Emitter } from '../../base/emitter.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { OpenProject } from './open-project.ts';
import type { Platform } from '../platform.ts';
import { Tasks } from '../tasks/tasks.ts';
import { Session } from './session.ts';

/** The one project that a core has open, or none. */
export class CurrentProject {
  readonly platform: Platform;
  readonly events: Emitter<Events>;
  /** Of whichever project is open, and of none. */
  readonly tasks: Tasks;
  #session: Session | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(platform: Platform, events: Emitter<Events>) {
    this.platform = platform;
    this.events = events;
    this.tasks = new Tasks(events, platform.reportFault);
  }

  /** @throws AppError 'project.not_open'. */
  get(): OpenProject {
    return this.session().project;
  }

  /** Of the file that is open; null for none. */
  get path(): string | null {
    return this.#session?.project.store.path ?? null;
  }

  /** Where the model of one of its runs was opened; null where that isn't known. */
  modelPathOf(runId: RunId): string | null {
    if (!this.#session) return null;
    const { runs } = this.#session.project.store;
    return runs.model(runs.run(runId).modelHash)?.path ?? null;
  }

  /** @throws AppError 'project.not_open'. */
  session(): Session {
    if (this.#session) return this.#session;
    throw new AppError('project.not_open', 'No project is open. Open or make one first.');
  }

  /**
   * The project whose store this is takes the place of the one that was open, which is closed.
   *
   * @throws AppError 'cancelled' when the core has been closed meanwhile; then the store is closed, too.
   */
  async replaceBy(store: ProjectStore): Promise<OpenProject> {
    if (this.#isDisposed) {
      store.close();
      throw new AppError('cancelled', `${store.path} was not opened, because Timeloupe is closing.`);
    }
    const previous = this.#session;
    const session = this.#begin(store);
    this.#session = session;
    await this.#end(previous);
    this.events.emit('project.opened', { path: store.path });
    return session.project;
  }

  /** What is behind a fault of whichever project is open: see OpenProject. */
  explained(fault: unknown): Promise<unknown> {
    return this.#session ? this.#session.project.explained(fault) : Promise.resolve(fault);
  }

  /** Waits for a closing that is under way; nothing where none is open. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await this.#end(session);
  }

  /** Closes the project, and opens none any more. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await Promise.all([this.tasks.close(), this.close()]);
  }

  /** Closing the project waits for this call. */
  track(call: Promise<unknown>): void {
    this.#session?.track(call);
  }

  #begin(store: ProjectStore): Session {
    try {
      return new Session(store, this.platform, this.events, this.tasks);
    } catch (error) {
      store.close();
      throw error;
    }
  }

  #end(session: Session | null): Promise<void> {
    const ended = Promise.all([this.#ended, session && this.#close(session)]).then(() => undefined);
    // Whoever closes is told of a failure; who comes later need not be told again.
    this.#ended = ended.catch(() => undefined);
    return ended;
  }

  async #close(session: Session): Promise<void> {
    await session.close();
    this.events.emit('project.closed', { path: session.project.store.path });
  }
}
