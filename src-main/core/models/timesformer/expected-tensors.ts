import { AppError } from '../../../shared/errors.ts';
import type { TensorSource } from '../weights.ts';
import type { TimesformerArchitecture } from './config.ts';

const LISTED_KEYS = 20;

/**
 * Names and shapes of every tensor that a Hugging Face checkpoint of this architecture holds.
 *
 * @see transformers/models/timesformer/modeling_timesformer.py
 */
export function expectedTensors(architecture: TimesformerArchitecture): Map<string, readonly number[]> {
  const { hiddenSize: d, numLabels, numChannels, patchSize, imageSize, numFrames } = architecture;
  const patches = Math.floor(imageSize / patchSize) ** 2;
  const shapes = new Map<string, readonly number[]>([
    ['timesformer.embeddings.cls_token', [1, 1, d]],
    ['timesformer.embeddings.position_embeddings', [1, patches + 1, d]],
    ['timesformer.embeddings.patch_embeddings.projection.weight', [d, numChannels, patchSize, patchSize]],
    ['timesformer.embeddings.patch_embeddings.projection.bias', [d]],
  ]);
  if (architecture.attentionType !== 'space_only') {
    shapes.set('timesformer.embeddings.time_embeddings', [1, numFrames, d]);
  }
  for (let layer = 0; layer < architecture.numHiddenLayers; layer++) {
    addLayer(shapes, `timesformer.encoder.layer.${layer}`, architecture);
  }
  addNorm(shapes, 'timesformer.layernorm', d);
  if (numLabels > 0) addLinear(shapes, 'classifier', numLabels, d);
  return shapes;
}

/**
 * Checks that a checkpoint holds exactly what its configuration calls for.
 *
 * @param source the checkpoint's name, for the message.
 * @throws AppError 'checkpoint.mismatch' naming each missing, unexpected and misshapen tensor, up to 20 of a kind.
 */
export function checkTensors(architecture: TimesformerArchitecture, tensors: TensorSource, source: string): void {
  const expected = expectedTensors(architecture);
  const missing = [...expected.keys()].filter((name) => tensors.find(name) === undefined);
  const unexpected = tensors.names.filter((name) => !expected.has(name));
  const misshapen = [...expected].flatMap(([name, wanted]) => {
    const shape = tensors.find(name)?.shape;
    return shape === undefined || shape.join() === wanted.join() ? [] : [`${name} is [${shape}], not [${wanted}]`];
  });
  const faults = [
    listed('lacks', missing),
    listed('has, beyond what is expected,', unexpected),
    listed('disagrees in shape:', misshapen),
  ].filter((fault) => fault !== null);
  if (faults.length === 0) return;
  throw new AppError('checkpoint.mismatch', `${source} doesn't fit its configuration. It ${faults.join('. It ')}.`);
}

function listed(verb: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const rest = names.length - LISTED_KEYS;
  return `${verb} ${names.slice(0, LISTED_KEYS).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function addLayer(
  shapes: Map<string, readonly number[]>,
  layer: string,
  { hiddenSize: d, intermediateSize, attentionType, qkvBias, hiddenAct }: TimesformerArchitecture,
): void {
  const kinds = attentionType === 'divided_space_time' ? ['attention', 'temporal_attention'] : ['attention'];
  for (const kind of kinds) {
    shapes.set(`${layer}.${kind}.attention.qkv.weight`, [3 * d, d]);
    if (qkvBias) shapes.set(`${layer}.${kind}.attention.qkv.bias`, [3 * d]);
    addLinear(shapes, `${layer}.${kind}.output.dense`, d, d);
  }
  if (attentionType === 'divided_space_time') {
    addNorm(shapes, `${layer}.temporal_layernorm`, d);
    addLinear(shapes, `${layer}.temporal_dense`, d, d);
  }
  addNorm(shapes, `${layer}.layernorm_before`, d);
  addNorm(shapes, `${layer}.layernorm_after`, d);
  addLinear(shapes, `${layer}.intermediate.dense`, intermediateSize, d);
  addLinear(shapes, `${layer}.output.dense`, d, intermediateSize);
  for (const [name, shape] of ACTIVATION_TENSORS[hiddenAct] ?? []) {
    shapes.set(`${layer}.intermediate.intermediate_act_fn.${name}`, shape);
  }
}

/** The two activations with numbers of their own. */
const ACTIVATION_TENSORS: Readonly<Record<string, readonly (readonly [string, readonly number[]])[]>> = {
  prelu: [['weight', [1]]],
  xielu: [
    ['alpha_p', [1]],
    ['alpha_n', [1]],
    ['beta', []],
    ['eps', []],
  ],
};

function addLinear(shapes: Map<string, readonly number[]>, name: string, outputs: number, inputs: number): void {
  shapes.set(`${name}.weight`, [outputs, inputs]).set(`${name}.bias`, [outputs]);
}

function addNorm(shapes: Map<string, readonly number[]>, name: string, width: number): void {
  shapes.set(`${name}.weight`, [width]).set(`${name}.bias`, [width]);
}
