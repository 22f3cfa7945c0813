import type { Provider, Tensor } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { Channel, ProcessEnded } from './channel.ts';
import type { ProcessLauncher } from './launcher.ts';
import type { Feeds, RunAnswer, SessionInfo } from './messages.ts';
import { plainMessage, type ProviderRefusal } from './providers.ts';
import { start, type Started, type StartOptions } from './start.ts';

/** A run that loses its process is given to a new one this often. */
const RETRIES = 1;

/**
 * One model open in a process of its own. Runs don't block the caller; a crash of the native side, or a call of it that
 * hangs, costs one restart and, for the same clip a second time, an error. Close it, or its process stays.
 */
export class InferenceClient {
  readonly #launch: ProcessLauncher;
  readonly #started: Started;
  #channel: Promise<Channel>;
  #restarts = 0;
  #lastEnd = '';
  #isClosed = false;

  private constructor(launch: ProcessLauncher, started: Started) {
    this.#launch = launch;
    this.#started = started;
    this.#channel = Promise.resolve(started.channel);
  }

  /** @throws AppError as `start` does. */
  static async open(launch: ProcessLauncher, options: StartOptions): Promise<InferenceClient> {
    return new InferenceClient(launch, await start(launch, options));
  }

  get provider(): Provider {
    return this.#started.settings.provider;
  }

  get threads(): number {
    return this.#started.settings.threads;
  }

  get precision(): Started['precision'] {
    return this.#started.precision;
  }

  /** Providers that were tried first, and why each was left. */
  get refusals(): readonly ProviderRefusal[] {
    return this.#started.refusals;
  }

  get runtimeVersion(): string {
    return this.#started.runtimeVersion;
  }

  /** Milliseconds of one window in the self-test; null where none was made. */
  get selfTestMs(): number | null {
    return this.#started.windowMs;
  }

  get info(): SessionInfo {
    return this.#started.info;
  }

  /** How often the process had to be started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** How the process ended that was replaced last: "signal SIGKILL", or that it did nothing for minutes. */
  get lastEnd(): string {
    return this.#lastEnd;
  }

  /** Process id of the inference process, for tests and diagnosis. */
  async pid(): Promise<number | undefined> {
    return (await this.#channel).pid;
  }

  /**
   * Runs one batch. Calls may overlap; they are computed one after the other.
   *
   * @param outputs names of the outputs wanted.
   * @param signal looked at before the run starts; a run that has started is finished.
   * @throws AppError 'inference.failed' when ONNX Runtime refuses or its process dies at this batch twice;
   *   'tensor.shape' for a feed that contradicts itself.
   */
  run(feeds: Feeds, outputs: readonly string[], { signal }: { signal?: AbortSignal } = {}): Promise<RunAnswer> {
    return this.#retried((channel) => channel.ask({ kind: 'run', feeds, outputs }), signal);
  }

  /**
   * As `run`, but each output crosses the process border by itself, so that hundreds of megabytes of them don't block
   * this process in one piece.
   */
  runInParts(feeds: Feeds, outputs: readonly string[], { signal }: { signal?: AbortSignal } = {}): Promise<RunAnswer> {
    return this.#retried(async (channel) => {
      const { held, ...spent } = await channel.ask({ kind: 'hold', feeds, outputs });
      const tensors: Record<string, Tensor> = {};
      for (const name of outputs) tensors[name] = await channel.ask({ kind: 'take', held, name });
      return { outputs: tensors, ...spent };
    }, signal);
  }

  /** Ends the process, also in the middle of a run; what was awaited fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const channel = await this.#channel.catch(() => null);
    await channel?.kill();
  }

  async #retried<T>(work: (channel: Channel) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      if (this.#hasClosed()) throw new Error('This model has been closed.');
      const channel = await this.#channel;
      try {
        return await work(channel);
      } catch (error) {
        if (!(error instanceof ProcessEnded)) throw runError(error);
        if (attempt === RETRIES || this.#hasClosed()) throw crashError(error, this.provider);
        this.#restart(channel, error);
      }
    }
  }

  #hasClosed(): boolean {
    return this.#isClosed;
  }

  /** Whoever of several waiting runs comes first restarts; the others find the new channel. */
  #restart(dead: Channel, end: ProcessEnded): void {
    const current = this.#channel;
    this.#channel = current.then(async (channel) => {
      if (channel !== dead) return channel;
      this.#restarts++;
      // What it wrote last is for an error; where all goes on it is a library's chatter.
      this.#lastEnd = end.message.split(':', 1)[0]!;
      const next = new Channel(this.#launch());
      const { graph, settings } = this.#started;
      try {
        await next.ask({ kind: 'open', graph, settings });
        return next;
      } catch (error) {
        await next.kill();
        throw crashError(error, this.provider);
      }
    });
  }
}

function runError(error: unknown): AppError {
  if (error instanceof AppError && error.code !== 'internal') return error;
  const message = plainMessage(error instanceof Error ? error.message : String(error));
  const advice = /\bmemory\b|alloc/i.test(message) ? ` ${MORE_MEMORY}` : '';
  return new AppError('inference.failed', `ONNX Runtime could not run the model: ${message}.${advice}`, {
    cause: error,
  });
}

const MORE_MEMORY = 'Close other programs if memory is short, or lower --batch.';

function crashError(error: unknown, provider: Provider): AppError {
  const how = plainMessage(error instanceof Error ? error.message : String(error));
  const advice = provider === 'cpu' ? MORE_MEMORY : 'Try --provider cpu.';
  return new AppError('inference.failed', `The inference process ended and could not go on (${how}). ${advice}`, {
    cause: error,
  });
}
