import { AppError } from '../../../shared/errors.ts';
import type { GraphBuilder, Value } from '../onnx/builder.ts';
import { add, minimum, multiply, scalar, scale, subtract, unary } from '../onnx/ops.ts';
import type { Parameters } from './parameters.ts';

type Formula = (graph: GraphBuilder, x: Value) => Value;

/**
 * The functions that transformers' ACT2FN knows by these names, and selu, which TimeSformer's documentation names.
 * The tanh forms of gelu differ there only in how they are written, so they share a formula.
 *
 * @see transformers/activations.py
 */
const FORMULAS: Readonly<Record<string, Formula>> = {
  gelu: (graph, x) => gelu(graph, x, 'none'),
  gelu_10: (graph, x) => clip(graph, gelu(graph, x, 'none'), -10, 10),
  gelu_accurate: (graph, x) => gelu(graph, x, 'tanh'),
  gelu_fast: (graph, x) => gelu(graph, x, 'tanh'),
  gelu_new: (graph, x) => gelu(graph, x, 'tanh'),
  gelu_python: (graph, x) => gelu(graph, x, 'none'),
  gelu_python_tanh: (graph, x) => gelu(graph, x, 'tanh'),
  gelu_pytorch_tanh: (graph, x) => gelu(graph, x, 'tanh'),
  hardswish: (graph, x) => unary(graph, 'HardSwish', x),
  laplace,
  leaky_relu: (graph, x) =>
    graph.node({ op: 'LeakyRelu', inputs: [x], attributes: { alpha: { float: 0.01 } }, outputs: [x] }),
  linear: (_graph, x) => x,
  mish: (graph, x) => multiply(graph, x, unary(graph, 'Tanh', unary(graph, 'Softplus', x))),
  quick_gelu: (graph, x) => multiply(graph, x, unary(graph, 'Sigmoid', scale(graph, x, 1.702))),
  relu: (graph, x) => unary(graph, 'Relu', x),
  relu2: (graph, x) => square(graph, unary(graph, 'Relu', x)),
  relu6: (graph, x) => clip(graph, x, 0, 6),
  selu: (graph, x) => unary(graph, 'Selu', x),
  sigmoid: (graph, x) => unary(graph, 'Sigmoid', x),
  silu: (graph, x) => multiply(graph, x, unary(graph, 'Sigmoid', x)),
  sqrtsoftplus: (graph, x) => unary(graph, 'Sqrt', unary(graph, 'Softplus', x)),
  swish: (graph, x) => multiply(graph, x, unary(graph, 'Sigmoid', x)),
  tanh: (graph, x) => unary(graph, 'Tanh', x),
};

/** Functions with weights of their own, which lie in the checkpoint beside the linear layer before them. */
const LEARNED: Readonly<
  Record<string, (graph: GraphBuilder, x: Value, parameters: Parameters, prefix: string) => Promise<Value>>
> = { prelu, xielu };

/** Every name that `hidden_act` may have. */
export const ACTIVATION_NAMES: readonly string[] = [...Object.keys(FORMULAS), ...Object.keys(LEARNED)].sort();

/**
 * Applies the activation named by the configuration.
 *
 * @param prefix names of learned parameters begin with it, e.g. `….intermediate.intermediate_act_fn`
 * @throws AppError config.invalid for a name that is not in ACTIVATION_NAMES, checkpoint.mismatch if a learned one's
 *   weights are missing
 */
export async function activate(
  graph: GraphBuilder,
  name: string,
  x: Value,
  parameters: Parameters,
  prefix: string,
): Promise<Value> {
  const formula = Object.hasOwn(FORMULAS, name) ? FORMULAS[name] : undefined;
  if (formula) return formula(graph, x);
  const learned = Object.hasOwn(LEARNED, name) ? LEARNED[name] : undefined;
  if (learned) return learned(graph, x, parameters, prefix);
  throw new AppError(
    'config.invalid',
    `hidden_act "${name}" is not a known activation. Known are ${ACTIVATION_NAMES.join(', ')}.`,
  );
}

function gelu(graph: GraphBuilder, x: Value, approximate: 'none' | 'tanh'): Value {
  return graph.node({ op: 'Gelu', inputs: [x], attributes: { approximate: { text: approximate } }, outputs: [x] });
}

function clip(graph: GraphBuilder, x: Value, low: number, high: number): Value {
  const bounds = [low, high].map((bound) => scalar(graph, x.type, bound));
  return graph.node({ op: 'Clip', inputs: [x, ...bounds], outputs: [x] });
}

function square(graph: GraphBuilder, x: Value): Value {
  return multiply(graph, x, x);
}

/** The normal distribution's cumulative function around mu = 0.707107 with sigma = 0.282095. */
function laplace(graph: GraphBuilder, x: Value): Value {
  const centred = subtract(graph, x, scalar(graph, x.type, 0.707107));
  const erf = unary(graph, 'Erf', scale(graph, centred, 1 / (0.282095 * Math.SQRT2)));
  return scale(graph, add(graph, erf, scalar(graph, x.type, 1)), 0.5);
}

async function prelu(graph: GraphBuilder, x: Value, parameters: Parameters, prefix: string): Promise<Value> {
  const slope = await parameters.tensor(`${prefix}.weight`, [1]);
  return graph.node({ op: 'PRelu', inputs: [x, slope], outputs: [x] });
}

/**
 * a x² + beta x where x > 0, else (e^min(x, eps) - 1 - x) b + beta x, with a = softplus(alpha_p) and
 * b = beta + softplus(alpha_n).
 *
 * @see Huang & Schlag 2024, arXiv:2411.13010
 */
async function xielu(graph: GraphBuilder, x: Value, parameters: Parameters, prefix: string): Promise<Value> {
  const read = async (name: string, dims: readonly number[]): Promise<number> =>
    (await parameters.read(`${prefix}.${name}`, dims))[0]!;
  const softplus = (value: number): number => Math.log1p(Math.exp(value));
  const beta = await read('beta', []);
  const epsilon = await read('eps', []);
  const rise = softplus(await read('alpha_p', [1]));
  const fall = beta + softplus(await read('alpha_n', [1]));
  const number = (value: number): Value => scalar(graph, x.type, value);
  const positive = scale(graph, square(graph, unary(graph, 'Relu', x)), rise);
  const power = subtract(graph, unary(graph, 'Exp', minimum(graph, x, number(epsilon))), number(1));
  const isPositive = graph.node({ op: 'Greater', inputs: [x, number(0)], outputs: [{ type: 'bool', dims: x.dims }] });
  const negative = scale(graph, subtract(graph, power, x), fall);
  const curved = graph.node({ op: 'Where', inputs: [isPositive, positive, negative], outputs: [x] });
  return add(graph, curved, scale(graph, x, beta));
}
