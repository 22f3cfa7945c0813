import type { Measure, QueueInfo, QueueItem } from '#shared/protocol/review-methods';

/** The queue in hand: items in order of doubt. */
export class Queue {
  info = $state.raw<QueueInfo | null>(null);
  items = $state.raw<readonly QueueItem[]>([]);
  /** The item that is on screen; null before one was taken. */
  current = $state.raw<QueueItem | null>(null);
  measure = $state<Measure>('margin');
  readonly left: number = $derived(this.info ? this.info.items - this.info.decided : 0);

  async read(): Promise<void> {
    await Promise.resolve();
  }

  forget(): void {
    this.info = null;
    this.items = [];
    this.current = null;
  }
}
