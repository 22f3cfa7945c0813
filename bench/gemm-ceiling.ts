import { GraphBuilder, type Value } from '../src-main/core/models/onnx/builder.ts';
import { gemm, matMul } from '../src-main/core/models/onnx/ops.ts';
import type { Placement } from '../src-main/core/models/onnx/placement.ts';
import type { TimesformerArchitecture } from '../src-main/core/models/timesformer/config.ts';
import { Parameters } from '../src-main/core/models/timesformer/parameters.ts';
import type { TensorSource } from '../src-main/core/models/weights.ts';

/** A graph of matrix products and what it has to be fed. */
export interface GemmCeiling {
  readonly bytes: Uint8Array;
  /** Shapes of the float32 inputs by name; fill them with noise of deviation 0.1. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
}

/**
 * The matrix products of one clip through a divided model as it was published, and nothing else: no norms, no softmax,
 * no transposes. What ONNX Runtime needs for these is the least the original graph could take. Products of one shape
 * form a chain, so that none can be left out; every weight of the checkpoint is used as in the model.
 *
 * @param tensors a divided checkpoint whose weights have a gain of about 1, lest the chains overflow
 */
export async function gemmCeiling(
  arch: TimesformerArchitecture,
  tensors: TensorSource,
  place: Placement,
): Promise<GemmCeiling> {
  const graph = new GraphBuilder();
  const parameters = new Parameters(graph, tensors, place, 'float32');
  const { hiddenSize, intermediateSize, numFrames, numHiddenLayers, numAttentionHeads } = arch;
  const patches = Math.floor(arch.imageSize / arch.patchSize) ** 2;
  const inputs: Record<string, readonly number[]> = {};
  const input = (name: string, dims: readonly number[]): Value => {
    inputs[name] = dims;
    return graph.input(name, 'float32', dims);
  };
  const square = async (x: Value, weight: string, part = 0, parts = 1): Promise<Value> => {
    const view = { skip: part * hiddenSize * hiddenSize, as: [hiddenSize, hiddenSize] };
    return gemm(graph, x, await parameters.tensor(weight, [parts * hiddenSize, hiddenSize], view), null, 1);
  };
  const projections = async (x: Value, name: string): Promise<Value> => {
    let y = x;
    for (const part of [0, 1, 2]) y = await square(y, `${name}.attention.qkv.weight`, part, 3);
    return square(y, `${name}.output.dense.weight`);
  };
  const attention = (name: string, groups: number, tokens: number): ((queries: Value | null) => Value) => {
    const heads = [groups, numAttentionHeads];
    const size = hiddenSize / numAttentionHeads;
    const first = input(`${name}_queries`, [...heads, tokens, size]);
    const keys = input(`${name}_keys`, [...heads, size, tokens]);
    const values = input(`${name}_values`, [...heads, tokens, size]);
    return (queries) => matMul(graph, matMul(graph, queries ?? first, keys), values);
  };

  const overTime = attention('temporal', patches, numFrames);
  const overSpace = attention('spatial', numFrames, patches + 1);
  let timed = input('temporal_tokens', [patches * numFrames, hiddenSize]);
  let spaced = input('spatial_tokens', [numFrames * (patches + 1), hiddenSize]);
  let all = input('all_tokens', [1 + patches * numFrames, hiddenSize]);
  let timeQueries: Value | null = null;
  let spaceQueries: Value | null = null;
  for (let index = 0; index < numHiddenLayers; index++) {
    const layer = `timesformer.encoder.layer.${index}`;
    timed = await square(await projections(timed, `${layer}.temporal_attention`), `${layer}.temporal_dense.weight`);
    timeQueries = overTime(timeQueries);
    spaced = await projections(spaced, `${layer}.attention`);
    spaceQueries = overSpace(spaceQueries);
    const wide = await parameters.tensor(`${layer}.intermediate.dense.weight`, [intermediateSize, hiddenSize]);
    const narrow = await parameters.tensor(`${layer}.output.dense.weight`, [hiddenSize, intermediateSize]);
    all = gemm(graph, gemm(graph, all, wide, null, 1), narrow, null, 1);
  }
  const results = { timed, timeQueries, spaced, spaceQueries, all, embedded: await patchProducts() };
  for (const [name, value] of Object.entries(results)) if (value) graph.output(`${name}_result`, value);
  return { bytes: graph.encode('matrix products of a timesformer', 'timeloupe'), inputs };

  async function patchProducts(): Promise<Value> {
    const { numChannels, patchSize } = arch;
    const name = 'timesformer.embeddings.patch_embeddings.projection.weight';
    const perPatch = numChannels * patchSize * patchSize;
    const view = { as: [hiddenSize, perPatch] };
    const weight = await parameters.tensor(name, [hiddenSize, numChannels, patchSize, patchSize], view);
    return gemm(graph, input('patches', [patches * numFrames, perPatch]), weight, null, 1);
  }
}
