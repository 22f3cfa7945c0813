import { untrack } from 'svelte';
import { WindowTable } from '../lib/timeline/window-table.ts';
import type { Host } from '#shared/protocol';
import type { RunId, VideoId } from '#shared/records';
import { dependsOn } from './depends-on.ts';
import type { Library } from './library.svelte.ts';
import type { Runs } from './runs.svelte.ts';

/** Windows that are asked for at once: some milliseconds' worth of reading. */
const WINDOWS_AT_ONCE = 1000;

/** Where all windows of the shown run over the video in hand lie, with their best classes; grows with an analysis. */
export class RunWindows {
  table = $state.raw<WindowTable | null>(null);
  /** Counts changes within the table. */
  version = $state(0);
  /** The end of the last window; null before the first. */
  readonly frontier: number | null = $derived.by(() => this.#frontier());
  readonly #host: Host;
  readonly #library: Library;
  /** The table that is being read on; more came meanwhile if `#isDue`. */
  #reading: WindowTable | null = null;
  #isDue = false;

  constructor(host: Host, runs: Runs, library: Library) {
    this.#host = host;
    this.#library = library;
    const key = $derived.by(() =>
      runs.shown && library.currentId !== null ? `${runs.shown.id} ${library.currentId}` : '',
    );
    $effect.root(() => {
      $effect(() => {
        const isThere = key !== '';
        untrack(() => {
          const { shown } = runs;
          this.table = isThere && shown ? new WindowTable(shown.labels) : null;
          this.version++;
          const videoId = library.currentId;
          if (isThere && shown && videoId !== null) void this.#readAll(shown.id, videoId);
        });
      });
    });
    host.on('predictions.added', ({ runId, videoId }) => {
      if (runId !== runs.shown?.id || videoId !== library.currentId) return;
      void this.#readAll(runId, videoId);
    });
  }

  /** Reads on from the last window that is known, some at a time, until there are no more. */
  async #readAll(runId: RunId, videoId: VideoId): Promise<void> {
    const { table } = this;
    if (!table) return;
    if (this.#reading === table) {
      this.#isDue = true;
      return;
    }
    this.#reading = table;
    try {
      this.#isDue = true;
      while (this.#takeDue() && table === this.table) await this.#readOn(table, { runId, videoId });
    } catch {
      // The run, the video or the project went away meanwhile.
    } finally {
      if (this.#reading === table) this.#reading = null;
    }
  }

  #takeDue(): boolean {
    const isDue = this.#isDue;
    this.#isDue = false;
    return isDue;
  }

  async #readOn(table: WindowTable, where: { readonly runId: RunId; readonly videoId: VideoId }): Promise<void> {
    const frameCount = this.#library.current?.frameCount ?? 0;
    let chunk = Math.max(1, Math.ceil(frameCount / 8));
    let from = table.count === 0 ? 0 : table.start(table.count - 1) + 1;
    while (from < frameCount && table === this.table) {
      const to = Math.min(frameCount, from + chunk);
      const before = table.count;
      const found = await this.#host.call('predictions.windows', { ...where, fromFrame: from, toFrame: to });
      if (table !== this.table) return;
      table.add(found);
      if (table.count > before) this.version++;
      else if (found.length === 0) return;
      chunk = Math.max(1, Math.min(chunk * 2, Math.ceil((chunk * WINDOWS_AT_ONCE) / Math.max(1, found.length))));
      from = to;
    }
  }

  #frontier(): number | null {
    dependsOn(this.version);
    return this.table && this.table.count > 0 ? this.table.frontier : null;
  }
}
