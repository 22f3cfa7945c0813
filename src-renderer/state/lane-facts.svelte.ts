import { untrack } from 'svelte';
import type { Host } from '#shared/protocol';
import type { Vote } from '#shared/protocol/run-methods';
import type { SegmentId, Span } from '#shared/records';
import { dependsOn } from './depends-on.ts';
import type { Library } from './library.svelte.ts';
import type { Selection } from './selection.svelte.ts';

/** Facts beneath the video: what people looked at, and how windows voted on the selected segment. */
export class LaneFacts {
  /** Frames displayed at 4x or slower, by start. */
  looked = $state.raw<readonly Span[]>([]);
  /** On the segment selected last. */
  votes = $state.raw<{ readonly segmentId: SegmentId; readonly votes: readonly Vote[] } | null>(null);
  readonly #host: Host;
  #asked = 0;

  constructor(host: Host, library: Library, selection: Selection) {
    this.#host = host;
    $effect.root(() => {
      $effect(() => {
        const id = library.currentId;
        // Statistics are read again whenever something was reviewed.
        dependsOn(library.stats);
        untrack(() => void this.#readLooked(id));
      });
      $effect(() => {
        const { segment } = selection;
        untrack(() => void this.#readVotes(segment?.id ?? null));
      });
    });
  }

  async #readLooked(videoId: Library['currentId']): Promise<void> {
    try {
      const found = videoId === null ? null : await this.#host.call('review.coverage', { videoId });
      this.looked = found?.displayed ?? [];
    } catch {
      // The video or the project went away meanwhile.
      this.looked = [];
    }
  }

  async #readVotes(segmentId: SegmentId | null): Promise<void> {
    const asked = ++this.#asked;
    if (segmentId !== this.votes?.segmentId) this.votes = null;
    if (segmentId === null) return;
    // It may have been deleted meanwhile.
    const votes = await this.#host.call('segments.votes', { segmentId }).catch(() => null);
    // Another segment was selected meanwhile: its votes may be here already.
    if (asked === this.#asked) this.votes = votes && { segmentId, votes };
  }
}
