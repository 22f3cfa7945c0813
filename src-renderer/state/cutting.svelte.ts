import type { Host } from '#shared/protocol';
import type { RunSegmentSettings, SegmentWishes } from '#shared/protocol/run-methods';
import type { RunId, VideoId } from '#shared/records';
import type { Annotations } from './annotations.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { Thresholds } from './thresholds.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';
import type { WindowDetails } from './window-details.svelte.ts';

/** What cutting scores into segments reads and changes. */
export interface CuttingRooms {
  readonly host: Host;
  readonly annotations: Annotations;
  readonly details: WindowDetails;
  readonly runs: Runs;
  readonly thresholds: Thresholds;
  readonly toasts: Toasts;
}

/** Which video of which run. */
interface Where {
  readonly runId: RunId;
  readonly videoId: VideoId;
}

/** How the scores of the shown run are cut into segments: as they were last cut, and as somebody tries now. */
export class Cutting {
  /** As the video was last cut; null until it was read. */
  settings = $state.raw<RunSegmentSettings | null>(null);
  /** Segments that the tried settings give; null while nothing is tried, and until it is known. */
  triedCount = $state<number | null>(null);
  /** Frames from one window to the next; null with one window only. */
  strideFrames = $state<number | null>(null);
  isApplying = $state(false);
  readonly #rooms: CuttingRooms;
  #asked = 0;
  #isTrying = false;
  #mustTry = false;

  constructor(rooms: CuttingRooms) {
    this.#rooms = rooms;
  }

  /** Proposals of the run in the video that nobody has decided. */
  get proposedCount(): number {
    const { annotations, runs } = this.#rooms;
    const run = runs.shown;
    return annotations
      .segmentsOf(runs.videoId)
      .filter(({ runId, status, source }) => runId === run?.id && status === 'unreviewed' && source === 'model').length;
  }

  /** Reads how the video in hand was last cut; what was tried on another is dropped. */
  async read(): Promise<void> {
    const asked = ++this.#asked;
    const { host, details, runs, thresholds } = this.#rooms;
    thresholds.reset();
    this.settings = this.triedCount = this.strideFrames = null;
    const where = this.#where();
    if (!where) return;
    const planned = runs.videoOf(runs.shown, where.videoId)?.doneWindows ?? 0;
    const [cut, second] = await Promise.all([
      host.call('runs.segments', where),
      planned > 1 ? details.read({ ...where, index: 1 }).catch(() => null) : null,
    ]);
    if (asked !== this.#asked) return;
    this.settings = cut.settings;
    this.strideFrames = second && second.startFrame > 0 ? second.startFrame : null;
  }

  /** Counts the segments of what is tried; while one count is under way, only the newest wish follows it. */
  async try(): Promise<void> {
    this.#mustTry = true;
    if (this.#isTrying) return;
    this.#isTrying = true;
    try {
      do {
        this.#mustTry = false;
        await this.#count();
      } while (this.#isOvertaken());
    } finally {
      this.#isTrying = false;
    }
  }

  /** Puts the segments of what is tried into the project; what a person decided stays. Undo cuts as it was before. */
  async apply(): Promise<void> {
    const { annotations, thresholds, toasts } = this.#rooms;
    const where = this.#where();
    const { settings: before } = this;
    if (!where || !before) return;
    const { wishes } = thresholds;
    this.isApplying = true;
    try {
      await annotations.inTurn(async () => {
        const { added, removed } = await this.#propose(where, wishes);
        const title = `Cut by threshold ${wishes.threshold ?? before.threshold}`;
        await annotations.addMark({ title, takeBack: () => this.#cutAsBefore(where, before) });
        toasts.say(`${added} segments proposed, ${removed} taken away.`, { label: 'Undo', commandId: 'edit.undo' });
      });
    } finally {
      this.isApplying = false;
    }
  }

  #isOvertaken(): boolean {
    return this.#mustTry;
  }

  async #propose(where: Where, settings: SegmentWishes): Promise<{ readonly added: number; readonly removed: number }> {
    const { host, runs } = this.#rooms;
    const done = await host.call('runs.propose', { ...where, settings });
    await runs.readRuns();
    await this.read();
    return done;
  }

  async #cutAsBefore(where: Where, settings: RunSegmentSettings): Promise<void> {
    await this.#propose(where, settings);
  }

  async #count(): Promise<void> {
    const { host, thresholds } = this.#rooms;
    const where = this.#where();
    if (!where || !thresholds.isTried) {
      this.triedCount = null;
      return;
    }
    const { segments } = await host.call('runs.segments', { ...where, settings: thresholds.wishes });
    this.triedCount = segments.length;
  }

  #where(): Where | null {
    const { runs } = this.#rooms;
    const { shown, videoId } = runs;
    return shown && videoId !== null && runs.videoOf(shown, videoId) ? { runId: shown.id, videoId } : null;
  }
}
