import { AppError } from '../../../shared/errors.ts';

interface Waiting<T> {
  readonly key: string;
  readonly work: () => Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
  readonly promise: Promise<T>;
}

/**
 * Work of which the newest is the most wanted: one piece at a time, the last one asked for first. Who asks for what
 * waits or runs already shares it, and puts it first again. When more wait than `mostWaiting`, the oldest is given up:
 * whoever scrubs over a hundred windows wants the last few.
 */
export class NewestFirst<T> {
  readonly #mostWaiting: number;
  /** The newest last. */
  readonly #waiting: Waiting<T>[] = [];
  #running: Waiting<T> | null = null;

  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  /** @throws AppError 'cancelled' when it was given up for newer ones; what the work throws. */
  run(key: string, work: () => Promise<T>): Promise<T> {
    if (this.#running?.key === key) return this.#running.promise;
    const found = this.#waiting.findIndex((waiting) => waiting.key === key);
    const wanted = found >= 0 ? this.#waiting.splice(found, 1)[0]! : pieceOf(key, work);
    this.#waiting.push(wanted);
    if (this.#waiting.length > this.#mostWaiting) this.#waiting.shift()!.reject(overtaken());
    this.#next();
    return wanted.promise;
  }

  #next(): void {
    if (this.#running) return;
    const piece = this.#waiting.pop();
    if (!piece) return;
    this.#running = piece;
    void piece
      .work()
      .then(piece.resolve, piece.reject)
      .finally(() => {
        this.#running = null;
        this.#next();
      });
  }
}

function pieceOf<T>(key: string, work: () => Promise<T>): Waiting<T> {
  let resolve: Waiting<T>['resolve'] = () => undefined;
  let reject: Waiting<T>['reject'] = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { key, work, resolve, reject, promise };
}

function overtaken(): AppError {
  return new AppError(
    'cancelled',
    'Other windows were asked for meanwhile. Ask again for this one if it is still wanted.',
  );
}
