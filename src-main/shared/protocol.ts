import type { z } from 'zod';
import type { Diff } from './diff.ts';
import type { WireError } from './errors.ts';
import type { MethodSpec } from './protocol/method.ts';
import { appMethods, type TaskInfo } from './protocol/app-methods.ts';
import { attentionMethods } from './protocol/attention-methods.ts';
import { exportMethods } from './protocol/export-methods.ts';
import { importMethods } from './protocol/import-methods.ts';
import { insightMethods } from './protocol/insight-methods.ts';
import { projectMethods } from './protocol/project-methods.ts';
import { reviewMethods } from './protocol/review-methods.ts';
import { runMethods, type JobInfo } from './protocol/run-methods.ts';
import type { JournalEntry, QueueId, RunId, VideoId } from './records.ts';
import type { Settings } from './settings.ts';

/** Every method of the core: what a host carries and every caller speaks. */
export const methods = {
  ...appMethods,
  ...projectMethods,
  ...runMethods,
  ...attentionMethods,
  ...insightMethods,
  ...reviewMethods,
  ...exportMethods,
  ...importMethods,
};

/** Facts sent to whoever listens. Never commands: code that must run is called, not signalled. */
export interface Events {
  'project.opened': { readonly path: string };
  'project.closed': { readonly path: string };
  /** Videos were added, relinked or found changed. */
  'videos.changed': { readonly videoIds: readonly VideoId[] };
  /** An edit, an undo or a redo, of this window, another one or another process. */
  'annotations.changed': { readonly diff: Diff; readonly entry: JournalEntry };
  'jobs.changed': { readonly job: JobInfo };
  /** Windows [fromIndex, toIndex) of a run are stored. */
  'predictions.added': {
    readonly runId: RunId;
    readonly videoId: VideoId;
    readonly fromIndex: number;
    readonly toIndex: number;
  };
  'queue.changed': { readonly queueId: QueueId };
  'tasks.changed': { readonly task: TaskInfo };
  'settings.changed': { readonly settings: Settings };
}

export type Method = keyof typeof methods;
/** As a caller writes them, defaults left out. */
export type Params<M extends Method> = z.input<(typeof methods)[M]['params']>;
/** As a handler gets them. */
export type Parsed<M extends Method> = z.output<(typeof methods)[M]['params']>;
export type Result<M extends Method> = (typeof methods)[M] extends MethodSpec<z.ZodType, infer R> ? R : never;
/** Each is given the id of a call that may be sent again, as `Port.send` takes it. */
export type Handlers = {
  readonly [M in Method]: (params: Parsed<M>, callId?: string) => Result<M> | Promise<Result<M>>;
};

/** The answer to a request; a failure is an answer too, so that every host can carry it. */
export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WireError };

/** What a native dialog is to choose. */
export interface PickRequest {
  readonly title: string;
  readonly kind: 'videos' | 'folder' | 'model' | 'project' | 'newProject' | 'exportFolder' | 'annotations';
  /** Where it begins; for newProject and exportFolder the proposed name. */
  readonly from?: string;
}

/** One entry of a native menu: a command of the screen, by its id in the registry. */
export interface MenuCommand {
  readonly id: string;
  /** The menu it stands in; menus are in the order in which their first command comes. */
  readonly group: string;
  readonly title: string;
  /** A binding as the screen writes it, "Ctrl+Shift+Z"; it is printed, and the screen itself acts on it. */
  readonly key: string | null;
  readonly isEnabled: boolean;
}

/** What depends on where the screen runs. A function that is absent can't be had there, and the screen does without. */
export interface NativeActions {
  /** A dialog of the operating system. Without it the screen lists folders with files.list. Empty: cancelled. */
  pick?(request: PickRequest): Promise<readonly string[]>;
  /**
   * The path, on the core's machine, of a File dropped on the window: at once where the screen runs on that machine,
   * else once its bytes have been sent there.
   */
  pathOfDropped?(file: unknown, onProgress?: (share: number) => void): Promise<string>;
  /**
   * Sends files into one new folder of the core's machine and tells its path. Absent where the screen runs on that
   * machine: there they lie side by side already.
   */
  sendFolder?(name: string, files: readonly unknown[], onProgress?: (share: number) => void): Promise<string>;
  showInFolder?(path: string): Promise<void>;
  /** Opens another window, for a project or empty. */
  newWindow?(path?: string): Promise<void>;
  /** Opens the documentation that came with the application, beside the screen. */
  showHelp?(theme: 'dark' | 'light'): void | Promise<void>;
  /** Shows the screen's commands in the menu of the window or the system, in place of those shown before. */
  showMenu?(commands: readonly MenuCommand[]): void;
  /** A command that was chosen in that menu. */
  onMenu?(listener: (id: string) => void): () => void;
}

/**
 * Whether calls reach the core: told by hosts that can lose it. 'replaced': it was started anew, and answers this page
 * once its new address was opened beside it.
 */
export type Connection = 'connected' | 'lost' | 'replaced';

/** What a host puts at window.host. Plain data and functions, so that it passes Electron's context bridge. */
export interface Port {
  /**
   * @param callId of a call that may be sent again, because its answer may be lost: no other call ever has it. An edit
   *   that the project's journal has under it is not made again, and is answered as it was.
   */
  send(name: string, params: unknown, callId?: string): Promise<Reply>;
  on(listener: (event: keyof Events, payload: unknown) => void): () => void;
  /** URL of a resource: bytes never travel through send(). */
  resourceUrl(path: string): string;
  /** Connection lost and found; after 'connected' everything has to be read anew. Absent where it can't be lost. */
  onConnection?(listener: (state: Connection) => void): () => void;
  readonly native: NativeActions;
}

/** The port with types, made by connect(): all that the screen and the command line know of the rest. */
export interface Host extends Pick<Port, 'resourceUrl' | 'native' | 'onConnection'> {
  call<M extends Method>(name: M, params: Params<M>): Promise<Result<M>>;
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void;
}
