/** Keeps values until they weigh too much together; then those go that were not used for longest. */
export class ByteLru<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly bytes: number }>();
  readonly #budgetBytes: number;
  readonly #onDrop: (value: T) => void;
  #bytes = 0;

  /** @param onDrop is called once for each value that leaves, e.g. to free what it holds. */
  constructor(budgetBytes: number, onDrop: (value: T) => void) {
    this.#budgetBytes = budgetBytes;
    this.#onDrop = onDrop;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Counts as a use. */
  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Puts a value in place of the key's old one. The newest value stays, whatever it weighs. */
  set(key: string, value: T, bytes: number): void {
    this.delete(key);
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#budgetBytes || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    this.#onDrop(entry.value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }
}
