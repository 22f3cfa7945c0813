import type { Host, Result } from '#shared/protocol';
import type { Player } from './player.svelte.ts';
import type { Runs } from './runs.svelte.ts';

/** One window of the shown run, with the scores of all classes. */
export type WindowDetail = Result<'predictions.window'>;

/**
 * The window in hand: it stays while the playhead is inside it, and is otherwise the one whose centre is nearest.
 * null where the run has none.
 */
export class WindowState {
  current = $state.raw<WindowDetail | null>(null);
  readonly #host: Host;
  readonly #runs: Runs;
  readonly #player: Player;
  /** Answers that come after a newer question are dropped. */
  #asked = 0;
  #isFollowing = false;

  constructor(host: Host, runs: Runs, player: Player) {
    this.#host = host;
    this.#runs = runs;
    this.#player = player;
  }

  /** Model scores by label, the highest first; empty where there is no window or it lies in a hole. */
  readonly ranked = $derived.by(() => {
    const { scores } = this.current ?? {};
    const labels = this.#labels();
    return (scores ?? [])
      .map((score, i) => ({ label: labels[i] ?? `class ${i}`, score }))
      .sort((a, b) => b.score - a.score);
  });
  /** Difference of the two highest scores; null without two. */
  readonly margin = $derived(this.ranked.length < 2 ? null : this.ranked[0]!.score - this.ranked[1]!.score);
  /** Of the scores, in nats; where each class has a score of its own, of the most doubtful one's yes and no. */
  readonly entropyNats = $derived.by(() => {
    const scores = this.ranked.map(({ score }) => score);
    const isMulti = this.#runs.manifest?.problemType === 'multi_label_classification';
    return isMulti ? Math.max(0, ...scores.map((score) => entropyOf([score, 1 - score]))) : entropyOf(scores);
  });

  /** Shows a window and moves the playhead to its first frame, unless it is inside already. */
  async pick(index: number): Promise<void> {
    const found = await this.#read(index);
    if (!found) return;
    const { frame } = this.#player;
    if (frame < found.startFrame || frame >= found.endFrame) this.#player.goTo(found.startFrame);
  }

  /** Shows a window that was read already, at once; the playhead is not moved. */
  show(detail: WindowDetail): void {
    this.#asked++;
    this.current = detail;
  }

  /** Shows the window whose centre is nearest to a frame. */
  async pickAt(frame: number): Promise<void> {
    const index = await this.#nearest(frame);
    if (index === undefined) return;
    if (index !== null) await this.#read(index);
    else this.current = null;
  }

  /**
   * Follows the playhead: called whenever it moved. While an answer is awaited nothing newer is asked, or a playhead that
   * runs faster than answers come would never have a window.
   */
  follow(frame: number): void {
    const { current } = this;
    if (current && frame >= current.startFrame && frame < current.endFrame) return;
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    void this.pickAt(frame).finally(() => {
      this.#isFollowing = false;
      if (this.#player.frame !== frame) this.follow(this.#player.frame);
    });
  }

  /** Reads again what is shown, e.g. after windows were added. */
  async refresh(): Promise<void> {
    if (this.current) await this.#read(this.current.index);
    else await this.pickAt(this.#player.frame);
  }

  forget(): void {
    this.#asked++;
    this.current = null;
  }

  /** @returns undefined when something newer was asked for meanwhile. */
  async #nearest(frame: number): Promise<number | null | undefined> {
    const where = this.#where();
    if (!where) return null;
    const asked = ++this.#asked;
    const near = await this.#host.call('predictions.windows', { ...where, fromFrame: frame, toFrame: frame + 1 });
    if (asked !== this.#asked) return undefined;
    const distance = (window: { startFrame: number; endFrame: number }) =>
      Math.abs((window.startFrame + window.endFrame) / 2 - frame);
    return (
      near.reduce<(typeof near)[number] | null>(
        (best, next) => (best && distance(best) <= distance(next) ? best : next),
        null,
      )?.index ?? null
    );
  }

  async #read(index: number): Promise<WindowDetail | null> {
    const where = this.#where();
    if (!where) return null;
    const asked = ++this.#asked;
    const found = await this.#host.call('predictions.window', { ...where, index });
    if (asked !== this.#asked) return null;
    this.current = found;
    return found;
  }

  #where() {
    const run = this.#runs.shown;
    const videoId = this.#runs.videoId;
    return run && videoId !== null && this.#runs.videoOf(run, videoId) ? { runId: run.id, videoId } : null;
  }

  #labels(): readonly string[] {
    return this.#runs.shown?.labels ?? [];
  }
}

function entropyOf(shares: readonly number[]): number {
  return shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
}
