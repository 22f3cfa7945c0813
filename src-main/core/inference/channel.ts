import { fromWire, type AppError } from '../../shared/errors.ts';
import type { InferenceProcess } from './launcher.ts';
import type { Answers, Request } from './messages.ts';

/** The inference process ended while an answer was awaited. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
}

interface Pending {
  resolve(answer: Answers[Request['kind']]): void;
  reject(error: AppError | ProcessEnded): void;
}

/** Requests and answers over one inference process. When the process ends, so does whatever is awaited. */
export class Channel {
  readonly #process: InferenceProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  #endedHow: string | null = null;
  #lastId = 0;

  constructor(process: InferenceProcess) {
    this.#process = process;
    process.onReply((reply) => {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (reply.ok) pending?.resolve(reply.answer);
      else pending?.reject(fromWire(reply.error));
    });
    this.#ended = new Promise((resolve) => {
      process.onEnd((how) => {
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
}
