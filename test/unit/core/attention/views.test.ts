import { describe, expect, test } from 'vitest';
import { attentionView, attentionViews } from '../../../../src-main/core/attention/index.ts';
import type { AttentionRequest, AttentionShape } from '../../../../src-main/core/attention/view.ts';
import type { Tensor } from '../../../../src-main/shared/domain.ts';
import { DIVIDED, drawnTensors, JOINT, REQUEST, SPACE } from './drawn-tensors.ts';

const AT_PATCH = { ...REQUEST, query: { x: 1, y: 1 } };
const PATCHES = DIVIDED.rows * DIVIDED.cols;

function valuesOf(id: string, shape: AttentionShape, request: AttentionRequest): number[] {
  const view = attentionView(id);
  const all = drawnTensors(shape);
  // Only what the view says it needs.
  const tensors = new Map(view.needs(shape, request).map((name) => [name, all.get(name)!]));
  return [...view.render(tensors, shape, request).heatMap.values];
}

describe('one layer and head is the tensor itself', () => {
  test('class token', () => {
    const { data } = drawnTensors(DIVIDED).get('cls_attention')!;
    const size = 4 * PATCHES;
    const expected = [...data.slice((2 * 2 + 1) * size, (2 * 2 + 2) * size)];
    expect(valuesOf('class-token', DIVIDED, { ...REQUEST, layer: 2, head: 1 })).toEqual(expected);
  });

  test('patch, divided: its row in every frame', () => {
    const { data } = drawnTensors(DIVIDED).get('attentions.1')!;
    const tokens = 1 + PATCHES;
    const token = 1 + 1 * 3 + 1;
    const expected = [0, 1, 2, 3].flatMap((t) => {
      const base = ((t * 2 + 0) * tokens + token) * tokens;
      return [...data.slice(base + 1, base + tokens)];
    });
    expect(valuesOf('patch', DIVIDED, { ...AT_PATCH, layer: 1, head: 0 })).toEqual(expected);
  });

  test('patch, joint: the row of token 1 + n * T + t', () => {
    const { data } = drawnTensors(JOINT).get('attentions.1')!;
    const tokens = 1 + 4 * PATCHES;
    const base = (0 * tokens + (1 + 4 * 4 + 2)) * tokens;
    const values = valuesOf('patch', JOINT, { ...AT_PATCH, layer: 1, head: 0, frame: 2 });
    // Frame 3, patch 5 (row 1, column 2).
    expect(values[3 * PATCHES + 5]).toBe(data[base + 1 + 5 * 4 + 3]);
    expect(values[0]).toBe(data[base + 1]);
  });

  test('temporal: matrix at the patch, map for the asking frame', () => {
    const { data } = drawnTensors(DIVIDED).get('temporal_attentions.0')!;
    const request = { ...AT_PATCH, layer: 0, head: 1, frame: 2 };
    const picture = attentionView('temporal').render(drawnTensors(DIVIDED), DIVIDED, request);
    const at = (n: number, from: number, to: number) => data[((n * 2 + 1) * 4 + from) * 4 + to];
    expect(picture.matrix).toMatchObject({ rows: 4, cols: 4 });
    expect(picture.matrix!.values[1 * 4 + 3]).toBe(at(4, 1, 3));
    expect(picture.heatMap.values[3 * PATCHES + 5]).toBe(at(5, 2, 3));
    expect(picture.heatMap.frameWeights!.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  test("contribution: the class's own map, signed, with the frames' sums", () => {
    const { data } = drawnTensors(DIVIDED).get('contributions')!;
    const { heatMap } = attentionView('contribution').render(drawnTensors(DIVIDED), DIVIDED, {
      ...REQUEST,
      classIndex: 2,
    });
    expect([...heatMap.values]).toEqual([...data.slice(2 * 4 * PATCHES)]);
    expect(heatMap.scale).toBe('diverging');
    const total = heatMap.values.reduce((a, b) => a + b, 0);
    expect(heatMap.frameWeights!.reduce((a, b) => a + b, 0)).toBeCloseTo(total, 5);
  });
});

describe('means are means', () => {
  test.each([
    ['class-token', DIVIDED, REQUEST],
    ['class-token', JOINT, REQUEST],
    ['patch', DIVIDED, AT_PATCH],
    ['patch', SPACE, AT_PATCH],
    ['patch', JOINT, AT_PATCH],
    ['temporal', DIVIDED, AT_PATCH],
  ] as const)('%s of $attentionType over layers and heads', (id, shape, request) => {
    const single = [0, 1, 2].flatMap((layer) => [0, 1].map((head) => valuesOf(id, shape, { ...request, layer, head })));
    valuesOf(id, shape, request).forEach((value, i) => {
      expect(value).toBeCloseTo(single.reduce((sum, values) => sum + values[i]!, 0) / 6, 6);
    });
  });
});

describe('invariances', () => {
  test('reversed time gives reversed maps', () => {
    const tensors = drawnTensors(DIVIDED);
    const reversed = new Map(
      [...tensors].map(([name, tensor]) => {
        if (name.startsWith('attentions.')) return [name, reorder(tensor, [0], [3, 2, 1, 0])];
        return [name, name.startsWith('temporal') ? reorder(tensor, [2, 3], [3, 2, 1, 0]) : tensor];
      }),
    );
    const forward = attentionView('rollout').render(tensors, DIVIDED, REQUEST).heatMap.values;
    const backward = attentionView('rollout').render(reversed, DIVIDED, REQUEST).heatMap.values;
    forward.forEach((value, i) => {
      expect(backward[(3 - Math.floor(i / PATCHES)) * PATCHES + (i % PATCHES)]).toBeCloseTo(value, 6);
    });
  });

  test('moved patches give moved maps', () => {
    const tensors = drawnTensors(DIVIDED);
    const order = [5, 0, 3, 1, 4, 2];
    const tokens = [0, ...order.map((n) => n + 1)];
    const moved = new Map(
      [...tensors].map(([name, tensor]) => {
        if (name.startsWith('attentions.')) return [name, reorder(tensor, [2, 3], tokens)];
        return [name, name.startsWith('temporal') ? reorder(tensor, [0], order) : tensor];
      }),
    );
    const before = attentionView('rollout').render(tensors, DIVIDED, REQUEST).heatMap.values;
    const after = attentionView('rollout').render(moved, DIVIDED, REQUEST).heatMap.values;
    after.forEach((value, i) => {
      expect(value).toBeCloseTo(before[Math.floor(i / PATCHES) * PATCHES + order[i % PATCHES]!]!, 6);
    });
  });

  test('space only: identical frames have identical maps and weights', () => {
    const tensors = new Map(
      [...drawnTensors(SPACE)].map(([name, tensor]) => [
        name,
        name.startsWith('attentions.') ? reorder(tensor, [0], [1, 1, 1, 1]) : tensor,
      ]),
    );
    const { values, frameWeights } = attentionView('rollout').render(tensors, SPACE, REQUEST).heatMap;
    for (let t = 1; t < 4; t++) {
      expect(values.slice(t * PATCHES, (t + 1) * PATCHES)).toEqual(values.slice(0, PATCHES));
      expect(frameWeights![t]).toBe(frameWeights![0]);
    }
  });

  test('a planted patch is the peak', () => {
    const tensors = drawnTensors(DIVIDED);
    const last = tensors.get('attentions.2')!.data;
    // The class token of frame 3, both heads, looks at patch 4 only.
    for (const head of [0, 1]) last.fill(0, (3 * 2 + head) * 49, (3 * 2 + head) * 49 + 7)[(3 * 2 + head) * 49 + 5] = 1;
    const { values } = attentionView('rollout').render(tensors, DIVIDED, REQUEST).heatMap;
    expect(values.indexOf(Math.max(...values))).toBe(3 * PATCHES + 4);
  });
});

describe('refusals', () => {
  test.each<[string, AttentionShape, Partial<AttentionRequest>, RegExp]>([
    ['class-token', DIVIDED, { layer: 3 }, /no layer 3: this model has 3, counted 0 to 2/],
    ['class-token', DIVIDED, { head: 2 }, /no head 2: this model has 2, counted 0 to 1/],
    ['class-token', DIVIDED, { query: { x: 0, y: 0 } }, /asks the class token/],
    ['patch', DIVIDED, {}, /needs a patch to ask/],
    ['patch', DIVIDED, { query: { x: 3, y: 0 } }, /no patch x 3: this model has 3, counted 0 to 2/],
    ['patch', DIVIDED, { query: { x: 0, y: -1 } }, /no patch y -1/],
    ['patch', JOINT, { query: { x: 0, y: 0 }, frame: 4 }, /no frame of the clip 4/],
    ['temporal', SPACE, {}, /divided_space_time models only; this one is space_only/],
    ['temporal', JOINT, {}, /this one is joint_space_time/],
    ['temporal', DIVIDED, { query: 'class' }, /class token takes no part/],
    ['rollout', DIVIDED, { layer: 1 }, /goes through all layers/],
    ['rollout', DIVIDED, { query: { x: 0, y: 0 } }, /starts at the class token/],
    ['contribution', DIVIDED, { layer: 0 }, /summed over the layers/],
    ['contribution', DIVIDED, { head: 0 }, /summed over the heads/],
    ['contribution', DIVIDED, { classIndex: 3 }, /no class 3/],
  ])('%s of $attentionType with %o', (id, shape, change, message) => {
    const request = { ...REQUEST, ...change };
    expect(attentionView(id).refusal(shape, request)).toMatch(message);
    expect(() => attentionView(id).render(drawnTensors(shape), shape, request)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });

  test('a tensor that is missing or of another shape', () => {
    const render = (tensors: Map<string, Tensor>) => attentionView('rollout').render(tensors, DIVIDED, REQUEST);
    expect(() => render(new Map())).toThrow("The model's outputs lack attentions.2 (4 x 2 x 7 x 7).");
    const wrong = drawnTensors(DIVIDED).set('attentions.2', { shape: [2, 2], data: new Float32Array(4) });
    expect(() => render(wrong)).toThrow('The output attentions.2 is 2 x 2; the model promises 4 x 2 x 7 x 7.');
  });

  test('a view that does not exist', () => {
    expect(() => attentionView('magic')).toThrow(
      'No attention view is called "magic". Known: class-token, patch, temporal, rollout, contribution.',
    );
  });

  test('every view has its own id', () => {
    expect(new Set(attentionViews.map(({ id }) => id)).size).toBe(attentionViews.length);
  });
});

/** Picks `order` along each of the axes: out[..i..] = in[..order[i]..]. */
function reorder({ shape, data }: Tensor, axes: readonly number[], order: readonly number[]): Tensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return {
    shape,
    data: data.map((_, i) =>
      data.at(
        shape.reduce((from, size, axis) => {
          const at = Math.floor(i / strides[axis]!) % size;
          return from + (axes.includes(axis) ? order[at]! : at) * strides[axis]!;
        }, 0),
      )!,
    ),
  };
}
