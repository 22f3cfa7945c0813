import type { Manifest } from '../../../shared/manifest.ts';
import { encodeSummary, SUMMARY_OUTPUTS } from '../../attention/summary.ts';
import { attentionShapeOf } from '../inspection/inspection-request.ts';
import type { WindowOutput } from '../analysis/model-runner.ts';

/** How a run keeps a summary of each window's attention. */
export interface AttentionSummaries {
  /** The outputs to ask the model for, as RunnerOptions.maps. */
  readonly maps: readonly string[];
  /** @throws AppError 'tensor.shape' for outputs of another shape than the model's. */
  of(output: WindowOutput): Uint8Array;
}

/** null for a model that gives no attention. @param path of the model, for messages. */
export function attentionSummaries(manifest: Manifest, path: string): AttentionSummaries | null {
  if (manifest.architecture !== 'timesformer') return null;
  const shape = attentionShapeOf(manifest, path);
  return { maps: SUMMARY_OUTPUTS, of: ({ maps }) => encodeSummary(maps, shape) };
}
