/** Typed events: facts that are told to whoever listens. A listener's failure is the listener's own. */
export class Emitter<Events extends object> {
  readonly #listeners = new Set<<E extends keyof Events>(event: E, payload: Events[E]) => void>();

  /** @returns its remover. */
  on(listener: <E extends keyof Events>(event: E, payload: Events[E]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const listener of this.#listeners) listener(event, payload);
  }
}
