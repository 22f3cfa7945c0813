import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { type Core, createCore } from '../../core/services/core.ts';
import type { Platform } from '../../core/services/platform.ts';
import { ProjectWindow, type WindowParts } from './project-window.ts';
import { pageUrl } from './scheme.ts';

/** What every window is made with. */
export type WindowTools = Pick<WindowParts, 'preload' | 'stateFile'> & { readonly platform: Platform };

/** The open windows, one for each project. */
export class ProjectWindows {
  readonly #tools: WindowTools;
  readonly #windows = new Map<string, ProjectWindow>();
  /** Cores of closed windows that have not ended yet. */
  readonly #ending = new Set<Promise<void>>();
  #lastNumber = 0;

  constructor(tools: WindowTools) {
    this.#tools = tools;
  }

  coreOf(hostName: string): Core | null {
    return this.#windows.get(hostName)?.core ?? null;
  }

  get isEmpty(): boolean {
    return this.#windows.size === 0;
  }

  /** Opens a project in the window that has it, in an empty one, or in a new one; without a path a new window. */
  async open(path: string | null): Promise<void> {
    const windows = [...this.#windows.values()];
    const fitting = path === null ? undefined : windows.find((window) => window.path === path);
    if (fitting) {
      fitting.focus();
      return;
    }
    const empty = path === null ? undefined : windows.find((window) => window.path === null);
    const window = empty ?? this.#make();
    if (path !== null) await window.open(path);
    if (empty) empty.focus();
    else await window.load();
  }

  /** Someone started the application again: the window used last comes forward. */
  focusLast(): void {
    [...this.#windows.values()].at(-1)?.focus();
  }

  /**
   * The window whose own page sent a message.
   *
   * @throws Error when anything else did: a frame within it, or a page that is not ours.
   */
  senderOf({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): ProjectWindow {
    const window = [...this.#windows.values()].find((candidate) => candidate.window.webContents === sender);
    const isOwnPage =
      senderFrame?.parent === null && senderFrame.url.startsWith(window ? pageUrl(window.hostName) : '\0');
    if (window && isOwnPage) return window;
    throw new Error('A message from a page that is not ours was refused.');
  }

  /** Whether cores of closed windows are still ending; `done` resolves when they have. */
  get ending(): { readonly isOver: boolean; readonly done: Promise<unknown> } {
    return { isOver: this.#ending.size === 0, done: Promise.allSettled(this.#ending) };
  }

  #make(): ProjectWindow {
    const { platform, preload, stateFile } = this.#tools;
    const hostName = `window-${++this.#lastNumber}`;
    const window = new ProjectWindow({ hostName, core: createCore(platform), preload, stateFile });
    this.#windows.set(hostName, window);
    window.window.on('closed', () => this.#end(window));
    return window;
  }

  #end({ hostName, core }: ProjectWindow): void {
    this.#windows.delete(hostName);
    const ended = core.close().catch((error: unknown) => {
      this.#tools.platform.reportFault('closing a window', error);
    });
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
  }
}
