import type { Value } from '../onnx/builder.ts';
import { activate } from './activations.ts';
import type { BuildContext } from './context.ts';
import { linear } from './linear.ts';

/** The two linear layers of a block with the activation between them. @param x (rows, D) @returns (rows, D) */
export async function feedForward(context: BuildContext, x: Value, layer: string): Promise<Value> {
  const { graph, arch, size, parameters } = context;
  const widened = await linear(context, x, {
    name: `${layer}.intermediate.dense`,
    inSize: size.hidden,
    outSize: size.intermediate,
  });
  const prefix = `${layer}.intermediate.intermediate_act_fn`;
  const active = await activate(graph, arch.hiddenAct, widened, parameters, prefix);
  return linear(context, active, { name: `${layer}.output.dense`, inSize: size.intermediate, outSize: size.hidden });
}
