import { fromWire, type AppError } from '../../shared/errors.ts';
import { watchSilence } from '../base/silence.ts';
import type { InferenceProcess } from './launcher.ts';
import type { Answers, Request } from './messages.ts';

/** The inference process ended while an answer was awaited. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
}

/** How a process ended that hung. */
const HUNG = 'it did nothing for minutes';

interface Pending {
  resolve(answer: Answers[Request['kind']]): void;
  reject(error: AppError | ProcessEnded): void;
}

/**
 * Requests and answers over one inference process. When the process ends, so does whatever is awaited. It is ended when
 * it has hung: an answer was awaited for five minutes in which it did not compute at all.
 */
export class Channel {
  readonly #process: InferenceProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  #endedHow: string | null = null;
  #lastId = 0;
  /** null before the first: a process that gives none can't be told from one that hangs, and is left alone. */
  #lifeSigns: number | null = null;
  #signsBefore: number | null = null;

  constructor(process: InferenceProcess) {
    this.#process = process;
    process.onReply((reply) => {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (reply.ok) pending?.resolve(reply.answer);
      else pending?.reject(fromWire(reply.error));
    });
    process.onLife(() => (this.#lifeSigns = (this.#lifeSigns ?? 0) + 1));
    let hasHung = false as boolean;
    const forget = watchSilence(
      () => this.#wasSilent(),
      () => {
        hasHung = true;
        process.kill();
      },
    );
    this.#ended = new Promise((resolve) => {
      process.onEnd((signal) => {
        forget();
        const how = hasHung ? HUNG : signal;
        this.#endedHow = how;
        for (const pending of this.#pending.values()) pending.reject(new ProcessEnded(how));
        this.#pending.clear();
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isAlive(): boolean {
    return this.#endedHow === null;
  }

  /**
   * @throws AppError what the process answered; its code is 'internal' for ONNX Runtime's own errors.
   * @throws ProcessEnded when the process died before it answered.
   */
  ask<K extends Request['kind']>(request: Extract<Request, { kind: K }>): Promise<Answers[K]> {
    if (this.#endedHow !== null) return Promise.reject(new ProcessEnded(this.#endedHow));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      this.#process.send({ id, request });
    });
  }

  /** Ends the process at once and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.#endedHow === null) this.#process.kill();
    await this.#ended;
  }

  /** Since it was last asked: an answer is owed, and no sign of life came. */
  #wasSilent(): boolean {
    const before = this.#signsBefore;
    this.#signsBefore = this.#lifeSigns;
    return this.#pending.size > 0 && before !== null && before === this.#lifeSigns;
  }
}
