import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { Core } from '../../core/services/core.ts';
import { connect } from '../../shared/connect.ts';
import { CHANNELS } from './channels.ts';
import { CONFINED, lockContents } from './safeguards.ts';
import { pageUrl } from './scheme.ts';
import { readWindowState, sizeFrom, SMALLEST, writeWindowState } from './window-state.ts';

/** What a window is made of. */
export interface WindowParts {
  /** Its host name in the scheme, and so its origin. */
  readonly hostName: string;
  readonly core: Core;
  /** Absolute path of the bundled preload script. */
  readonly preload: string;
  /** Where the place of windows is kept. */
  readonly stateFile: string;
}

/** A page that breaks this often in a minute is not loaded again: it would go on for ever. */
const MAX_CRASHES = 3;
const CRASH_SPAN_MS = 60_000;

/** One window with one core, which has at most one project open. */
export class ProjectWindow {
  readonly hostName: string;
  readonly core: Core;
  readonly window: BrowserWindow;
  readonly #stateFile: string;
  readonly #crashes: number[] = [];
  #path: string | null = null;

  constructor({ hostName, core, preload, stateFile }: WindowParts) {
    this.hostName = hostName;
    this.core = core;
    this.#stateFile = stateFile;
    const state = readWindowState(
      stateFile,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    );
    this.window = new BrowserWindow({
      ...sizeFrom(state),
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      show: false,
      title: 'Timeloupe',
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#121316' : '#e9ebee',
      webPreferences: { ...CONFINED, preload },
    });
    if (state.isMaximized) this.window.maximize();
    this.#follow();
  }

  /** The open project; null without one. */
  get path(): string | null {
    return this.#path;
  }

  /** Shows its page, once that can be drawn. */
  async load(): Promise<void> {
    this.window.once('ready-to-show', () => this.window.show());
    await this.window.loadURL(pageUrl(this.hostName));
  }

  /** Opens a project in it; what hinders is said in a dialog, for the page didn't ask. */
  async open(path: string): Promise<void> {
    try {
      await connect(this.core.port).call('project.open', { path });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await dialog.showMessageBox(this.window, { type: 'error', title: 'Timeloupe', message });
    }
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }

  send(channel: string, ...args: unknown[]): void {
    if (!this.window.isDestroyed()) this.window.webContents.send(channel, ...args);
  }

  #follow(): void {
    const { window, core } = this;
    const contents = window.webContents;
    lockContents(contents, (url) => url === pageUrl(this.hostName));
    const stop = core.port.on((event, payload) => {
      if (event === 'project.opened') this.#opened((payload as { readonly path: string }).path);
      else if (event === 'project.closed') this.#closed((payload as { readonly path: string }).path);
      this.send(CHANNELS.event, event, payload);
    });
    contents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#recover(reason);
    });
    window.on('close', () => {
      writeWindowState(this.#stateFile, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
    });
    window.on('closed', stop);
  }

  #opened(path: string): void {
    this.#path = path;
    this.window.setRepresentedFilename(path);
    app.addRecentDocument(path);
  }

  /** Another one may have been opened in its place before it was closed. */
  #closed(path: string): void {
    if (this.#path !== path) return;
    this.#path = null;
    this.window.setRepresentedFilename('');
  }

  /** The page is loaded again: all it showed is in the core, which is in this process. */
  async #recover(reason: string): Promise<void> {
    const now = Date.now();
    this.#crashes.push(now);
    if (this.#crashes.filter((at) => now - at < CRASH_SPAN_MS).length > MAX_CRASHES) {
      const message = `The window stopped several times (${reason}). Nothing was lost; close it and open the project again.`;
      await dialog.showMessageBox({ type: 'error', title: 'Timeloupe', message });
      return;
    }
    if (!this.window.isDestroyed()) this.window.webContents.reload();
  }
}
