import { describe, expect, test } from 'vitest';
import { frameWeights } from '../../../../src-main/core/attention/frame-weights.ts';
import { rolloutVector } from '../../../../src-main/core/attention/rollout-vector.ts';
import { encodeSummary } from '../../../../src-main/core/attention/summary.ts';
import { decodeSummary } from '../../../../src-main/shared/attention-summary.ts';
import { frameSums } from '../../../../src-main/core/attention/tensors.ts';
import type { AttentionShape, AttentionTensors } from '../../../../src-main/core/attention/view.ts';
import type { Tensor } from '../../../../src-main/shared/domain.ts';
import { DIVIDED, drawnTensors, JOINT, SPACE } from './drawn-tensors.ts';

const BASE: AttentionShape = { ...DIVIDED, layers: 2, heads: 2, frames: 8, rows: 14, cols: 14 };

/** What the predict graph gives of a window: the class token's rows, and temporal attention averaged over the heads. */
function runOutputs(tensors: AttentionTensors, shape: AttentionShape): Map<string, Tensor> {
  const { layers, heads, frames, rows, cols } = shape;
  const { data } = tensors.get('cls_attention')!;
  const outputs = new Map([['cls_attention', { shape: [layers, heads, frames, rows, cols], data }]]);
  if (shape.attentionType !== 'divided_space_time') return outputs;
  const area = frames * frames;
  const mean = new Float32Array(layers * rows * cols * area);
  for (let layer = 0; layer < layers; layer++) {
    const all = tensors.get(`temporal_attentions.${layer}`)!.data;
    for (let i = 0; i < all.length; i++) {
      const place = Math.floor(i / (heads * area));
      mean[(layer * rows * cols + place) * area + (i % area)]! += all[i]! / heads;
    }
  }
  return outputs.set('temporal_attention_mean', { shape: [layers, rows, cols, frames, frames], data: mean });
}

function outputsOf(shape: AttentionShape) {
  const outputs = runOutputs(drawnTensors(shape), shape);
  const classAttention = outputs.get('cls_attention')!.data;
  return { outputs, classAttention, temporal: outputs.get('temporal_attention_mean')?.data ?? null };
}

describe.each([DIVIDED, JOINT, SPACE, BASE])('$attentionType, $frames frames', (shape) => {
  const { outputs, classAttention, temporal } = outputsOf(shape);
  const summary = decodeSummary(encodeSummary(outputs, shape));

  test('keeps the map of the last layer to half a step of its one scale', () => {
    const size = shape.frames * shape.rows * shape.cols;
    const last = classAttention.slice(-shape.heads * size);
    const wanted = Array.from({ length: size }, (_, i) =>
      Array.from({ length: shape.heads }, (_, head) => last[head * size + i]!).reduce((a, b) => a + b / shape.heads, 0),
    );
    const step = Math.max(...wanted) / 255;
    expect(summary.classAttention).toHaveLength(size);
    summary.classAttention.forEach((value, i) =>
      expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(step * 0.501),
    );
    expect(Math.max(...summary.classAttention)).toBeCloseTo(Math.max(...wanted), 6);
    expect([summary.frames, summary.rows, summary.cols]).toEqual([shape.frames, shape.rows, shape.cols]);
  });

  test('keeps the weights of the frames as they are', () => {
    const { kind, weights } = frameWeights(shape, classAttention, temporal);
    expect(summary.weightKind).toBe(kind);
    expect(summary.frameWeights).toEqual(weights);
    if (weights) expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  });

  test('keeps the temporal matrix of models that have one, rows summing to 1', () => {
    if (temporal === null) {
      expect(summary.temporal).toBeNull();
      return;
    }
    expect(summary.temporal).toHaveLength(shape.frames ** 2);
    const step = Math.max(...summary.temporal!) / 255;
    for (const sum of frameSums(summary.temporal!, shape.frames)) {
      expect(Math.abs(sum - 1)).toBeLessThan(shape.frames * step);
    }
  });
});

test('8 frames of 14 x 14 patches take 1,680 bytes', () => {
  expect(encodeSummary(outputsOf(BASE).outputs, BASE)).toHaveLength(1680);
});

describe('frame weights', () => {
  test("are the rollout's where patches attend to themselves alone", () => {
    const tensors = withinItself(drawnTensors(DIVIDED), DIVIDED);
    const { classAttention, temporal } = split(runOutputs(tensors, DIVIDED));
    const { weights } = frameWeights(DIVIDED, classAttention, temporal);
    expectShares(weights!, rolloutShares(tensors, DIVIDED), 1e-6);
  });

  test('follow a clip of which every patch looks at one frame', () => {
    const { outputs, classAttention } = outputsOf(DIVIDED);
    const { frames } = DIVIDED;
    const toThird = outputs.get('temporal_attention_mean')!.data.map((_, i) => (i % frames === 2 ? 1 : 0));
    const { weights } = frameWeights(DIVIDED, classAttention, toThird);
    expect(weights![2]).toBeGreaterThan(0.5);
    expect(weights!.indexOf(Math.max(...weights!))).toBe(2);
  });

  test('are even where the class token looks at no patch', () => {
    const { classAttention, temporal } = outputsOf(DIVIDED);
    const { weights } = frameWeights(
      DIVIDED,
      classAttention.map(() => 0),
      temporal,
    );
    expect(weights).toEqual(new Float32Array(DIVIDED.frames).fill(1 / DIVIDED.frames));
  });

  test("are the class token's attention by frame in joint models, and there are none in space-only models", () => {
    const { classAttention } = outputsOf(JOINT);
    const size = JOINT.frames * JOINT.rows * JOINT.cols;
    const last = classAttention.slice(-JOINT.heads * size);
    const sums = frameSums(last.slice(0, size), JOINT.frames).map(
      (sum, t) => sum + frameSums(last.slice(size), JOINT.frames)[t]!,
    );
    const whole = sums.reduce((a, b) => a + b, 0);
    const joint = frameWeights(JOINT, classAttention, null);
    expect(joint.kind).toBe('attention');
    expectShares(
      joint.weights!,
      Array.from(sums, (sum) => sum / whole),
      1e-6,
    );
    expect(frameWeights(SPACE, outputsOf(SPACE).classAttention, null)).toEqual({ kind: 'none', weights: null });
  });
});

test('an output of another shape is refused by name', () => {
  const { outputs } = outputsOf(DIVIDED);
  expect(() => encodeSummary(outputs, { ...DIVIDED, frames: 5 })).toThrow(/cls_attention is 3 x 2 x 4 x 2 x 3/);
  outputs.delete('temporal_attention_mean');
  expect(() => encodeSummary(outputs, DIVIDED)).toThrow(expect.objectContaining({ code: 'tensor.shape' }));
});

test.each([
  ['another version', (bytes: Uint8Array) => bytes.fill(2, 0, 1)],
  ['another kind of weights', (bytes: Uint8Array) => bytes.fill(9, 1, 2)],
  ['bytes that end too early', (bytes: Uint8Array) => bytes.subarray(0, -1)],
  ['nothing', () => new Uint8Array()],
])('%s is refused', (_, damage) => {
  const bytes = encodeSummary(outputsOf(DIVIDED).outputs, DIVIDED);
  expect(() => decodeSummary(damage(bytes))).toThrow(expect.objectContaining({ code: 'project.invalid' }));
});

function split(outputs: ReadonlyMap<string, Tensor>) {
  const [classAttention, temporal] = ['cls_attention', 'temporal_attention_mean'].map(
    (name) => outputs.get(name)!.data,
  );
  return { classAttention: classAttention!, temporal: temporal! };
}

/** The same, but spatial attention of every patch is on itself: what frame weights leave out is not there. */
function withinItself(tensors: Map<string, Tensor>, { layers, frames, heads, rows, cols }: AttentionShape) {
  const tokens = 1 + rows * cols;
  for (let layer = 0; layer < layers; layer++) {
    const { data } = tensors.get(`attentions.${layer}`)!;
    for (let row = 0; row < frames * heads * tokens; row++) {
      const from = row % tokens;
      if (from > 0)
        data.fill(0, row * tokens, (row + 1) * tokens).fill(1, row * tokens + from, row * tokens + from + 1);
    }
  }
  return tensors;
}

function rolloutShares(tensors: AttentionTensors, shape: AttentionShape): number[] {
  const tokens = 1 + shape.rows * shape.cols;
  const patches = Float64Array.from(rolloutVector(tensors, shape, { head: 'mean' }), (v, i) =>
    i % tokens === 0 ? 0 : v,
  );
  const sums = frameSums(Float32Array.from(patches), shape.frames);
  const whole = sums.reduce((a, b) => a + b, 0);
  return Array.from(sums, (sum) => sum / whole);
}

function expectShares(got: Float32Array, wanted: readonly number[], tolerance: number): void {
  expect(got).toHaveLength(wanted.length);
  got.forEach((share, t) => expect(Math.abs(share - wanted[t]!)).toBeLessThan(tolerance));
}
