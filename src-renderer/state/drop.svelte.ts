import type { DropOffer } from '../lib/drop-words.ts';

/** What is dragged over the window, and what of it is being sent to the core's machine. */
export class Drop {
  /** null: nothing is dragged. */
  offer = $state.raw<DropOffer | null>(null);
  /** The file that is sent, with its share from 0 to 1; null where the core reads files itself, and between files. */
  sending = $state.raw<{ readonly name: string; readonly share: number } | null>(null);

  get isOver(): boolean {
    return this.offer !== null && !this.offer.isRefused;
  }
}
