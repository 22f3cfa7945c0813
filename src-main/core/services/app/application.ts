import { AppError } from '../../../shared/errors.ts';
import type { Events } from '../../../shared/protocol.ts';
import type { AppInfo, ProviderInfo } from '../../../shared/protocol/app-methods.ts';
import type { ProjectInfo } from '../../../shared/protocol/project-methods.ts';
import type { Emitter } from '../../base/emitter.ts';
import { KnownModels } from '../models/known-models.ts';
import type { Platform } from '../platform.ts';
import type { CurrentProject } from '../project/current-project.ts';
import { findProvider } from './machine.ts';
import { personsName } from './person.ts';
import { RecentProjects } from './recent-projects.ts';
import { SAMPLE_MODEL, sampleInfo } from './sample.ts';
import { SettingsKeeper } from './settings-keeper.ts';

/** What there is with or without a project: the machine, the settings, the projects that were opened. */
export class Application {
  readonly settings: SettingsKeeper;
  readonly recent: RecentProjects;
  readonly models: KnownModels;
  readonly #platform: Platform;
  readonly #closing = new AbortController();
  #provider: Promise<ProviderInfo> | null = null;
  #noting: Promise<unknown> = Promise.resolve();

  constructor(platform: Platform, events: Emitter<Events>, current: CurrentProject) {
    this.#platform = platform;
    this.settings = new SettingsKeeper(platform, events);
    this.recent = new RecentProjects(platform);
    this.models = new KnownModels(platform, current.tasks);
    events.on((event, payload) => {
      if (event !== 'jobs.changed') return;
      const { job } = payload as Events['jobs.changed'];
      const noted = this.models.noteJob(job, (runId) => current.modelPathOf(runId));
      this.#noting = Promise.all([this.#noting, noted]);
    });
  }

  async info(): Promise<AppInfo> {
    const { version } = this.#platform;
    const sample = await sampleInfo(this.#platform);
    return { version, platform: `${process.platform}-${process.arch}`, userName: personsName(), sample };
  }

  /** Looked up once, which takes a second or two: providers are tried by running a small model. */
  provider(): Promise<ProviderInfo> {
    this.#provider ??= findProvider(this.#platform, SAMPLE_MODEL, this.#closing.signal);
    return this.#provider;
  }

  /** Puts a project that was just opened on the list of recent ones, where there is one. */
  async opened(info: ProjectInfo): Promise<ProjectInfo> {
    if (this.#platform.keepsRecent) await this.recent.note(info.path);
    return info;
  }

  /** Stops what is looked up. */
  async close(): Promise<void> {
    this.#closing.abort(new AppError('cancelled', 'Stopped, because Timeloupe is closing.'));
    await Promise.all([this.#provider?.catch(() => undefined), this.#noting]);
  }
}
