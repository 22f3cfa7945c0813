import type { WeightKind } from '../../shared/attention-summary.ts';
import type { AttentionShape } from './view.ts';

/**
 * How much each frame counts, summing to 1, from what a run keeps of the model's attention.
 *
 * Divided attention takes its softmax within each frame, so that the class token's rows can't rank frames; time is
 * mixed by the patches. 'rollout' is each frame's share of the attention rollout (see rollout-vector.ts) with one
 * thing left out that a run does not keep, what a patch attends to within its own frame: this moves a share inside
 * the frame only, but for the little that goes back to the class token, and so hardly changes the frames' shares.
 * Joint attention has one softmax over all frames: 'attention' is the last layer's, by frame. Space-only models rank
 * no frames: 'none'.
 *
 * @param classAttention (L, A, T, H', W'). @param temporal (L, H', W', T, T), mean of the heads; null but for divided attention.
 */
export function frameWeights(
  shape: Omit<AttentionShape, 'labels'>,
  classAttention: Float32Array,
  temporal: Float32Array | null,
): { readonly kind: WeightKind; readonly weights: Float32Array | null } {
  if (temporal !== null) {
    return { kind: 'rollout', weights: shares(rolledOut(shape, classAttention, temporal), shape.frames) };
  }
  if (shape.attentionType !== 'joint_space_time') return { kind: 'none', weights: null };
  return { kind: 'attention', weights: shares(meanOfHeads(shape, classAttention, shape.layers - 1), shape.frames) };
}

/** One layer of (L, A, T, H', W'), averaged over the heads: T x H' x W'. */
export function meanOfHeads(
  { heads, frames, rows, cols }: Omit<AttentionShape, 'labels'>,
  classAttention: Float32Array,
  layer: number,
): Float64Array {
  const size = frames * rows * cols;
  const mean = new Float64Array(size);
  for (let head = 0; head < heads; head++) {
    const base = (layer * heads + head) * size;
    for (let i = 0; i < size; i++) mean[i]! += classAttention[base + i]! / heads;
  }
  return mean;
}

/** T x N shares of what the class token sees, from the last layer to the first. */
function rolledOut(
  shape: Omit<AttentionShape, 'labels'>,
  classAttention: Float32Array,
  temporal: Float32Array,
): Float64Array {
  const { frames, layers, rows, cols } = shape;
  const patches = rows * cols;
  let classShare = 1;
  let share = new Float64Array(frames * patches);
  for (let layer = layers - 1; layer >= 0; layer--) {
    const seen = meanOfHeads(shape, classAttention, layer);
    // Half stays by the residual connection; half goes where the class token looks, alike from each of its T copies.
    for (let i = 0; i < share.length; i++) share[i]! += (classShare / frames) * 0.5 * seen[i]!;
    const left = seen.reduce((sum, value) => sum + value, 0) / frames;
    classShare *= 1 - 0.5 * left;
    share = throughTime(share, temporal.subarray(layer * patches * frames ** 2), frames);
  }
  return share;
}

/** Half stays, half goes to the frames that each patch looks at. @param temporal N x T x T of one layer. */
function throughTime(share: Float64Array, temporal: Float32Array, frames: number): Float64Array<ArrayBuffer> {
  const patches = share.length / frames;
  const moved = new Float64Array(share.length);
  for (let n = 0; n < patches; n++) {
    for (let from = 0; from < frames; from++) {
      const half = share[from * patches + n]! / 2;
      moved[from * patches + n]! += half;
      const row = (n * frames + from) * frames;
      for (let to = 0; to < frames; to++) moved[to * patches + n]! += half * temporal[row + to]!;
    }
  }
  return moved;
}

/** Sums over each frame, of the whole. */
function shares(values: Float64Array, frames: number): Float32Array {
  const size = values.length / frames;
  const sums = Array.from({ length: frames }, (_, t) =>
    values.subarray(t * size, (t + 1) * size).reduce((sum, value) => sum + value, 0),
  );
  const whole = sums.reduce((sum, value) => sum + value, 0);
  return Float32Array.from(sums, (sum) => (whole > 0 ? sum / whole : 1 / frames));
}
