/** Rows are compared in pieces of about this many numbers: a few milliseconds' worth. */
const VALUES_AT_ONCE = 400_000;

/** Embeddings of windows, each with the length of 1, so that a product of two is their cosine. Grows. */
export class EmbeddingMatrix {
  readonly width: number;
  #rows: Float32Array;
  #count = 0;

  /** @param rows that are expected: it grows beyond, but that takes time. */
  constructor(width: number, rows = 64) {
    this.width = width;
    this.#rows = new Float32Array(rows * width);
  }

  get count(): number {
    return this.#count;
  }

  /** Rows that are compared between two turns of others. */
  get rowsAtOnce(): number {
    return Math.max(1, Math.floor(VALUES_AT_ONCE / this.width));
  }

  /** @param embedding of this width; all zeros stays so, and is as far from everything as can be told: 1. */
  add(embedding: Float32Array): void {
    if (embedding.length !== this.width) throw new Error(`${embedding.length} values for ${this.width} columns`);
    const at = this.#count * this.width;
    if (at + this.width > this.#rows.length) {
      const wider = new Float32Array(Math.max(this.#rows.length, this.width) * 2);
      wider.set(this.#rows);
      this.#rows = wider;
    }
    let squares = 0;
    for (const value of embedding) squares += value * value;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = 0; i < this.width; i++) this.#rows[at + i] = embedding[i]! * scale;
    this.#count++;
  }

  /** A row, as it is kept. */
  row(index: number): Float32Array {
    return this.#rows.slice(index * this.width, (index + 1) * this.width);
  }

  /** 1 - cosine of the rows [from, to) with a row, 0..2, written to `out` at their places. */
  distances(row: Float32Array, { from, to }: { readonly from: number; readonly to: number }, out: Float32Array): void {
    const { width } = this;
    const rows = this.#rows;
    for (let index = from; index < to; index++) {
      let product = 0;
      const at = index * width;
      for (let i = 0; i < width; i++) product += rows[at + i]! * row[i]!;
      // Rounding takes a row's product with itself past 1.
      out[index] = Math.min(2, Math.max(0, 1 - product));
    }
  }
}

/** Places of the `count` least values, the least first; of equals, the lower place. Infinite ones are left out. */
export function leastPlaces(values: Float32Array, count: number): number[] {
  const least: number[] = [];
  for (let place = 0; place < values.length; place++) {
    const value = values[place]!;
    if (value === Infinity || (least.length === count && value >= values[least.at(-1)!]!)) continue;
    let low = 0;
    let high = least.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[least[middle]!]! <= value) low = middle + 1;
      else high = middle;
    }
    least.splice(low, 0, place);
    if (least.length > count) least.pop();
  }
  return least;
}
