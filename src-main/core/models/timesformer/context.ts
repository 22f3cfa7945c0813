import type { GraphBuilder, Value } from '../onnx/builder.ts';
import { cast, layerNorm } from '../onnx/ops.ts';
import type { TimesformerArchitecture } from './config.ts';
import type { Geometry } from './geometry.ts';
import type { GraphFlavour, GraphPrecision } from './graph-options.ts';
import type { Parameters } from './parameters.ts';

/** What every part of the graph is built with. */
export interface BuildContext {
  readonly graph: GraphBuilder;
  readonly arch: TimesformerArchitecture;
  readonly size: Geometry;
  readonly parameters: Parameters;
  readonly flavour: GraphFlavour;
  readonly precision: GraphPrecision;
  /** Names of the outputs asked for. */
  readonly outputs: ReadonlySet<string>;
}

/** Declares a graph output, in float32, if it is asked for. */
export function publish({ graph, outputs }: BuildContext, name: string, value: Value): void {
  if (outputs.has(name)) graph.output(name, cast(graph, value, 'float32'));
}

/** LayerNorm over the hidden axis with the weights of that name. @param x (…, D) in the type the graph computes in */
export async function normalise(context: BuildContext, x: Value, name: string): Promise<Value> {
  const { graph, arch, size, parameters } = context;
  const type = x.type === 'float16' ? 'float16' : 'float32';
  const weight = await parameters.tensor(`${name}.weight`, [size.hidden], { type });
  const bias = await parameters.tensor(`${name}.bias`, [size.hidden], { type });
  return layerNorm(graph, x, weight, bias, arch.layerNormEps);
}
