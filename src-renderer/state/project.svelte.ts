import type { AppInfo, ProviderInfo, RecentProject } from '#shared/protocol/app-methods';
import { AppError } from '#shared/errors';
import type { Connection, Host } from '#shared/protocol';
import type { ProjectInfo } from '#shared/protocol/project-methods';
import { Reading } from './reading.ts';
import type { SettingsState } from './settings.svelte.ts';

/** How long the status bar keeps a remark, in ms. */
const REMARK_MS = 4000;

/** The open project, and those that were open before. */
export class Project {
  info = $state.raw<ProjectInfo | null>(null);
  app = $state.raw<AppInfo | null>(null);
  /** Known some seconds after the start. */
  machine = $state.raw<ProviderInfo | null>(null);
  recent = $state.raw<readonly RecentProject[]>([]);
  connection = $state<Connection>('connected');
  readonly isConnected: boolean = $derived(this.connection === 'connected');
  /** A short word for the status bar, e.g. "Nothing left to undo."; null for none. */
  remark = $state<string | null>(null);
  readonly #host: Host;
  readonly #settings: SettingsState;
  readonly #reading = new Reading(
    () => this.#ask(),
    ({ app, recent, info }) => {
      this.app = app;
      this.recent = recent;
      this.info = info;
    },
  );
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(host: Host, settings: SettingsState) {
    this.#host = host;
    this.#settings = settings;
  }

  /** "street-corner-study" */
  get name(): string | null {
    const file = this.info?.path.split(/[\\/]/).at(-1);
    return file?.replace(/\.timeloupe$/, '') ?? null;
  }

  get isReadOnly(): boolean {
    return typeof this.info?.readOnlyReason === 'string';
  }

  /** Whose name goes on edits; before one is set, the operating system's. */
  get annotator(): string {
    return this.#settings.annotator ?? this.app?.userName ?? 'annotator 1';
  }

  /** Reads what is open; nothing open is no failure. A project is shown only once whose edits these are is known. */
  readInfo(): Promise<void> {
    return this.#reading.read();
  }

  /** It was closed. */
  forget(): void {
    this.#reading.outdate();
    this.info = null;
  }

  async readMachine(): Promise<void> {
    this.machine ??= await this.#host.call('app.provider', {});
  }

  async open(path: string): Promise<void> {
    await this.#host.call('project.open', { path });
    await this.readInfo();
  }

  async create(path: string): Promise<void> {
    await this.#host.call('project.create', { path });
    await this.readInfo();
  }

  async openSample(anew = false): Promise<void> {
    await this.#host.call('project.sample', { anew });
    await this.readInfo();
  }

  /** Says something in the status bar that needs no toast. */
  say(remark: string): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.remark = remark;
    this.#timer = setTimeout(() => (this.remark = null), REMARK_MS);
  }

  async close(): Promise<void> {
    await this.#host.call('project.close', {});
  }

  async #ask(): Promise<{ app: AppInfo; recent: readonly RecentProject[]; info: ProjectInfo | null }> {
    const [app, recent, info] = await Promise.all([
      this.app ?? this.#host.call('app.info', {}),
      this.#host.call('project.recent', {}),
      this.#openInfo(),
    ]);
    return { app, recent, info };
  }

  async #openInfo(): Promise<ProjectInfo | null> {
    try {
      return await this.#host.call('project.info', {});
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'project.not_open') throw error;
      return null;
    }
  }
}
