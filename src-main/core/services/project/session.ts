import type { Events } from '../../../shared/protocol.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Emitter } from '../../base/emitter.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { Attention } from '../attention/attention.ts';
import { Corrections } from '../corrections/corrections.ts';
import { JobQueue } from '../runs/job-queue.ts';
import { faultBehind, hasFaults } from './fault-behind.ts';
import type { OpenProject } from './open-project.ts';
import type { Platform } from '../platform.ts';
import { Proxies } from '../playback/proxies.ts';
import { followQueues } from '../review/queue.ts';
import type { Tasks } from '../tasks/tasks.ts';
import { Resources } from '../resources/resources.ts';

/** One project from its opening to its closing, with the services that have a life as long as that. */
export class Session {
  readonly project: OpenProject;
  readonly jobs: JobQueue;
  readonly attention: Attention;
  readonly resources: Resources;
  readonly corrections: Corrections;
  readonly proxies: Proxies;
  readonly #closing = new AbortController();
  readonly #calls = new Set<Promise<unknown>>();
  readonly #tasks: Tasks;
  readonly #unfollow: () => void;
  #isDamaged: Promise<boolean> | undefined;

  constructor(store: ProjectStore, platform: Platform, events: Emitter<Events>, tasks: Tasks) {
    const closing = this.#closing.signal;
    this.#tasks = tasks;
    const explained = (fault: unknown) => faultBehind(fault, store, () => this.#hasFaults());
    this.project = {
      ...{ store, platform, events, closing, explained },
      tasks: {
        start: (spec, work) => tasks.start({ ...spec, until: closing, explained }, work),
        list: () => tasks.list(),
      },
    };
    this.attention = new Attention(this.project);
    this.resources = new Resources(this.project, this.attention);
    this.#unfollow = followQueues(this.project);
    this.corrections = new Corrections(this.project);
    this.proxies = new Proxies(this.project);
    this.jobs = new JobQueue(this.project, this.corrections);
  }

  /** Closing waits for this call; the store stays open for it. */
  track(call: Promise<unknown>): void {
    this.#calls.add(call);
    const forget = () => {
      this.#calls.delete(call);
    };
    void call.then(forget, forget);
  }

  /** Stops what runs, waits until it has stopped, and closes the file. */
  async close(): Promise<void> {
    this.#closing.abort(new AppError('cancelled', `Stopped, because ${this.project.store.path} is being closed.`));
    await Promise.allSettled(this.#calls);
    await this.jobs.idle();
    await this.#tasks.ended(this.#closing.signal);
    await this.attention.close();
    this.#unfollow();
    this.corrections.close();
    this.project.store.close();
  }

  /** The file is checked when this is first asked for. */
  #hasFaults(): Promise<boolean> {
    this.#isDamaged ??= hasFaults(this.project.store.path);
    return this.#isDamaged;
  }
}
