/**
 * Typed events: facts that are told to whoever listens, in the order they began to listen. A listener's failure is its
 * own: the others are told all the same, and so is whoever emitted nothing of it.
 */
export class Emitter<Events extends object> {
  readonly #listeners = new Set<<E extends keyof Events>(event: E, payload: Events[E]) => void>();
  readonly #onFault: (fault: unknown) => void;

  /** @param onFault is told what a listener threw; by default that becomes an uncaught exception, as with EventTarget. */
  constructor(onFault: (fault: unknown) => void = rethrowLater) {
    this.#onFault = onFault;
  }

  /** @returns its remover. */
  on(listener: <E extends keyof Events>(event: E, payload: Events[E]) => void): () => void {
    // A function of its own for each time, so that one listener added twice is told twice and removed once.
    const entry: typeof listener = (event, payload) => {
      listener(event, payload);
    };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Listeners that are added meanwhile hear the next event; those removed meanwhile no longer hear this one. */
  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const listener of [...this.#listeners]) {
      if (!this.#listeners.has(listener)) continue;
      try {
        listener(event, payload);
      } catch (fault) {
        this.#onFault(fault);
      }
    }
  }
}

function rethrowLater(fault: unknown): void {
  queueMicrotask(() => {
    throw fault;
  });
}
