import { headsOf } from './request.ts';
import { attentionOf, attentionSize, temporalAttentionOf } from './tensors.ts';
import type { AttentionRequest, AttentionShape, AttentionTensors } from './view.ts';

/**
 * Attention rollout (Abnar and Zuidema 2020) from the class token through all layers, each averaged with the identity
 * for the residual connection. Instead of multiplying matrices of (N+1)T tokens, the one row that is wanted is carried
 * from the last layer to the first, which is exact.
 *
 * Divided attention: within a layer time is mixed first and space last, so that backwards space comes first; the class
 * token skips time, and its T copies are averaged after each layer. Space-only: T rollouts side by side, 1/T each.
 *
 * @returns T x (N+1), the class token's share at [t * (N+1)]; joint attention has only one class token, its share is
 *   spread evenly over the frames. All values sum to 1.
 */
export function rolloutVector(
  tensors: AttentionTensors,
  shape: AttentionShape,
  request: Pick<AttentionRequest, 'head'>,
): Float64Array {
  const steps = rolloutSteps(tensors, shape, request);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, with a rest after each layer: 7 ms for one of 12 heads, 8 frames and 196 patches. */
export function* rolloutSteps(
  tensors: AttentionTensors,
  shape: AttentionShape,
  request: Pick<AttentionRequest, 'head'>,
): Generator<void, Float64Array, void> {
  const heads = headsOf(shape, { ...request, layer: 'all', query: undefined, frame: 0, classIndex: 0 });
  if (shape.attentionType === 'joint_space_time') return yield* jointRollout(tensors, shape, heads);
  const { frames } = shape;
  const tokens = 1 + shape.rows * shape.cols;
  let row: Float64Array = new Float64Array(frames * tokens);
  for (let t = 0; t < frames; t++) row[t * tokens] = 1 / frames;
  for (let layer = shape.layers - 1; layer >= 0; layer--) {
    const isDivided = shape.attentionType === 'divided_space_time';
    if (isDivided) averageClassToken(row, frames, tokens);
    const size = { groups: frames, tokens, allHeads: shape.heads, heads };
    row = throughGroups(row, attentionOf(tensors, shape, layer), size);
    if (isDivided) row = throughTime(row, temporalAttentionOf(tensors, shape, layer), shape, heads);
    yield;
  }
  return row;
}

function* jointRollout(
  tensors: AttentionTensors,
  shape: AttentionShape,
  heads: readonly number[],
): Generator<void, Float64Array, void> {
  const { tokens } = attentionSize(shape);
  const { frames } = shape;
  const patches = shape.rows * shape.cols;
  let row: Float64Array = new Float64Array(tokens);
  row[0] = 1;
  for (let layer = shape.layers - 1; layer >= 0; layer--) {
    row = throughGroups(row, attentionOf(tensors, shape, layer), { groups: 1, tokens, allHeads: shape.heads, heads });
    yield;
  }
  const byFrame = new Float64Array(frames * (1 + patches));
  for (let t = 0; t < frames; t++) {
    byFrame[t * (1 + patches)] = row[0]! / frames;
    for (let n = 0; n < patches; n++) byFrame[t * (1 + patches) + 1 + n] = row[1 + n * frames + t]!;
  }
  return byFrame;
}

function averageClassToken(row: Float64Array, frames: number, tokens: number): void {
  let sum = 0;
  for (let t = 0; t < frames; t++) sum += row[t * tokens]!;
  for (let t = 0; t < frames; t++) row[t * tokens] = sum / frames;
}

/** row (groups x tokens) times (mean attention + identity) / 2, within each group. */
function throughGroups(
  row: Float64Array,
  attention: Float32Array,
  size: {
    readonly groups: number;
    readonly tokens: number;
    readonly allHeads: number;
    readonly heads: readonly number[];
  },
): Float64Array {
  const { groups, tokens, allHeads, heads } = size;
  const result = row.map((value) => value / 2);
  for (let group = 0; group < groups; group++) {
    const out = result.subarray(group * tokens, (group + 1) * tokens);
    for (let from = 0; from < tokens; from++) {
      const share = row[group * tokens + from]! / (2 * heads.length);
      if (share === 0) continue;
      for (const head of heads) {
        const base = ((group * allHeads + head) * tokens + from) * tokens;
        for (let to = 0; to < tokens; to++) out[to]! += share * attention[base + to]!;
      }
    }
  }
  return result;
}

/** row (T x (N+1)) times (mean temporal attention + identity) / 2 at each patch; the class token stays. */
function throughTime(
  row: Float64Array,
  attention: Float32Array,
  { frames, rows, cols, heads: allHeads }: AttentionShape,
  heads: readonly number[],
): Float64Array {
  const patches = rows * cols;
  const tokens = 1 + patches;
  const result = row.map((value, i) => (i % tokens === 0 ? value : value / 2));
  for (let n = 0; n < patches; n++) {
    for (const head of heads) {
      const base = (n * allHeads + head) * frames * frames;
      for (let from = 0; from < frames; from++) {
        const share = row[from * tokens + 1 + n]! / (2 * heads.length);
        for (let to = 0; to < frames; to++)
          result[to * tokens + 1 + n]! += share * attention[base + from * frames + to]!;
      }
    }
  }
  return result;
}
