/** Answers that are kept: enough for all that a page sends at once after it was cut off. */
const KEPT_CALLS = 500;
const KEPT_CHARS = 32 * 2 ** 20;

/**
 * The last answers by the id that the page gave the call. A page whose connection broke sends a call again without
 * knowing whether it arrived: an edit must not be made twice.
 */
export class RecentCalls {
  readonly #answers = new Map<string, Promise<string>>();
  readonly #lengths = new Map<string, number>();
  #chars = 0;

  /** The answer that this id got, or gets from `call`. A call that throws may be tried anew. */
  answer(id: string | null, call: () => Promise<string>): Promise<string> {
    if (id === null) return call();
    const known = this.#answers.get(id);
    if (known) return known;
    const answer = call();
    this.#answers.set(id, answer);
    answer.then(
      (text) => this.#keep(id, text.length),
      () => this.#answers.delete(id),
    );
    return answer;
  }

  #keep(id: string, length: number): void {
    this.#lengths.set(id, length);
    this.#chars += length;
    for (const [oldest, chars] of this.#lengths) {
      if (this.#lengths.size <= KEPT_CALLS && this.#chars <= KEPT_CHARS) return;
      this.#answers.delete(oldest);
      this.#lengths.delete(oldest);
      this.#chars -= chars;
    }
  }
}
