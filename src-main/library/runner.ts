import type { Tensor } from '../shared/domain.ts';
import { AppError } from '../shared/errors.ts';
import { InferenceClient } from '../core/inference/client.ts';
import type { Outputs } from '../core/inference/messages.ts';
import type { TimesformerArchitecture } from '../core/models/timesformer/config.ts';
import { buildTimesformerGraph } from '../core/models/timesformer/graph.ts';
import type { GraphFlavour } from '../core/models/timesformer/graph-options.ts';
import { OUTPUTS, PIXEL_VALUES } from '../core/models/timesformer/output-names.ts';
import type { TensorSource } from '../core/models/weights.ts';
import { type GraphWeights, weightsForGraph } from './graph-weights.ts';
import { launcherHere } from './installation.ts';
import type { RunOptions } from './options.ts';

/** What the self-test of a provider looks at. */
const SAMPLE_OUTPUT = OUTPUTS.embedding;

/** A graph in a process of its own, made for one size of input and the outputs asked for so far. */
interface OpenGraph {
  readonly size: string;
  readonly outputs: ReadonlySet<string>;
  readonly client: InferenceClient;
  readonly weights: GraphWeights;
}

/**
 * Weights and a configuration that can be run. The graph for the fewest outputs and the one for all of them are
 * opened when they are first asked for, and again when the input's size changes or more outputs are wanted. Calls are computed one after the
 * other.
 */
export class Runner {
  readonly #architecture: TimesformerArchitecture;
  readonly #weights: TensorSource;
  readonly #options: RunOptions;
  readonly #open = new Map<GraphFlavour, OpenGraph>();
  #last: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(architecture: TimesformerArchitecture, weights: TensorSource, options: RunOptions) {
    this.#architecture = architecture;
    this.#weights = weights;
    this.#options = options;
  }

  /**
   * @param pixels (batch, frames, channels, height, width).
   * @param outputs names as in the ONNX graph; only what they need is opened.
   * @throws AppError 'tensor.shape' for pixels of another shape, 'model.unsupported' for a number of frames that the
   *   model cannot take, 'request.invalid' after dispose; as InferenceClient does.
   */
  run(pixels: Tensor, flavour: GraphFlavour, outputs: readonly string[]): Promise<Outputs> {
    const result = this.#last.then(async () => {
      if (this.#isDisposed) throw new AppError('request.invalid', 'This model has been disposed of; open it again.');
      checkPixels(pixels, this.#architecture);
      const { client } = await this.#graphFor(pixels, flavour, outputs);
      const feeds = { [PIXEL_VALUES]: { kind: 'floats', shape: pixels.shape, data: pixels.data } } as const;
      return (await client.run(feeds, outputs)).outputs;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Ends the processes and deletes what was written for them. What still runs fails. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    for (const { client } of this.#open.values()) await client.close();
    // What was being opened meanwhile is open now.
    await this.#last;
    for (const flavour of [...this.#open.keys()]) await this.#close(flavour);
  }

  async #graphFor(pixels: Tensor, flavour: GraphFlavour, wanted: readonly string[]): Promise<OpenGraph> {
    const size = pixels.shape.slice(1).join('x');
    const known = this.#open.get(flavour);
    if (known?.size === size && wanted.every((name) => known.outputs.has(name))) return known;
    const outputs = new Set([...(known?.outputs ?? []), ...wanted, SAMPLE_OUTPUT]);
    const [, frames, , heightPx, widthPx] = pixels.shape;
    const weights = await weightsForGraph(this.#weights);
    try {
      const shape = { flavour, precision: 'fp32', frames, heightPx, widthPx } as const;
      const options = { ...shape, place: weights.place, outputs: [...outputs] };
      const bytes = await buildTimesformerGraph(this.#architecture, this.#weights, options);
      await weights.seal();
      await this.#close(flavour);
      const client = await InferenceClient.open(launcherHere(), {
        graph: { bytes, externalDir: weights.folder },
        provider: this.#options.provider ?? 'cpu',
        threads: this.#options.threads ?? null,
        sample: sampleOf(pixels),
        sampleOutput: () => SAMPLE_OUTPUT,
      });
      const opened = { size, outputs, client, weights };
      this.#open.set(flavour, opened);
      return opened;
    } catch (error) {
      await weights.remove();
      throw error;
    }
  }

  async #close(flavour: GraphFlavour): Promise<void> {
    const open = this.#open.get(flavour);
    this.#open.delete(flavour);
    await open?.client.close();
    await open?.weights.remove();
  }
}

function sampleOf({ shape, data }: Tensor) {
  const clip = shape.slice(1);
  const length = clip.reduce((product, axis) => product * axis, 1);
  return { [PIXEL_VALUES]: { kind: 'floats', shape: [1, ...clip], data: data.slice(0, length) } } as const;
}

function checkPixels({ shape, data }: Tensor, { numChannels }: TimesformerArchitecture): void {
  const isWhole = shape.length === 5 && shape.every((axis) => Number.isInteger(axis) && axis > 0);
  if (!isWhole || shape[2] !== numChannels) {
    throw new AppError(
      'tensor.shape',
      `pixel_values has the shape [${shape}]; it takes (batch, frames, ${numChannels} channels, height, width).`,
    );
  }
  const length = shape.reduce((product, axis) => product * axis, 1);
  if (data.length === length) return;
  throw new AppError(
    'tensor.shape',
    `pixel_values has ${data.length} values; its shape [${shape}] calls for ${length}.`,
  );
}
