import type { AnalysisSettings } from '../../../shared/analysis-document.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { Tensor } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { InferenceClient } from '../../inference/client.ts';
import type { ProcessLauncher } from '../../inference/launcher.ts';
import type { Feeds, Outputs, SessionInfo, VideoAxes } from '../../inference/messages.ts';
import type { ProviderChoice } from '../../inference/providers.ts';
import type { StartOptions } from '../../inference/start.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { normalisationTable } from '../../pixels/normalisation.ts';

/** What one window came to. */
export interface WindowOutput {
  /** K raw outputs. */
  readonly logits: Float32Array;
  /** Class-token embedding; null where the model gives none. */
  readonly embedding: Float32Array | null;
  /** The further outputs that were asked for and that the model has, by name; shapes without the batch. */
  readonly maps: ReadonlyMap<string, Tensor>;
}

/** On what a model is to run. */
export interface RunnerOptions {
  readonly launch: ProcessLauncher;
  readonly provider: ProviderChoice;
  readonly precision: AnalysisSettings['precision'];
  /** null: physical cores. */
  readonly threads: number | null;
  readonly signal?: AbortSignal;
  /** Outputs wanted beside logits and embedding, as far as the model has them; by default none. */
  readonly maps?: readonly string[];
}

/** Outputs with one row of K logits a clip, best first: space_only has per-frame logits and clip_logits. */
const LOGIT_OUTPUTS = ['clip_logits', 'logits'];
const EMBEDDING_OUTPUT = 'embedding';

/** A model's predict graph, running: bytes of windows in, logits and embeddings out. Close it. */
export class ModelRunner {
  readonly client: InferenceClient;
  readonly #manifest: Manifest;
  readonly #table: Float32Array;
  readonly #logits: string;
  readonly #outputs: readonly string[];
  readonly #maps: readonly string[];
  #residentBytes: number | null = null;

  private constructor(client: InferenceClient, manifest: Manifest, maps: readonly string[]) {
    this.client = client;
    this.#manifest = manifest;
    this.#table = normalisationTable(manifest.preprocessing, manifest.input.channels);
    this.#logits = logitsOutput(client.info);
    const has = (wanted: string) => client.info.outputs.some(({ name }) => name === wanted);
    this.#maps = maps.filter(has);
    this.#outputs = [this.#logits, ...[EMBEDDING_OUTPUT].filter(has), ...this.#maps];
  }

  /** @throws AppError as InferenceClient.open does. */
  static async open(model: OpenModel, options: RunnerOptions): Promise<ModelRunner> {
    const { launch, provider, precision, threads, signal, maps = [] } = options;
    const client = await InferenceClient.open(launch, {
      ...(await trialOf(model)),
      ...(precision === 'auto' && { halfPrecision: () => model.halfPrecision() }),
      provider,
      threads,
      signal,
    });
    return new ModelRunner(client, model.manifest, maps);
  }

  /** What the model's process held after the last batch; null before the first. */
  get residentBytes(): number | null {
    return this.#residentBytes;
  }

  /**
   * @param pixels (batch, T, height, width, channels), uint8, as the frame processor gives them.
   * @returns one output a window.
   * @throws AppError 'inference.failed', also for logits that are not finite or not K a window.
   */
  async run(
    pixels: Uint8Array,
    batch: number,
    signal?: AbortSignal,
  ): Promise<{ windows: WindowOutput[]; elapsedMs: number }> {
    const { input } = this.#manifest;
    const shape = [batch, input.frames, input.height, input.width, input.channels] as const;
    const axes = input.axes as VideoAxes;
    const feeds: Feeds = { [input.name]: { kind: 'frames', pixels, shape, table: this.#table, axes } };
    const { outputs, elapsedMs, residentBytes } = await this.client.run(feeds, this.#outputs, { signal });
    this.#residentBytes = residentBytes;
    return { windows: this.#windowsFrom(outputs, batch), elapsedMs };
  }

  close(): Promise<void> {
    return this.client.close();
  }

  #windowsFrom(outputs: Outputs, batch: number): WindowOutput[] {
    const logits = outputs[this.#logits]!;
    const classes = this.#manifest.labels.length;
    if (logits.data.length !== batch * classes) {
      throw new AppError(
        'checkpoint.mismatch',
        `The model gives ${this.#logits} of shape ${logits.shape.join(' x ')} for ${batch} windows, but its manifest names ${classes} labels.`,
      );
    }
    if (!logits.data.every(Number.isFinite)) {
      throw new AppError(
        'inference.failed',
        `The model's logits are not finite on ${this.client.provider}. Try --provider cpu, or convert at full precision.`,
      );
    }
    const embedding = outputs[EMBEDDING_OUTPUT];
    return Array.from({ length: batch }, (_, i) => ({
      logits: rowOf(logits, i, batch),
      embedding: embedding ? rowOf(embedding, i, batch) : null,
      maps: new Map(this.#maps.map((name) => [name, itemOf(outputs[name]!, i, batch)])),
    }));
  }
}

/** A generic classifier may call its one output as it likes. */
function logitsOutput({ outputs }: SessionInfo): string {
  const names = outputs.map(({ name }) => name);
  return LOGIT_OUTPUTS.find((name) => names.includes(name)) ?? names[0]!;
}

/** What a provider is tried with: the model's graph and one window of seeded noise. */
export async function trialOf(model: OpenModel): Promise<Pick<StartOptions, 'graph' | 'sample' | 'sampleOutput'>> {
  return { graph: await model.graph('predict'), sample: sampleFeeds(model.manifest), sampleOutput: logitsOutput };
}

function rowOf({ data }: Tensor, index: number, batch: number): Float32Array {
  const length = data.length / batch;
  return data.slice(index * length, (index + 1) * length);
}

function itemOf(tensor: Tensor, index: number, batch: number): Tensor {
  return { shape: tensor.shape.slice(1), data: rowOf(tensor, index, batch) };
}

/** Noise, for zeros would hide an overflow. */
function sampleFeeds({ input, preprocessing }: Manifest): Feeds {
  const { frames, height, width, channels } = input;
  const pixels = new Uint8Array(frames * height * width * channels);
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = state >>> 24;
  }
  const shape = [1, frames, height, width, channels] as const;
  const table = normalisationTable(preprocessing, channels);
  return { [input.name]: { kind: 'frames', pixels, shape, table, axes: input.axes as VideoAxes } };
}
