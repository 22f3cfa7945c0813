/** One event as it goes to browsers. */
export interface LoggedEvent {
  /** Ascending from 1, without holes. */
  readonly id: number;
  readonly name: string;
  readonly payload: unknown;
}

/** Events that are kept for browsers that come back; older ones mean: read everything anew. */
const KEPT = 1000;

/** The last events of a core, numbered, so that a connection that broke can catch up. */
export class EventLog {
  readonly #kept: LoggedEvent[] = [];
  readonly #listeners = new Set<(event: LoggedEvent) => void>();
  #lastId = 0;

  add(name: string, payload: unknown): void {
    const event = { id: ++this.#lastId, name, payload };
    this.#kept.push(event);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** Of the newest event; 0 before the first. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Events after `id`, in order; null when some of them are no longer known, or `id` is another server's. */
  after(id: number): LoggedEvent[] | null {
    if (id > this.#lastId) return null;
    const first = this.#kept[0]?.id ?? 1;
    return id + 1 < first ? null : this.#kept.slice(id + 1 - first);
  }

  /** @returns its remover. */
  on(listener: (event: LoggedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
