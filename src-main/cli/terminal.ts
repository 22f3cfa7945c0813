import type { Progress } from './command.ts';

const BAR_COLUMNS = 24;
/** Work that is done before this needs no line. */
const FIRST_PLAIN_LINE_MS = 500;
const PLAIN_LINE_INTERVAL_MS = 5000;

/** Draws progress on stderr: one rewritten line on a terminal; elsewhere a plain line every few seconds and at each quarter. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #isDrawn = false;
  #nextPlainMs = performance.now() + FIRST_PLAIN_LINE_MS;
  #hasPlain = false;
  /** What the last plain line was about, and how many quarters of it were done. */
  #plainLabel = '';
  #plainQuarters = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  update(state: Progress): void {
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\x1b[K${barFrom(state)}`);
      this.#isDrawn = true;
      return;
    }
    const now = performance.now();
    const quarters = state.total === null ? 0 : Math.floor((4 * state.done) / state.total);
    const isQuarter = state.label === this.#plainLabel && quarters > this.#plainQuarters;
    const isEnd = state.total !== null && state.done >= state.total;
    if (now < this.#nextPlainMs && !((isQuarter || isEnd) && this.#hasPlain)) return;
    this.#plainLabel = state.label;
    this.#plainQuarters = quarters;
    this.#nextPlainMs = now + PLAIN_LINE_INTERVAL_MS;
    this.#hasPlain = true;
    this.#stream.write(`${plainFrom(state)}\n`);
  }

  /** Removes the bar, so that other text starts on a clean line. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#stream.write('\r\x1b[K');
    this.#isDrawn = false;
  }
}

function barFrom(state: Progress): string {
  if (state.total === null) return plainFrom(state);
  const share = state.total > 0 ? Math.min(1, state.done / state.total) : 1;
  const filled = Math.round(share * BAR_COLUMNS);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_COLUMNS - filled);
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${plainFrom(state)}`;
}

function plainFrom({ label, done, total, note }: Progress): string {
  const count = total === null ? String(done) : `${done} of ${total}`;
  return `${label}: ${count}${note === undefined ? '' : `, ${note}`}`;
}
