import type { Hole } from '../../../shared/domain.ts';
import type { RunVideoId } from '../../store/run-store.ts';
import type { NewWindow } from '../../store/score-store.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { PlannedWindow } from '../analysis.ts';
import type { AnalysisLease } from './analysis-lease.ts';

/** At most this is lost when the power goes: a second of work, or as many windows where that takes longer to store. */
const FLUSH_MS = 1000;
const FLUSH_WINDOWS = 32;

/** Where windows go, and what must hold before they do. */
export interface WindowTarget {
  readonly store: ProjectStore;
  readonly lease: AnalysisLease;
  readonly runVideoId: RunVideoId;
  /** The windows that are not stored yet, by ascending index. */
  readonly remaining: readonly PlannedWindow[];
  /** The video's holes as far as they are known. */
  readonly holes: () => readonly Hole[];
  /** Rejects when the file is no longer the one that was begun: what did not decode is then no fault of the video. */
  readonly verifyFile: () => Promise<unknown>;
  /** The first `total` of `remaining` are stored, at least one of them now. */
  readonly onStored: (total: number) => void;
}

/**
 * Stores windows in order and in small batches, one transaction each, together with the holes known by then. Windows
 * that were left out because no frame of theirs decodes are stored without scores.
 */
export class WindowWriter {
  readonly #target: WindowTarget;
  #pending: NewWindow[] = [];
  /** How many of `remaining` are stored or pending. */
  #taken = 0;
  #flushedAtMs = performance.now();

  constructor(target: WindowTarget) {
    this.#target = target;
  }

  /**
   * @param windows in order, as the pipeline made them.
   * @throws what storing throws; what was stored before stays.
   */
  async add(windows: readonly NewWindow[]): Promise<void> {
    for (const window of windows) {
      this.#skipTo(window.index);
      this.#pending.push(window);
      this.#taken++;
    }
    const isDue = performance.now() - this.#flushedAtMs >= FLUSH_MS || this.#pending.length >= FLUSH_WINDOWS;
    if (isDue) await this.flush();
  }

  /** The video has been decoded to its end: what has not come lies in holes. */
  async finish(): Promise<void> {
    this.#skipTo(Infinity);
    await this.flush();
  }

  /** Stores what is pending. */
  async flush(): Promise<void> {
    this.#flushedAtMs = performance.now();
    if (this.#pending.length === 0) return;
    const { store, lease, runVideoId, holes, verifyFile, onStored } = this.#target;
    const windows = this.#pending;
    if (windows.some(({ scores, missing }) => scores === null || missing.length > 0)) await verifyFile();
    lease.write(() => {
      store.scores.append(runVideoId, windows);
      store.runs.setHoles(runVideoId, holes());
    });
    this.#pending = [];
    onStored(this.#taken);
  }

  /** Windows before this index will not come any more. */
  #skipTo(index: number): void {
    const { remaining } = this.#target;
    for (; this.#taken < remaining.length && remaining[this.#taken]!.index < index; this.#taken++) {
      const window = remaining[this.#taken]!;
      const { startFrame, endFrame } = window;
      const missing = [...new Set(window.frames)];
      const nothing = { scores: null, embedding: null, attention: null };
      this.#pending.push({ index: window.index, startFrame, endFrame, missing, ...nothing });
    }
  }
}
