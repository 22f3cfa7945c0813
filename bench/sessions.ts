import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Provider } from '../src-main/shared/domain.ts';
import { InferenceClient } from '../src-main/core/inference/client.ts';
import { forkLauncher } from '../src-main/core/inference/launcher.ts';
import type { Feeds, GraphSource } from '../src-main/core/inference/messages.ts';
import type { ModelSource } from '../src-main/core/models/architecture.ts';
import { keepOutputs } from '../src-main/core/models/onnx/keep-outputs.ts';
import { placeInFolder, WeightsFile } from '../src-main/core/models/onnx/placement.ts';
import { architectureFor } from '../src-main/core/models/index.ts';
import type { Variant } from './benchmark.ts';

export const CLIP_SHAPE = [1, 8, 3, 224, 224] as const;
const NOISE_DEVIATION = 0.1;

/** The bench's checkpoint, read and checked. */
export function readSource(checkpoint: string): Promise<ModelSource> {
  return architectureFor(checkpoint).read(checkpoint, {});
}

/** The predict graph on the checkpoint's own weights. @param outputs absent: all of them. */
export async function predictGraph(
  source: ModelSource,
  checkpoint: string,
  outputs?: readonly string[],
): Promise<GraphSource> {
  const bytes = await source.buildGraph('predict', 'fp32', placeInFolder(checkpoint, null));
  return { bytes: outputs === undefined ? bytes : keepOutputs(bytes, outputs), externalDir: checkpoint };
}

/** The predict graph with converted weights, kept in the scratch folder. */
export async function convertedGraph(
  source: ModelSource,
  precision: 'fp16' | 'int8',
  scratchDir: string,
): Promise<GraphSource> {
  const folder = join(scratchDir, `base-${precision}`);
  await mkdir(folder, { recursive: true });
  const file = await WeightsFile.create(join(folder, 'weights.bin'));
  try {
    const place = placeInFolder(folder, { file, location: 'weights.bin' });
    await writeFile(join(folder, 'predict.onnx'), await source.buildGraph('predict', precision, place));
  } finally {
    await file.close();
  }
  return { bytes: await readFile(join(folder, 'predict.onnx')), externalDir: folder };
}

/** A graph open in a process of its own, fed with the same noise each time. Close it. */
export class Bench {
  readonly client: InferenceClient;
  readonly #feeds: Feeds;
  readonly #outputs: readonly string[];

  private constructor(client: InferenceClient, feeds: Feeds) {
    this.client = client;
    this.#feeds = feeds;
    this.#outputs = client.info.outputs.map(({ name }) => name);
  }

  static async open(
    inferenceProcess: string,
    graph: GraphSource,
    inputs: Readonly<Record<string, readonly number[]>>,
    provider: Provider = 'cpu',
  ): Promise<Bench> {
    const feeds = noiseFeeds(inputs);
    const client = await InferenceClient.open(forkLauncher(inferenceProcess), {
      graph,
      provider,
      threads: null,
      sample: feeds,
      sampleOutput: ({ outputs }) => outputs[0]!.name,
    });
    return new Bench(client, feeds);
  }

  /** One run; all outputs come back. */
  async run(): Promise<void> {
    await this.client.run(this.#feeds, this.#outputs);
  }

  variant(name: string): Variant {
    return { name, run: () => this.run() };
  }

  /** Largest resident memory of the process so far, in MiB; NaN where the system doesn't say. */
  async peakMiB(): Promise<number> {
    return peakMiB(await this.client.pid());
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** Peak resident memory of a process by Linux's account, in MiB; NaN elsewhere. */
export async function peakMiB(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return kib === undefined ? NaN : Number(kib) / 1024;
}

function noiseFeeds(inputs: Readonly<Record<string, readonly number[]>>): Feeds {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      let state = data.length >>> 0;
      for (let i = 0; i < data.length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        data[i] = (state / 2 ** 32 - 0.5) * Math.sqrt(12) * NOISE_DEVIATION;
      }
      return [name, { kind: 'floats', shape, data }];
    }),
  );
}
