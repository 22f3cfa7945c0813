import type { Events } from '../../../shared/protocol.ts';
import type { Emitter } from '../../base/emitter.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { Platform } from '../platform.ts';
import type { TaskStarter } from '../tasks/tasks.ts';

/** The open project as services see it: where its records are, where it runs, and whom to tell. */
export interface OpenProject {
  readonly store: ProjectStore;
  readonly platform: Platform;
  readonly events: Emitter<Events>;
  /** Aborted with an AppError 'cancelled' when the project is about to close: long work stops at its next safe place. */
  readonly closing: AbortSignal;
  /** What is behind a fault that was met in it: see faultBehind. The file is looked at once for each opening. */
  readonly explained: (fault: unknown) => Promise<unknown>;
  /** For work that others see go on; the project waits for its end before it closes. */
  readonly tasks: TaskStarter;
}
