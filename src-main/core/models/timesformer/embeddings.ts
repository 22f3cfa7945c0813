import type { Value } from '../onnx/builder.ts';
import { add, cast, concat, reshape, repeatLike, transpose } from '../onnx/ops.ts';
import type { BuildContext } from './context.ts';
import { resizePositions, resizeTimes } from './tables.ts';

const PREFIX = 'timesformer.embeddings';

/** The embedding layer's output, class token and patches apart. */
export interface Embeddings {
  /** (1, D): the class token with its position, the same for every clip and frame. */
  readonly classToken: Value;
  /** (batch, N, T, D): time fastest. With time embeddings, but for space_only. */
  readonly patches: Value;
}

/** @param pixels (batch, T, C, H, W) float32 */
export async function embed(context: BuildContext, pixels: Value): Promise<Embeddings> {
  const { graph, arch, size, parameters } = context;
  const { frames, channels, patchSize, patches, hidden } = size;
  const images = reshape(graph, pixels, [-frames, channels, size.heightPx, size.widthPx]);
  const weight = await parameters.tensor(`${PREFIX}.patch_embeddings.projection.weight`, [
    hidden,
    channels,
    patchSize,
    patchSize,
  ]);
  const projected = graph.node({
    op: 'Conv',
    inputs: [
      cast(graph, images, parameters.type),
      weight,
      await parameters.tensor(`${PREFIX}.patch_embeddings.projection.bias`, [hidden]),
    ],
    attributes: { kernel_shape: { ints: [patchSize, patchSize] }, strides: { ints: [patchSize, patchSize] } },
    outputs: [{ type: parameters.type, dims: [-frames, hidden, size.gridRows, size.gridColumns] }],
  });
  const tokens = transpose(graph, reshape(graph, projected, [-1, frames, hidden, patches]), [0, 3, 1, 2]);
  const placed = add(graph, tokens, await positions(context));
  const timed = arch.attentionType === 'space_only' ? placed : add(graph, placed, await times(context));
  return { classToken: await classToken(context), patches: timed };
}

/** The embedding layer's output as the reference gives it. @returns (batch, 1 + N*T, D), time fastest */
export function jointTokens(context: BuildContext, { classToken, patches }: Embeddings): Value {
  const { graph, size } = context;
  const flat = reshape(graph, patches, [-1, size.patches * size.frames, size.hidden]);
  const first = repeatLike(graph, reshape(graph, classToken, [1, 1, size.hidden]), patches);
  return concat(graph, [first, flat], 1);
}

/** Each frame's tokens with a class token of its own. @returns (batch*T, 1 + N, D) */
export function frameTokens(context: BuildContext, { classToken, patches }: Embeddings): Value {
  const { graph, size } = context;
  const flat = reshape(graph, transpose(graph, patches, [0, 2, 1, 3]), [-size.frames, size.patches, size.hidden]);
  const first = repeatLike(graph, reshape(graph, classToken, [1, 1, size.hidden]), flat);
  return concat(graph, [first, flat], 1);
}

async function classToken({ parameters, size }: BuildContext): Promise<Value> {
  const count = storedPatches(parameters.shape(`${PREFIX}.position_embeddings`));
  return parameters.computed('class_token_with_position', [1, size.hidden], async () => {
    const token = await parameters.read(`${PREFIX}.cls_token`, [1, 1, size.hidden]);
    const table = await parameters.read(`${PREFIX}.position_embeddings`, [1, count + 1, size.hidden]);
    return token.map((value, i) => value + table[i]!);
  });
}

/** @returns (N, 1, D). The reference resizes only if the number of patches differs, whatever the grid's shape. */
async function positions({ parameters, size }: BuildContext): Promise<Value> {
  const name = `${PREFIX}.position_embeddings`;
  const { patches, hidden, gridRows, gridColumns } = size;
  const count = storedPatches(parameters.shape(name));
  const as = [patches, 1, hidden];
  if (count === patches) return parameters.tensor(name, [1, patches + 1, hidden], { skip: hidden, as });
  return parameters.computed(`positions_${gridRows}x${gridColumns}`, as, async () => {
    const table = await parameters.read(name, [1, count + 1, hidden]);
    return resizePositions(table.subarray(hidden), hidden, gridRows, gridColumns);
  });
}

/** @returns (T, D) */
async function times({ parameters, size }: BuildContext): Promise<Value> {
  const name = `${PREFIX}.time_embeddings`;
  const { frames, hidden } = size;
  const [, count = 0] = parameters.shape(name);
  if (count === frames) return parameters.tensor(name, [1, frames, hidden], { as: [frames, hidden] });
  return parameters.computed(`times_${frames}`, [frames, hidden], async () =>
    resizeTimes(await parameters.read(name, [1, count, hidden]), hidden, frames),
  );
}

function storedPatches(shape: readonly number[]): number {
  return (shape[1] ?? 1) - 1;
}
