import { SvelteMap } from 'svelte/reactivity';
import type { Host } from '#shared/protocol';

/** Speeds kept of a job: at a few a second, the last minutes. */
const KEPT = 240;

/** How fast a job has gone, as far as this screen has watched it. */
export interface SpeedHistory {
  /** When this screen first saw it run, in ms since 1970. */
  readonly since: number;
  /** Windows a second, the oldest first. */
  readonly perSecond: readonly number[];
}

/** Speeds of the jobs of this session, for a curve. */
export class Speeds {
  readonly #jobs = new SvelteMap<string, SpeedHistory>();

  constructor(host: Host) {
    host.on('jobs.changed', ({ job }) => {
      if (job.state !== 'running') return;
      const { since, perSecond } = this.#jobs.get(job.id) ?? { since: Date.now(), perSecond: [] };
      const { windowsPerSec } = job;
      const next = windowsPerSec === null ? perSecond : [...perSecond, windowsPerSec].slice(-KEPT);
      this.#jobs.set(job.id, { since, perSecond: next });
    });
  }

  of(jobId: string): SpeedHistory | null {
    return this.#jobs.get(jobId) ?? null;
  }
}
