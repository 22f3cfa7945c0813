import { AppError } from '../../../shared/errors.ts';
import { GraphBuilder, type Value } from '../onnx/builder.ts';
import { cast, concat, reshape, repeatLike, slice } from '../onnx/ops.ts';
import type { TensorSource } from '../weights.ts';
import type { TimesformerArchitecture } from './config.ts';
import { normalise, publish, type BuildContext } from './context.ts';
import { contribute } from './contributions.ts';
import { dividedBlock, lastDividedBlock, type DividedTokens } from './divided-block.ts';
import { embed, frameTokens, jointTokens, type Embeddings } from './embeddings.ts';
import { geometryOf } from './geometry.ts';
import type { TimesformerGraphOptions } from './graph-options.ts';
import { classify } from './head.ts';
import { OUTPUTS, outputNames, PIXEL_VALUES } from './output-names.ts';
import { Parameters } from './parameters.ts';
import { lastPlainBlock, plainBlock } from './plain-block.ts';
import type { Taps } from './taps.ts';

/**
 * Writes a TimeSformer as an ONNX graph: input `pixel_values`, outputs as in output-names.ts.
 *
 * @param tensors the checkpoint, by Hugging Face's names with the prefix `timesformer.`
 * @returns the bytes of an ONNX file, whose locations are relative to the placement's folder
 * @throws AppError checkpoint.mismatch (a tensor missing or of another shape, by name), config.invalid (sizes or
 *   hidden_act), model.unsupported (frames that a divided model can't take), request.invalid (a quantised inspect)
 */
export async function buildTimesformerGraph(
  arch: TimesformerArchitecture,
  tensors: TensorSource,
  options: TimesformerGraphOptions,
): Promise<Uint8Array> {
  const { flavour, precision } = options;
  if (flavour === 'inspect' && precision === 'int8') {
    throw new AppError('request.invalid', 'The inspect graph shows exact parts, so it is not made in int8. Use fp32.');
  }
  const graph = new GraphBuilder();
  const type = precision === 'fp16' ? 'float16' : 'float32';
  const parameters = new Parameters(graph, tensors, options.place, type);
  const outputs = wantedOutputs(arch, options);
  const context = { graph, arch, size: geometryOf(arch, options), parameters, flavour, precision, outputs };
  const { frames, channels, heightPx, widthPx } = context.size;
  const pixels = graph.input(PIXEL_VALUES, 'float32', [-1, frames, channels, heightPx, widthPx]);

  const embeddings = await embed(context, pixels);
  const taps: Taps = {
    attentions: [],
    temporalAttentions: [],
    classRows: [],
    temporalMeans: [],
    gathered: CONTRIBUTIONS.some((name) => outputs.has(name)) ? { perToken: null, rest: null } : null,
  };
  const isDivided = arch.attentionType === 'divided_space_time';
  const classTokens = await (isDivided ? divided : plain)(context, embeddings, taps);
  const clip = await classify(context, classTokens);
  compactMaps(context, taps);
  if (flavour === 'inspect') fullMaps(context, taps);
  if (taps.gathered) await contribute(context, taps.gathered, embeddings.classToken, clip);
  return graph.encode(`timesformer ${flavour} ${precision}`, 'timeloupe');
}

const CONTRIBUTIONS = [OUTPUTS.contributions, OUTPUTS.contributionClass, OUTPUTS.contributionRest];

function wantedOutputs(arch: TimesformerArchitecture, options: TimesformerGraphOptions): ReadonlySet<string> {
  const known = outputNames(arch, options.flavour);
  const wanted = options.outputs ?? known;
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined && wanted.length > 0) return new Set(wanted);
  throw new AppError(
    'request.invalid',
    `The ${options.flavour} graph has no output "${unknown ?? ''}". It has ${known.join(', ')}.`,
  );
}

/** @returns the class tokens after the last block, (batch, D) */
async function divided(context: BuildContext, embeddings: Embeddings, taps: Taps): Promise<Value> {
  const { graph, size, flavour } = context;
  const { hidden, layers } = size;
  const perClip = size.patches * size.frames;
  let tokens: DividedTokens = {
    classToken: repeatLike(graph, embeddings.classToken, embeddings.patches),
    patches: reshape(graph, embeddings.patches, [-perClip, hidden]),
  };
  const joined = (): Value =>
    concat(
      graph,
      [reshape(graph, tokens.classToken, [-1, 1, hidden]), reshape(graph, tokens.patches, [-1, perClip, hidden])],
      1,
    );
  for (let index = 0; index < layers; index++) {
    if (flavour === 'inspect') hiddenState(context, index, joined());
    if (flavour === 'predict' && index === layers - 1) return lastDividedBlock(context, tokens, layerName(index), taps);
    tokens = await dividedBlock(context, tokens, layerName(index), taps);
  }
  await lastHiddenState(context, joined());
  return tokens.classToken;
}

/** @returns the class tokens after the last block, (batch, D) or, for space_only, (batch*T, D) */
async function plain(context: BuildContext, embeddings: Embeddings, taps: Taps): Promise<Value> {
  const { graph, arch, size, flavour } = context;
  const { layers, hidden } = size;
  let tokens = (arch.attentionType === 'space_only' ? frameTokens : jointTokens)(context, embeddings);
  for (let index = 0; index < layers; index++) {
    if (flavour === 'inspect') hiddenState(context, index, tokens);
    if (flavour === 'predict' && index === layers - 1) return lastPlainBlock(context, tokens, layerName(index), taps);
    tokens = await plainBlock(context, tokens, layerName(index), taps);
  }
  await lastHiddenState(context, tokens);
  return reshape(graph, slice(graph, tokens, 1, 0, 1), [tokens.dims[0]!, hidden]);
}

function layerName(index: number): string {
  return `timesformer.encoder.layer.${index}`;
}

function hiddenState(context: BuildContext, index: number, tokens: Value): void {
  publish(context, OUTPUTS.hiddenState(index), tokens);
}

async function lastHiddenState(context: BuildContext, tokens: Value): Promise<void> {
  const { graph, size } = context;
  hiddenState(context, size.layers, tokens);
  const normalised = await normalise(context, cast(graph, tokens, 'float32'), 'timesformer.layernorm');
  publish(context, OUTPUTS.lastHiddenState, normalised);
}

function compactMaps(context: BuildContext, taps: Taps): void {
  const { graph } = context;
  if (taps.classRows.length > 0) publish(context, OUTPUTS.classAttention, concat(graph, taps.classRows, 1));
  if (taps.temporalMeans.length > 0)
    publish(context, OUTPUTS.temporalAttentionMean, concat(graph, taps.temporalMeans, 1));
}

function fullMaps(context: BuildContext, taps: Taps): void {
  taps.attentions.forEach((map, index) => publish(context, OUTPUTS.attention(index), map));
  taps.temporalAttentions.forEach((map, index) => publish(context, OUTPUTS.temporalAttention(index), map));
}
