import type { Value } from '../onnx/builder.ts';
import { add, cast, gemm, matMul, reshape } from '../onnx/ops.ts';
import type { BuildContext } from './context.ts';
import { matrixProduct } from './matrix-product.ts';
import { quantizeRows, type QuantizedWeight } from './quantize.ts';

/** A linear layer's weights, or some rows of them, by name. */
export interface LinearSpec {
  /** `<name>.weight` (out, in) and `<name>.bias` (out). */
  readonly name: string;
  readonly inSize: number;
  /** Rows of the weight in the checkpoint. */
  readonly outSize: number;
  readonly hasBias?: boolean;
  /** Only the outputs [start, end). */
  readonly rows?: readonly [number, number];
  /** Factor on the result. */
  readonly factor?: number;
}

/** factor * (x Wᵀ + b) in the graph's precision. @param x (rows, in) @returns (rows, out) */
export async function linear(context: BuildContext, x: Value, spec: LinearSpec): Promise<Value> {
  if (context.precision === 'int8') return quantizedLinear(context, x, spec);
  const { graph, parameters } = context;
  const { inSize, outSize, rows = [0, outSize], hasBias = true, factor = 1 } = spec;
  const count = rows[1] - rows[0];
  const weight = await parameters.tensor(`${spec.name}.weight`, [outSize, inSize], {
    skip: rows[0] * inSize,
    as: [count, inSize],
  });
  const bias = hasBias ? await parameters.tensor(`${spec.name}.bias`, [outSize], { skip: rows[0], as: [count] }) : null;
  return gemm(graph, x, weight, bias, factor);
}

async function quantizedLinear(context: BuildContext, x: Value, spec: LinearSpec): Promise<Value> {
  const { parameters } = context;
  const { hasBias = true, factor = 1, rows = [0, spec.outSize] } = spec;
  const key = `${spec.name}[${rows.join(':')}]*${factor}`;
  const read = async (part: 'weight' | 'bias', dims: readonly number[]): Promise<Float32Array> => {
    const rowSize = part === 'weight' ? spec.inSize : 1;
    return (await parameters.read(`${spec.name}.${part}`, dims)).subarray(rows[0] * rowSize, rows[1] * rowSize);
  };
  return dynamicallyQuantized(context, x, {
    key,
    outSize: rows[1] - rows[0],
    factor,
    weight: () => read('weight', [spec.outSize, spec.inSize]),
    bias: hasBias ? () => read('bias', [spec.outSize]) : null,
  });
}

interface ComputedLinear {
  readonly key: string;
  readonly outSize: number;
  /** (out, in), row-major */
  readonly weight: () => Promise<Float32Array>;
  readonly bias: (() => Promise<Float32Array>) | null;
  readonly factor: number;
}

/** factor * (x Wᵀ + b), x in 8 bits, scaled by its own range at run time, times weights in 8 bits, scaled per output. */
async function dynamicallyQuantized(context: BuildContext, x: Value, spec: ComputedLinear): Promise<Value> {
  const { graph, parameters } = context;
  const inSize = x.dims[1]!;
  let made: Promise<QuantizedWeight> | null = null;
  const quantized = () => (made ??= spec.weight().then((values) => quantizeRows(values, spec.outSize)));
  const weight = await parameters.computedBytes(`${spec.key}.weight`, [inSize, spec.outSize], async () => {
    return (await quantized()).columns;
  });
  const times = (values: Float32Array): Float32Array => values.map((value) => value * spec.factor);
  const vector = (part: string, values: () => Promise<Float32Array>): Promise<Value> =>
    parameters.computed(`${spec.key}.${part}`, [spec.outSize], async () => times(await values()));
  const scales = await vector('scale', async () => (await quantized()).scales);
  const bias = spec.bias ? await vector('bias', spec.bias) : null;
  return graph.node({
    op: 'DynamicQuantizeMatMul',
    domain: 'com.microsoft',
    inputs: bias ? [x, weight, scales, null, bias] : [x, weight, scales],
    outputs: [{ type: 'float32', dims: [x.dims[0]!, spec.outSize] }],
  });
}

/**
 * Two linear layers with nothing between them as one: second(first(x)) = x (W₂ W₁)ᵀ + (W₂ b₁ + b₂).
 * In floating point formats the product is left to ONNX Runtime, which computes it once when it loads the graph:
 * nothing has to be stored, and 12 products of 768 x 768 take it 0.1 s. Quantising needs the product itself.
 *
 * @param first (D -> D) @param second (D -> D), both with bias
 */
export async function foldedLinear(context: BuildContext, x: Value, first: string, second: string): Promise<Value> {
  const { graph, parameters, size } = context;
  const { hidden } = size;
  if (context.precision === 'int8') {
    const weight = (name: string) => parameters.read(`${name}.weight`, [hidden, hidden]);
    const bias = (name: string) => parameters.read(`${name}.bias`, [hidden]);
    return dynamicallyQuantized(context, x, {
      key: `${second}*${first}`,
      outSize: hidden,
      factor: 1,
      weight: async () => matrixProduct(await weight(second), await weight(first), hidden),
      bias: async () => {
        const moved = matrixProduct(await weight(second), await bias(first), hidden);
        const own = await bias(second);
        return moved.map((value, i) => value + own[i]!);
      },
    });
  }
  const load = async (name: string, dims: readonly number[], as?: readonly number[]): Promise<Value> =>
    cast(graph, await parameters.tensor(name, dims, { as }), 'float32');
  const square = [hidden, hidden];
  const outer = await load(`${second}.weight`, square);
  const weight = matMul(graph, outer, await load(`${first}.weight`, square));
  const moved = matMul(graph, outer, await load(`${first}.bias`, [hidden], [hidden, 1]));
  const bias = add(graph, reshape(graph, moved, [hidden]), await load(`${second}.bias`, [hidden]));
  return gemm(graph, x, cast(graph, weight, parameters.type), cast(graph, bias, parameters.type), 1);
}
