import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tensor } from '../shared/domain.ts';
import { AppError } from '../shared/errors.ts';
import { InferenceClient } from '../core/inference/client.ts';
import type { Outputs } from '../core/inference/messages.ts';
import { type Placement, WeightsFile, placeInFolder } from '../core/models/onnx/placement.ts';
import type { TimesformerArchitecture } from '../core/models/timesformer/config.ts';
import { buildTimesformerGraph } from '../core/models/timesformer/graph.ts';
import type { GraphFlavour } from '../core/models/timesformer/graph-options.ts';
import { OUTPUTS, PIXEL_VALUES } from '../core/models/timesformer/output-names.ts';
import type { TensorSource } from '../core/models/weights.ts';
import { launcherHere } from './installation.ts';
import type { RunOptions } from './options.ts';

/** A graph in a process of its own, made for one size of input. */
interface OpenGraph {
  readonly size: string;
  readonly client: InferenceClient;
}

/**
 * Weights and a configuration that can be run. The graph for the fewest outputs and the one for all of them are
 * opened when they are first asked for, and again when the input's size changes. Calls are computed one after the
 * other.
 */
export class Runner {
  readonly #architecture: TimesformerArchitecture;
  readonly #weights: TensorSource;
  readonly #options: RunOptions;
  readonly #open = new Map<GraphFlavour, OpenGraph>();
  #tempFolder: string | null = null;
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
      const { client } = await this.#graphFor(pixels, flavour);
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
    await this.#last;
    for (const { client } of this.#open.values()) await client.close();
    this.#open.clear();
    if (this.#tempFolder !== null) await rm(this.#tempFolder, { recursive: true, force: true });
    this.#tempFolder = null;
  }

  async #graphFor(pixels: Tensor, flavour: GraphFlavour): Promise<OpenGraph> {
    const size = pixels.shape.slice(1).join('x');
    const known = this.#open.get(flavour);
    if (known?.size === size) return known;
    const [, frames, , heightPx, widthPx] = pixels.shape;
    const { place, folder, finish } = await this.#placement(flavour);
    try {
      const options = { flavour, precision: 'fp32', place, frames, heightPx, widthPx } as const;
      const bytes = await buildTimesformerGraph(this.#architecture, this.#weights, options);
      await finish();
      await known?.client.close();
      const client = await InferenceClient.open(launcherHere(), {
        graph: { bytes, externalDir: folder },
        provider: this.#options.provider ?? 'cpu',
        threads: this.#options.threads ?? null,
        sample: sampleOf(pixels),
        sampleOutput: () => OUTPUTS.embedding,
      });
      const opened = { size, client };
      this.#open.set(flavour, opened);
      return opened;
    } catch (error) {
      await finish();
      throw error;
    }
  }

  /** Weights that ONNX Runtime can read where they lie stay there; any others go to a file of our own. */
  async #placement(flavour: GraphFlavour): Promise<{ place: Placement; folder: string; finish: () => Promise<void> }> {
    const tensors = this.#weights.names.map((name) => this.#weights.find(name)!);
    if (tensors.every(({ dtype, file }) => dtype === 'F32' && file !== '')) {
      const folder = dirname(await realpath(tensors[0]!.file));
      return { place: placeInFolder(folder, null), folder, finish: () => Promise.resolve() };
    }
    this.#tempFolder ??= await mkdtemp(join(tmpdir(), 'timeloupe-'));
    const folder = this.#tempFolder;
    const location = `${flavour}.weights`;
    const file = await WeightsFile.create(join(folder, location));
    const own = placeInFolder(folder, { file, location });
    let closed: Promise<void> | null = null;
    return {
      place: { refer: () => Promise.resolve(null), store: (key, produce) => own.store(key, produce) },
      folder,
      finish: () => (closed ??= file.close()),
    };
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
