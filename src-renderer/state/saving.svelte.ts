import { AppError } from '#shared/errors';
import type { Host } from '#shared/protocol';
import type { Announcer } from './announcer.svelte.ts';

/** Failures that mean that nothing can be written, not that an edit makes no sense. */
const WRITE_FAILURES: readonly string[] = ['project.unwritable', 'project.busy', 'internal'];

/** Whether what a person does is on disk. */
export class Saving {
  /** Edits on their way. */
  pending = $state(0);
  /** When the last edit was acknowledged; null before the first. */
  savedAt = $state.raw<Date | null>(null);
  /** Why the last one was not, a sentence; null while all is well. */
  fault = $state<string | null>(null);
  readonly #announcer: Announcer;

  constructor(host: Host, announcer: Announcer) {
    this.#announcer = announcer;
    host.on('annotations.changed', ({ entry }) => (this.savedAt = new Date(entry.at)));
  }

  /** Follows an edit until it is acknowledged, and passes its outcome on. */
  async track<T>(edit: Promise<T>): Promise<T> {
    this.pending++;
    try {
      const result = await edit;
      this.fault = null;
      return result;
    } catch (error) {
      if (error instanceof AppError && WRITE_FAILURES.includes(error.code)) {
        this.fault = error.message;
        this.#announcer.alert(`Not saved: ${error.message}`);
      }
      throw error;
    } finally {
      this.pending--;
    }
  }
}
