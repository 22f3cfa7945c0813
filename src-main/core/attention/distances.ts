import { attentionOf, attentionSize } from './tensors.ts';
import type { AttentionShape, AttentionTensors } from './view.ts';

/**
 * How far patches look: for each layer and head the distance in patches from the asking patch to the patches it attends
 * to, weighted by the attention, mean over all asking patches and frames (Dosovitskiy et al. 2021, figure 7). What a
 * patch gives to the class token has no place and is left out; joint attention counts distance in space only.
 *
 * @returns one array a layer, with one distance a head; rests after each layer.
 * @throws AppError 'tensor.shape' where an attention is missing.
 */
export function* distanceSteps(
  tensors: AttentionTensors,
  shape: AttentionShape,
): Generator<void, readonly Float32Array[], void> {
  const table = distanceTable(shape);
  const layers: Float32Array[] = [];
  for (let layer = 0; layer < shape.layers; layer++) {
    layers.push(distancesOfLayer(attentionOf(tensors, shape, layer), shape, table));
    yield;
  }
  return layers;
}

function distancesOfLayer(attention: Float32Array, shape: AttentionShape, table: Float32Array): Float32Array {
  const { tokens, groups } = attentionSize(shape);
  const { heads } = shape;
  const asking = tokens - 1;
  const result = new Float32Array(heads);
  for (let head = 0; head < heads; head++) {
    let sum = 0;
    for (let group = 0; group < groups; group++) {
      for (let from = 0; from < asking; from++) {
        const base = ((group * heads + head) * tokens + from + 1) * tokens + 1;
        const distances = from * asking;
        let mass = 0;
        let weighted = 0;
        for (let to = 0; to < asking; to++) {
          const share = attention[base + to]!;
          mass += share;
          weighted += share * table[distances + to]!;
        }
        sum += mass > 0 ? weighted / mass : 0;
      }
    }
    result[head] = sum / (groups * asking);
  }
  return result;
}

/** (tokens - 1) squared: the distance between any two patches. */
function distanceTable(shape: AttentionShape): Float32Array {
  const { tokens } = attentionSize(shape);
  const { cols, frames } = shape;
  const isJoint = shape.attentionType === 'joint_space_time';
  const places = Array.from({ length: tokens - 1 }, (_, token) => {
    const n = isJoint ? Math.floor(token / frames) : token;
    return { x: n % cols, y: Math.floor(n / cols) };
  });
  const table = new Float32Array(places.length ** 2);
  for (const [i, a] of places.entries()) {
    for (const [j, b] of places.entries()) table[i * places.length + j] = Math.hypot(a.x - b.x, a.y - b.y);
  }
  return table;
}
