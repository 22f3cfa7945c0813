/**
 * What is read from the core while it may change there. An answer that a change has overtaken is not shown but asked for
 * again, and of several answers an older one never comes after a newer one: whoever asks while one is under way shares
 * its end.
 */
export class Reading<T> {
  readonly #ask: () => Promise<T>;
  readonly #show: (answer: T) => void;
  /** Changes so far: an answer that was asked for before the last one is too old. */
  #changes = 0;
  #underWay: Promise<void> | null = null;
  /** Times that it was no longer wanted. */
  #forgotten = 0;

  constructor(ask: () => Promise<T>, show: (answer: T) => void) {
    this.#ask = ask;
    this.#show = show;
  }

  /** Something has changed: what is being read is asked for again. */
  outdate(): void {
    this.#changes++;
  }

  /** Reads; when this resolves, what is shown is no older than this call. Rejects as what is asked does. */
  read(): Promise<void> {
    this.#changes++;
    this.#underWay ??= this.#readOn();
    return this.#underWay;
  }

  /** What is being read is no longer wanted: its answer isn't shown, and its failure is none. */
  forget(): void {
    this.#forgotten++;
    this.#underWay = null;
  }

  async #readOn(): Promise<void> {
    const forgotten = this.#forgotten;
    for (;;) {
      const asked = this.#changes;
      const answer = await this.#ask().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      if (forgotten !== this.#forgotten) return;
      if (asked !== this.#changes) continue;
      this.#underWay = null;
      if ('error' in answer) throw answer.error;
      this.#show(answer.value);
      return;
    }
  }
}
