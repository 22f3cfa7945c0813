import { setImmediate as turn } from 'node:timers/promises';
import type { Tensor } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { distanceSteps } from '../../attention/distances.ts';
import { rolloutSteps } from '../../attention/rollout-vector.ts';
import type { AttentionShape, AttentionTensors } from '../../attention/view.ts';
import { rolloutPicture } from '../../attention/views/rollout.ts';
import { InferenceClient } from '../../inference/client.ts';
import type { Feeds, VideoAxes } from '../../inference/messages.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { normalisationTable } from '../../pixels/normalisation.ts';
import { scoresFromLogits } from '../../timeline/scores.ts';
import { type Clip, clipsFrom } from '../analysis/clips.ts';
import { launcherOf } from '../platform.ts';
import type { OpenProject } from '../project/open-project.ts';
import { openProjectVideo } from '../project/video-files.ts';
import { inSteps } from '../../base/in-steps.ts';
import { inspectOutputs, keepsAttention, logitsOutput } from './inspect-outputs.ts';
import type { PreparedWindow } from './prepared-windows.ts';
import type { RunModels } from './run-model.ts';
import type { RunWindow } from './run-window.ts';

/** The process holds a model's weights: it ends when nobody has looked at attention for this long. */
const IDLE_MS = 180_000;

interface Running {
  readonly modelHash: string;
  readonly client: InferenceClient;
}

/**
 * Runs windows of runs through the inspect graph of their models, in an inference process of its own: an analysis that
 * occupies the device slows it down, and doesn't stop it. One model is open at a time. Close it.
 */
export class InspectionSession {
  readonly #project: OpenProject;
  readonly #models: RunModels;
  #running: Running | null = null;
  #idle: NodeJS.Timeout | undefined;
  /** By model. */
  readonly #lastSec = new Map<string, number>();

  constructor(project: OpenProject, models: RunModels) {
    this.#project = project;
    this.#models = models;
    project.closing.addEventListener('abort', () => void this.close(), { once: true });
  }

  /** What the last window of a model took; null before the first. */
  estimateSec(modelHash: string): number | null {
    return this.#lastSec.get(modelHash) ?? null;
  }

  /**
   * Computes one window. One call at a time.
   *
   * @param shape of the window's model.
   * @throws AppError of the video as openProjectVideo and decodeFrames, of the model as RunModels.open and
   *   InferenceClient; 'cancelled' when the project closes.
   */
  async compute(asked: RunWindow, shape: AttentionShape): Promise<PreparedWindow> {
    const { closing } = this.#project;
    clearTimeout(this.#idle);
    try {
      closing.throwIfAborted();
      const model = await this.#models.open(asked.model);
      const clip = await this.#clipOf(asked, model);
      const feeds = feedsFrom(model, clip.pixels);
      const client = await this.#clientOf(asked, model, shape, feeds);
      return await this.#computed(asked, shape, { model, clip, feeds, client });
    } catch (error) {
      closing.throwIfAborted();
      // A process that has failed twice is not asked again.
      if (error instanceof AppError && error.code === 'inference.failed') await this.close();
      throw error;
    } finally {
      this.#idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    }
  }

  /** Ends the process; the next window starts a new one. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const running = this.#running;
    this.#running = null;
    await running?.client.close();
  }

  async #computed(
    { model: { hash }, manifest }: RunWindow,
    shape: AttentionShape,
    parts: {
      readonly model: OpenModel;
      readonly clip: Clip;
      readonly feeds: Feeds;
      readonly client: InferenceClient;
    },
  ): Promise<PreparedWindow> {
    const { clip, feeds, client } = parts;
    const startMs = performance.now();
    const { outputs } = await client.runInParts(feeds, inspectOutputs(shape), { signal: this.#project.closing });
    const tensors: AttentionTensors = new Map(Object.entries(outputs));
    await requireFinite(tensors, client.provider);
    const isWhole = keepsAttention(shape);
    const vector = isWhole ? await inSteps(rolloutSteps(tensors, shape, { head: 'mean' })) : null;
    const distances = isWhole ? await inSteps(distanceSteps(tensors, shape)) : null;
    const elapsedSec = (performance.now() - startMs) / 1000;
    this.#lastSec.set(hash, elapsedSec);
    return {
      clip,
      tensors,
      scores: scoresFromLogits(tensors.get(logitsOutput(shape))!.data, manifest.problemType),
      rollout: vector && rolloutPicture(shape, { head: 'mean' }, vector).heatMap,
      distances,
      sizeBytes: sizeOf(tensors) + clip.pixels.byteLength,
      elapsedSec,
    };
  }

  async #clipOf({ ref, window }: RunWindow, { manifest }: OpenModel): Promise<Clip> {
    const video = await openProjectVideo(this.#project, ref.videoId);
    for await (const clip of clipsFrom(video, [window], manifest, { signal: this.#project.closing })) return clip;
    throw new AppError(
      'video.no_frames',
      `No frame of window ${ref.index + 1} decodes: it lies in a hole of the video.`,
    );
  }

  async #clientOf(
    { run }: RunWindow,
    model: OpenModel,
    shape: AttentionShape,
    sample: Feeds,
  ): Promise<InferenceClient> {
    if (this.#running?.modelHash === model.hash) return this.#running.client;
    await this.close();
    const { provider, threads } = run.settings;
    const graph = await model.graph('inspect', { outputs: inspectOutputs(shape) });
    const client = await InferenceClient.open(launcherOf(this.#project.platform), {
      graph,
      // The run's own device may be on another machine, or gone.
      provider: provider === 'cpu' ? 'cpu' : 'auto',
      threads,
      sample,
      sampleOutput: () => logitsOutput(shape),
      signal: this.#project.closing,
    });
    this.#running = { modelHash: model.hash, client };
    return client;
  }
}

function feedsFrom({ manifest }: OpenModel, pixels: Uint8Array): Feeds {
  const { input, preprocessing } = manifest;
  const shape = [1, input.frames, input.height, input.width, input.channels] as const;
  const table = normalisationTable(preprocessing, input.channels);
  return { [input.name]: { kind: 'frames', pixels, shape, table, axes: input.axes as VideoAxes } };
}

async function requireFinite(tensors: AttentionTensors, provider: string): Promise<void> {
  for (const [name, { data }] of tensors) {
    if (!isFinite(data)) {
      throw new AppError(
        'inference.failed',
        `The model's ${name} has numbers that are not finite on ${provider}. Analyze on the processor instead.`,
      );
    }
    await turn();
  }
}

/** Without a call for each of millions of numbers: 0 times infinity and NaN are not 0. */
function isFinite(data: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  return sum === 0;
}

function sizeOf(tensors: ReadonlyMap<string, Tensor>): number {
  return [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
}
