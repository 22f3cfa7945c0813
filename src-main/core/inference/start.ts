import { type Provider, PROVIDERS, type Tensor } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { Channel, ProcessEnded } from './channel.ts';
import type { ProcessLauncher } from './launcher.ts';
import type { Feeds, GraphSource, SessionInfo, SessionSettings } from './messages.ts';
import { absentReason, plainMessage, startReason } from './providers.ts';
import type { ProviderChoice, ProviderRefusal } from './providers.ts';
import { physicalCores } from './threads.ts';

/** What to open, and on what. */
export interface StartOptions {
  readonly graph: GraphSource;
  /**
   * The same model in half precision, or null where there is none: asked for on a graphics card, and taken where
   * it is faster and close enough.
   */
  readonly halfPrecision?: () => Promise<GraphSource | null>;
  readonly provider: ProviderChoice;
  /** Threads on the CPU; null: as many as there are physical cores. */
  readonly threads: number | null;
  /** One window for the self-test: some providers start and fail only when they run. */
  readonly sample: Feeds;
  /** Chooses the output that the self-test asks for and compares. */
  readonly sampleOutput: (info: SessionInfo) => string;
  /** Test the CPU too, for its time; every other provider is always tested. */
  readonly timesCpu?: boolean;
  /** Between the tries; a try itself can't be stopped. */
  readonly signal?: AbortSignal;
}

/** A session that runs, and how it came about. */
export interface Started {
  readonly channel: Channel;
  readonly graph: GraphSource;
  readonly settings: SessionSettings;
  readonly precision: 'full' | 'half';
  readonly info: SessionInfo;
  readonly runtimeVersion: string;
  /** Providers tried before this one. */
  readonly refusals: readonly ProviderRefusal[];
  /** Time of one window once warm; null for a CPU that wasn't timed. */
  readonly windowMs: number | null;
}

interface Opened {
  readonly channel: Channel;
  readonly graph: GraphSource;
  readonly settings: SessionSettings;
  readonly info: SessionInfo;
  readonly windowMs: number | null;
  readonly output: Tensor | null;
}

/** A software rasterizer passes for a WebGPU adapter: below this time of a window it doesn't matter. */
const SUSPICIOUS_WINDOW_MS = 50;
/** Half precision may move an output by this much of the largest one. */
const HALF_TOLERANCE = 0.01;

/**
 * Tries providers until one runs the sample. A provider that crashes takes only its process with it.
 *
 * @throws AppError 'provider.unavailable' when the one asked for can't start; 'inference.failed' when the
 *   model doesn't run on the CPU either.
 */
export async function start(launch: ProcessLauncher, options: StartOptions): Promise<Started> {
  const tries = new Tries(launch, options);
  try {
    return await firstThatRuns(tries, options);
  } catch (error) {
    await tries.leave();
    throw error;
  }
}

async function firstThatRuns(tries: Tries, { provider: asked, signal }: StartOptions): Promise<Started> {
  const { providers, version } = await tries.describe();
  if (asked !== 'auto' && !providers.includes(asked)) throw unavailable(asked, absentReason(asked), providers);
  const refusals: ProviderRefusal[] = [];
  for (const provider of asked === 'auto' ? providers : [asked]) {
    signal?.throwIfAborted();
    const opened = await tries.open(provider);
    if ('reason' in opened) {
      if (provider === asked || provider === 'cpu') throw unavailable(provider, opened.reason, providers);
      refusals.push(opened);
      continue;
    }
    const slower = asked === 'auto' && provider === 'webgpu' ? await tries.slowerThanCpu(opened) : null;
    if (slower) {
      refusals.push(slower);
      continue;
    }
    const { best, precision } = await tries.withBestPrecision(opened);
    return { ...best, precision, runtimeVersion: version, refusals };
  }
  throw unavailable('cpu', absentReason('cpu'), providers);
}

/** Whether a provider runs the sample here. */
export interface ProviderTrial {
  readonly provider: Provider;
  /** Milliseconds of one window once warm; null where it doesn't run. */
  readonly windowMs: number | null;
  /** null where it runs. */
  readonly reason: string | null;
}

/**
 * Tries every provider there is, also those that this build lacks, and leaves no process behind.
 *
 * @throws AppError 'inference.failed' when ONNX Runtime can't be loaded at all.
 */
export async function tryEveryProvider(
  launch: ProcessLauncher,
  options: Omit<StartOptions, 'provider' | 'timesCpu'>,
): Promise<{ readonly runtimeVersion: string; readonly trials: readonly ProviderTrial[] }> {
  const tries = new Tries(launch, { ...options, provider: 'auto', timesCpu: true });
  try {
    const { providers, version } = await tries.describe();
    const trials: ProviderTrial[] = [];
    for (const provider of PROVIDERS) {
      options.signal?.throwIfAborted();
      const isKnown = providers.includes(provider);
      const opened = isKnown ? await tries.open(provider) : { provider, reason: absentReason(provider) };
      trials.push(
        'reason' in opened ? { ...opened, windowMs: null } : { provider, windowMs: opened.windowMs, reason: null },
      );
    }
    return { runtimeVersion: version, trials };
  } finally {
    await tries.leave();
  }
}

class Tries {
  readonly #launch: ProcessLauncher;
  readonly #options: StartOptions;
  #channel: Channel | null = null;

  constructor(launch: ProcessLauncher, options: StartOptions) {
    this.#launch = launch;
    this.#options = options;
  }

  async describe() {
    try {
      return await this.#living().ask({ kind: 'describe' });
    } catch (error) {
      const why = plainMessage(error instanceof Error ? error.message : String(error));
      throw new AppError(
        'inference.failed',
        `ONNX Runtime can't be loaded on ${process.platform}-${process.arch}: ${why}. Reinstall the application's packages.`,
        { cause: error },
      );
    }
  }

  /** Opens the graph on a provider and lets it compute the sample. */
  async open(provider: Provider, graph = this.#options.graph): Promise<Opened | ProviderRefusal> {
    const { threads, sample, sampleOutput, timesCpu = false } = this.#options;
    const settings = { provider, threads: threads ?? physicalCores() };
    const channel = this.#living();
    try {
      const info = await channel.ask({ kind: 'open', graph, settings });
      if (provider === 'cpu' && !timesCpu) return { channel, graph, settings, info, windowMs: null, output: null };
      const name = sampleOutput(info);
      const request = { kind: 'run', feeds: sample, outputs: [name] } as const;
      await channel.ask(request); // The first run compiles and allocates.
      const { outputs, elapsedMs } = await channel.ask(request);
      const output = outputs[name]!;
      if (!output.data.every(Number.isFinite)) return { provider, reason: 'its numbers are not finite' };
      return { channel, graph, settings, info, windowMs: elapsedMs, output };
    } catch (error) {
      if (error instanceof ProcessEnded)
        return { provider, reason: `its process ended while starting (${error.message})` };
      return { provider, reason: startReason(provider, error instanceof Error ? error.message : String(error)) };
    }
  }

  /** WebGPU on a rasterizer in software is WebGPU in name only. */
  async slowerThanCpu(opened: Opened): Promise<ProviderRefusal | null> {
    const { windowMs } = opened;
    if (windowMs === null || windowMs < SUSPICIOUS_WINDOW_MS) return null;
    const rival = await new Tries(this.#launch, { ...this.#options, timesCpu: true }).openAndLeave('cpu');
    if (rival === null || rival >= windowMs) return null;
    const times = `${Math.round(windowMs)} ms a window against ${Math.round(rival)} ms`;
    return { provider: opened.settings.provider, reason: `it is slower than the processor here (${times})` };
  }

  /** @returns the time of a window, or null when it doesn't run. */
  async openAndLeave(provider: Provider): Promise<number | null> {
    const opened = await this.open(provider);
    await this.leave();
    return 'reason' in opened ? null : opened.windowMs;
  }

  async withBestPrecision(full: Opened): Promise<{ best: Opened; precision: Started['precision'] }> {
    const { halfPrecision } = this.#options;
    const graph = full.settings.provider === 'cpu' ? null : await halfPrecision?.();
    if (!graph) return { best: full, precision: 'full' };
    const half = await this.open(full.settings.provider, graph);
    if (!('reason' in half) && isBetter(half, full)) return { best: half, precision: 'half' };
    const again = await this.open(full.settings.provider);
    if ('reason' in again) throw unavailable(again.provider, again.reason, []);
    return { best: again, precision: 'full' };
  }

  /** Ends the process. */
  async leave(): Promise<void> {
    await this.#channel?.kill();
  }

  /** The process of the last try, or a new one where that is gone. */
  #living(): Channel {
    if (!this.#channel?.isAlive) this.#channel = new Channel(this.#launch());
    return this.#channel;
  }
}

function unavailable(provider: Provider, reason: string, offered: readonly Provider[]): AppError {
  if (provider === 'cpu') return new AppError('inference.failed', `The model can't be run: ${reason}.`);
  const others = offered.filter((other) => other !== provider).join(', ');
  return new AppError(
    'provider.unavailable',
    `The provider "${provider}" can't be used: ${reason}. Without --provider, the best of ${others} that starts is taken.`,
  );
}

function isBetter(half: Opened, full: Opened): boolean {
  if (!half.output || !full.output || half.windowMs === null || full.windowMs === null) return false;
  const reference = full.output.data;
  const scale = reference.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
  const isClose = half.output.data.every((value, i) => Math.abs(value - reference[i]!) <= HALF_TOLERANCE * scale);
  return isClose && half.windowMs < full.windowMs;
}
