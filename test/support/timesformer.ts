import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { placeInFolder } from '../../src-main/core/models/onnx/placement.ts';
import type { AttentionType, TimesformerArchitecture } from '../../src-main/core/models/timesformer/config.ts';
import { buildTimesformerGraph } from '../../src-main/core/models/timesformer/graph.ts';
import type { TimesformerGraphOptions } from '../../src-main/core/models/timesformer/graph-options.ts';
import { SafetensorsFile } from './safetensors-file.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/timesformer', import.meta.url));

/** A tiny checkpoint with what transformers gives for it. */
export interface Fixture {
  readonly arch: TimesformerArchitecture;
  readonly weights: SafetensorsFile;
  readonly expected: SafetensorsFile;
  /** Input size of the expected numbers. */
  readonly input: { readonly frames: number; readonly heightPx: number; readonly widthPx: number };
}

export function loadFixture(name: string, folder = FOLDER): Fixture {
  const weights = new SafetensorsFile(join(folder, `${name}.safetensors`));
  const expected = new SafetensorsFile(join(folder, `${name}.expected.safetensors`));
  const [, frames, , heightPx, widthPx] = expected.shape('pixel_values');
  const input = { frames: frames!, heightPx: heightPx!, widthPx: widthPx! };
  return { arch: architecture(expected.metadata['config']!), weights, expected, input };
}

/** The configuration that make_fixtures.py leaves in the metadata. */
export function architecture(text: string): TimesformerArchitecture {
  const config = JSON.parse(text) as Record<string, unknown>;
  return {
    imageSize: Number(config['image_size']),
    patchSize: Number(config['patch_size']),
    numChannels: Number(config['num_channels']),
    numFrames: Number(config['num_frames']),
    hiddenSize: Number(config['hidden_size']),
    numHiddenLayers: Number(config['num_hidden_layers']),
    numAttentionHeads: Number(config['num_attention_heads']),
    intermediateSize: Number(config['intermediate_size']),
    hiddenAct: String(config['hidden_act']),
    layerNormEps: Number(config['layer_norm_eps']),
    qkvBias: Boolean(config['qkv_bias']),
    attentionType: config['attention_type'] as AttentionType,
    numLabels: Number(config['num_labels']),
  };
}

/** Runs a fixture's input through one of its graphs: weights are referred to where they lie, computed ones embedded. */
export async function runFixture(
  { arch, weights, expected, input }: Fixture,
  options: Pick<TimesformerGraphOptions, 'flavour' | 'precision' | 'outputs'>,
): Promise<Readonly<Record<string, Tensor>>> {
  const folder = dirname(weights.find(weights.names[0]!)!.file);
  const place = placeInFolder(folder, null);
  const graph = await buildTimesformerGraph(arch, weights, { ...input, ...options, place, semantics: 'original' });
  return runGraph(
    graph,
    folder,
    new Tensor('float32', expected.values('pixel_values'), expected.shape('pixel_values')),
  );
}

export async function runGraph(
  graph: Uint8Array,
  externalFolder: string,
  pixels: Tensor,
): Promise<Readonly<Record<string, Tensor>>> {
  const session = await InferenceSession.create(graph, {
    intraOpNumThreads: 1,
    extra: { session: { model_external_initializers_file_folder_path: externalFolder } },
  });
  try {
    return await session.run({ pixel_values: pixels });
  } finally {
    await session.release();
  }
}

/** Largest difference between a result and what is expected; NaN if a value is not a number. */
export function largestDifference(actual: Tensor | undefined, expected: Float32Array): number {
  const values = actual?.data;
  if (!(values instanceof Float32Array)) throw new Error('This output is no float32 tensor.');
  if (values.length !== expected.length) throw new Error(`${values.length} values for ${expected.length}.`);
  return values.reduce((most, value, i) => {
    const difference = Math.abs(value - expected[i]!);
    return difference <= most ? most : difference;
  }, 0);
}

/** An empty folder that is gone after `use`. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
