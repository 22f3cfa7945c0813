import type { Tensor } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { rollout } from '../../attention/views/rollout.ts';
import type { AttentionRequest, AttentionShape, AttentionView } from '../../attention/view.ts';
import { InferenceClient } from '../../inference/client.ts';
import type { ProcessLauncher } from '../../inference/launcher.ts';
import type { Feeds, VideoAxes } from '../../inference/messages.ts';
import type { ProviderChoice } from '../../inference/providers.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { normalisationTable } from '../../pixels/normalisation.ts';

/** What the model gave for one window. */
export interface InspectedWindow {
  /** By name, batch 1: what the view reads, and what the rollout reads where frame weights come from it. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** K raw outputs. */
  readonly logits: Float32Array;
  readonly provider: string;
  readonly hasRolloutWeights: boolean;
}

/** Attention of all layers beyond this is not computed only to weigh frames. */
const MOST_WEIGHT_BYTES = 400_000_000;

/**
 * Runs the inspect graph, cut down to what is needed, on one window.
 *
 * @param pixels (T, height, width, channels), uint8.
 * @throws AppError as OpenModel.graph and InferenceClient do.
 */
export async function runInspection(
  model: OpenModel,
  pixels: Uint8Array,
  { view, shape, request }: { view: AttentionView; shape: AttentionShape; request: AttentionRequest },
  options: { launch: ProcessLauncher; provider: ProviderChoice; threads: number | null; signal: AbortSignal },
): Promise<InspectedWindow> {
  const { launch, signal, ...settings } = options;
  const hasRolloutWeights = needsRolloutWeights(view, shape);
  const logitsName = shape.attentionType === 'space_only' ? 'clip_logits' : 'logits';
  const needs = [...view.needs(shape, request), ...(hasRolloutWeights ? rollout.needs(shape, request) : [])];
  const outputs = [...new Set([logitsName, ...needs])];
  const graph = await model.graph('inspect', { outputs });
  const feeds = feedsFrom(model, pixels);
  const client = await InferenceClient.open(launch, {
    graph,
    ...settings,
    sample: feeds,
    sampleOutput: () => logitsName,
    signal,
  });
  try {
    const answer = await client.run(feeds, outputs, { signal });
    const tensors = new Map(Object.entries(answer.outputs));
    const logits = tensors.get(logitsName)!.data;
    requireFinite(tensors, client.provider);
    return { tensors, logits, provider: client.provider, hasRolloutWeights };
  } finally {
    await client.close();
  }
}

/** Rows of spatial attention sum to 1 in every frame, so that only the rollout can say how much each frame counts. */
function needsRolloutWeights(view: AttentionView, shape: AttentionShape): boolean {
  const { attentionType, layers, heads, frames, rows, cols } = shape;
  if (attentionType === 'joint_space_time' || !['class-token', 'patch'].includes(view.id)) return false;
  return 4 * layers * heads * frames * (1 + rows * cols) ** 2 <= MOST_WEIGHT_BYTES;
}

function feedsFrom({ manifest }: OpenModel, pixels: Uint8Array): Feeds {
  const { input, preprocessing } = manifest;
  const shape = [1, input.frames, input.height, input.width, input.channels] as const;
  const table = normalisationTable(preprocessing, input.channels);
  return { [input.name]: { kind: 'frames', pixels, shape, table, axes: input.axes as VideoAxes } };
}

function requireFinite(tensors: ReadonlyMap<string, Tensor>, provider: string): void {
  for (const [name, { data }] of tensors) {
    if (data.every(Number.isFinite)) continue;
    throw new AppError(
      'inference.failed',
      `The model's ${name} has numbers that are not finite on ${provider}. Try --provider cpu.`,
    );
  }
}
