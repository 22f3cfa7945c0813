import type { TaskInfo } from '#shared/protocol/app-methods';
import type { HonestyReport } from '#shared/protocol/attention-methods';
import type { Host } from '#shared/protocol';
import { SvelteMap } from 'svelte/reactivity';
import type { Attention } from './attention.svelte.ts';

/** Clips that one check lets the model score. */
const CLIPS = 101;

/** Deletion tests: of which maps, how far, and what they came to. Reports stay while the window is open. */
export class Honesty {
  readonly #reports = new SvelteMap<string, HonestyReport>();
  /** Checks that run, and why the last one of a map failed, by map. */
  readonly #tasks = new SvelteMap<string, TaskInfo>();
  /** What the last check took, in s; null before the first. */
  #lastSec = $state<number | null>(null);
  readonly #host: Host;
  readonly #attention: Attention;
  readonly #keys = new Map<string, { readonly key: string; readonly startedMs: number }>();

  constructor(host: Host, attention: Attention) {
    this.#host = host;
    this.#attention = attention;
    host.on('tasks.changed', ({ task }) => this.#take(task));
  }

  /** Of the map that is shown; null where it has not been checked. */
  get report(): HonestyReport | null {
    return this.#reports.get(this.#key()) ?? null;
  }

  /** The check of the map that is shown, while it runs or after it failed. */
  get task(): TaskInfo | null {
    return this.#tasks.get(this.#key()) ?? null;
  }

  /** How long a check takes here, in s; null where nothing was measured. */
  get estimateSec(): number | null {
    const windowSec = this.#attention.facts?.estimateSec ?? null;
    return this.#lastSec ?? (windowSec === null ? null : windowSec * CLIPS);
  }

  /** Checks the map that is shown. Nothing happens where there is none, or its check runs. */
  async run(): Promise<void> {
    const { ref, wish, chosenLabel, map } = this.#attention;
    if (!ref || !map || chosenLabel === null || this.task?.state === 'running') return;
    const key = this.#key();
    const task = await this.#host.call('attention.honesty', { window: ref, map: wish, label: chosenLabel });
    this.#keys.set(task.id, { key, startedMs: performance.now() });
    this.#tasks.set(key, task);
  }

  async cancel(): Promise<void> {
    if (this.task) await this.#host.call('tasks.cancel', { taskId: this.task.id });
  }

  #take(task: TaskInfo): void {
    const known = this.#keys.get(task.id);
    if (!known) return;
    const { key, startedMs } = known;
    if (task.state === 'running' || task.state === 'failed') this.#tasks.set(key, task);
    else this.#tasks.delete(key);
    if (task.state !== 'done') return;
    this.#reports.set(key, task.result as HonestyReport);
    this.#lastSec = (performance.now() - startedMs) / 1000;
  }

  #key(): string {
    const { ref, wish, chosenLabel } = this.#attention;
    return JSON.stringify([ref, wish, chosenLabel]);
  }
}
