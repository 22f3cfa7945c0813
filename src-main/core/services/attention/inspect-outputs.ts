import type { AttentionViewId } from '../../../shared/protocol/attention-methods.ts';
import { attentionName, attentionSize, temporalAttentionName } from '../../attention/tensors.ts';
import type { AttentionShape } from '../../attention/view.ts';

/**
 * What one window's attention of one kind may take: 8 or 16 frames at 224 px have 179 or 358 MB of spatial attention,
 * 96 frames 2.1 GB and 16 frames at 448 px 5.7 GB.
 */
const MOST_BYTES = 600_000_000;

/** Name of the output with one row of logits a clip. */
export function logitsOutput({ attentionType }: AttentionShape): string {
  return attentionType === 'space_only' ? 'clip_logits' : 'logits';
}

/** Whether all attention fits in memory: the patch view, rollout and distances need it. */
export function keepsAttention(shape: AttentionShape): boolean {
  const { tokens, groups } = attentionSize(shape);
  const hasTime = shape.attentionType !== 'divided_space_time' || keepsTemporal(shape);
  return hasTime && 4 * shape.layers * shape.heads * groups * tokens ** 2 <= MOST_BYTES;
}

/** The outputs of the inspect graph that are kept of a window: as much as fits in memory. */
export function inspectOutputs(shape: AttentionShape): string[] {
  const layers = Array.from({ length: shape.layers }, (_, i) => i);
  return [
    logitsOutput(shape),
    'cls_attention',
    'contributions',
    ...(keepsAttention(shape) ? layers.map(attentionName) : []),
    ...(keepsTemporal(shape) ? layers.map(temporalAttentionName) : []),
  ];
}

/** The views that these outputs allow. */
export function viewsOf(shape: AttentionShape): AttentionViewId[] {
  const isWhole = keepsAttention(shape);
  const views: readonly (readonly [AttentionViewId, boolean])[] = [
    ['class', true],
    ['patch', isWhole],
    ['temporal', keepsTemporal(shape)],
    ['rollout', isWhole],
    ['contribution', true],
  ];
  return views.filter(([, has]) => has).map(([view]) => view);
}

function keepsTemporal({ attentionType, layers, heads, rows, cols, frames }: AttentionShape): boolean {
  return attentionType === 'divided_space_time' && 4 * layers * heads * rows * cols * frames ** 2 <= MOST_BYTES;
}
