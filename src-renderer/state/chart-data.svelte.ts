import { AppError } from '#shared/errors';

/** What a chart shows, read from the core; of several readings only the last one counts. */
export class ChartData<T> {
  value = $state.raw<T | null>(null);
  /** Why it can't be had, as a sentence. */
  fault = $state<string | null>(null);
  isLoading = $state(false);
  #asked = 0;

  async read(load: () => Promise<T>): Promise<void> {
    const asked = ++this.#asked;
    this.isLoading = true;
    try {
      const value = await load();
      if (asked !== this.#asked) return;
      this.value = value;
      this.fault = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.value = null;
      this.fault = error instanceof AppError ? error.message : 'Something unexpected happened. Open the charts again.';
    } finally {
      if (asked === this.#asked) this.isLoading = false;
    }
  }
}
