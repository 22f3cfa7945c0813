import { describe, expect, test } from 'vitest';
import { rolloutVector } from '../../../../src-main/core/attention/rollout-vector.ts';
import type { AttentionShape, AttentionTensors } from '../../../../src-main/core/attention/view.ts';
import { rollout } from '../../../../src-main/core/attention/views/rollout.ts';
import { DIVIDED, drawnTensors, JOINT, REQUEST, SPACE } from './drawn-tensors.ts';

type Dense = number[][];

describe.each([DIVIDED, JOINT, SPACE])('$attentionType', (shape) => {
  test.each(['mean', 1] as const)('equals the product of the full matrices, head %s', (head) => {
    const tensors = drawnTensors(shape);
    const expected = denseRollout(shape, tensors, head);
    const row = rolloutVector(tensors, shape, { head });
    expect(row.length).toBe(expected.length);
    row.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6));
  });

  test('keeps a mass of 1', () => {
    const row = rolloutVector(drawnTensors(shape), shape, { head: 'mean' });
    expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  });

  test("a frame's weight is the sum of its patches", () => {
    const { heatMap } = rollout.render(drawnTensors(shape), shape, REQUEST);
    const size = shape.rows * shape.cols;
    const sums = Array.from({ length: shape.frames }, (_, t) =>
      heatMap.values.slice(t * size, (t + 1) * size).reduce((a, b) => a + b, 0),
    );
    sums.forEach((sum, t) => expect(heatMap.frameWeights![t]).toBeCloseTo(sum, 6));
  });
});

/**
 * The block matrices written out over (token, frame) pairs and multiplied, last layer first. Index p * T + t with the
 * class token as p = 0; joint attention has one class token, at 0.
 *
 * @returns T x (N+1), as rolloutVector.
 */
function denseRollout(shape: AttentionShape, tensors: AttentionTensors, head: number | 'mean'): number[] {
  const { frames, layers } = shape;
  const places = 1 + shape.rows * shape.cols;
  const isJoint = shape.attentionType === 'joint_space_time';
  let product: Dense | null = null;
  for (let layer = 0; layer < layers; layer++) {
    const step = isJoint ? jointStep(shape, tensors, layer, head) : layerStep(shape, tensors, layer, head);
    product = product === null ? step : multiply(step, product);
  }
  const result: number[] = [];
  for (let t = 0; t < frames; t++) {
    for (let p = 0; p < places; p++) {
      if (isJoint) result.push(p === 0 ? product![0]![0]! / frames : product![0]![1 + (p - 1) * frames + t]!);
      else result.push(mean(Array.from({ length: frames }, (_, s) => product![s]![p * frames + t]!)));
    }
  }
  return result;
}

/** W[(p,t),(k,q)] = S[t,p,k] * T[k,t,q], each averaged with the identity; class rows replaced by their mean over t. */
function layerStep(shape: AttentionShape, tensors: AttentionTensors, layer: number, head: number | 'mean'): Dense {
  const { frames, heads } = shape;
  const places = 1 + shape.rows * shape.cols;
  const isDivided = shape.attentionType === 'divided_space_time';
  const space = tensors.get(`attentions.${layer}`)!.data;
  const time = tensors.get(`temporal_attentions.${layer}`)?.data;
  const S = (t: number, p: number, k: number) =>
    (overHeads(heads, head, (h) => space[((t * heads + h) * places + p) * places + k]!) + (p === k ? 1 : 0)) / 2;
  const T = (k: number, t: number, q: number) => {
    if (!time || k === 0) return t === q ? 1 : 0;
    return (
      (overHeads(heads, head, (h) => time[(((k - 1) * heads + h) * frames + t) * frames + q]!) + (t === q ? 1 : 0)) / 2
    );
  };
  const pairs = Array.from({ length: places * frames }, (_, i) => [Math.floor(i / frames), i % frames] as const);
  const W = pairs.map(([p, t]) => pairs.map(([k, q]) => S(t, p, k) * T(k, t, q)));
  if (!isDivided) return W;
  const classRow = pairs.map((_, column) => mean(W.slice(0, frames).map((row) => row[column]!)));
  return W.map((row, i) => (i < frames ? classRow : row));
}

function jointStep(shape: AttentionShape, tensors: AttentionTensors, layer: number, head: number | 'mean'): Dense {
  const tokens = 1 + shape.rows * shape.cols * shape.frames;
  const { data } = tensors.get(`attentions.${layer}`)!;
  return Array.from({ length: tokens }, (_, i) =>
    Array.from(
      { length: tokens },
      (_, j) => (overHeads(shape.heads, head, (h) => data[(h * tokens + i) * tokens + j]!) + (i === j ? 1 : 0)) / 2,
    ),
  );
}

function overHeads(heads: number, head: number | 'mean', value: (head: number) => number): number {
  return head === 'mean' ? mean(Array.from({ length: heads }, (_, h) => value(h))) : value(head);
}

function multiply(a: Dense, b: Dense): Dense {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
