import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { GraphBuilder, type Value } from '../../../../../src-main/core/models/onnx/builder.ts';
import * as ops from '../../../../../src-main/core/models/onnx/ops.ts';

/** Runs one operator on 0, 1, 2 … in a shape whose first axis is the batch. */
async function run(dims: readonly number[], batch: number, build: (graph: GraphBuilder, x: Value) => Value) {
  const graph = new GraphBuilder();
  const result = build(graph, graph.input('x', 'float32', dims));
  graph.output('y', result);
  const session = await InferenceSession.create(graph.encode('test', 'test'), { logSeverityLevel: 3 });
  const shape = dims.map((dim) => (dim < 0 ? -dim * batch : dim));
  const x = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);
  const { y } = await session.run({ x: new Tensor('float32', x, shape) });
  await session.release();
  expect(y?.dims).toEqual(result.dims.map((dim) => (dim < 0 ? -dim * batch : dim)));
  return [...(y?.data as Float32Array)];
}

test('a batch of any size passes through shapes that depend on it', async () => {
  const values = await run([-1, 2, 3], 2, (graph, x) => {
    const flat = ops.reshape(graph, x, [-2, 3]);
    const again = ops.reshape(graph, flat, [-1, 2, 3]);
    return ops.transpose(graph, again, [0, 2, 1]);
  });
  expect(values).toEqual([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
});

test('repeatLike repeats as often as the batch needs', async () => {
  const values = await run([-2, 1], 3, (graph, x) => {
    return ops.repeatLike(graph, graph.constant('float32', [1, 2], [7, 8]), x);
  });
  expect(values).toEqual([7, 8, 7, 8, 7, 8, 7, 8, 7, 8, 7, 8]);
});

test('a reshape that waits for a branch gives what it would without', async () => {
  const values = await run([-1, 4], 2, (graph, x) => {
    const branch = ops.reduce(graph, 'ReduceSum', x, 1);
    return ops.reshapeAfter(graph, x, [-2, 2], [branch]);
  });
  expect(values).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('slices, sums and joins', async () => {
  const values = await run([-1, 3], 2, (graph, x) => {
    const last = ops.slice(graph, x, -1, 2, 3);
    const sum = ops.reduce(graph, 'ReduceMean', x, 1);
    return ops.concat(graph, [last, ops.scale(graph, sum, 10)], 1);
  });
  expect(values).toEqual([2, 10, 5, 40]);
});

test('a value that is an output twice gets both names', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [-1]);
  const y = ops.scale(graph, x, 2);
  graph.output('y', y);
  graph.output('same', y);
  const session = await InferenceSession.create(graph.encode('test', 'test'));
  const results = await session.run({ x: new Tensor('float32', Float32Array.of(3), [1]) });
  await session.release();
  expect([results['y']?.data[0], results['same']?.data[0]]).toEqual([6, 6]);
});

test('shapes that do not fit are found while building', () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'float32', [-1, 4]);
  expect(() => ops.reshape(graph, x, [-1, 5])).toThrow('Reshape: -1 x 4 does not fit -1 x 5.');
  expect(() => ops.matMul(graph, x, x)).toThrow('MatMul: -1 x 4 does not fit -1 x 4.');
  expect(() => ops.slice(graph, x, 1, 2, 5)).toThrow('No 2..5 in an axis of length 4.');
  expect(() => ops.reshapeAfter(graph, x, [-2, 2], [x])).toThrow('No axis of -1 x 4 has length 1.');
});
