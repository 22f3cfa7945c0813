import type { AttentionFacts, AttentionViewId, MapRequest } from '#shared/protocol/attention-methods';

/** One map of the window in hand, for all of its frames. */
export interface AttentionMap {
  /** Row-major: frames × rows × columns. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** The clip's frames, in the order of `values`. */
  readonly frames: readonly number[];
  readonly least: number;
  readonly greatest: number;
  /** Signed maps are drawn with the diverging colours, symmetric about 0. */
  readonly isSigned: boolean;
  /** For the colour bar: "rollout". */
  readonly words: string;
}

/** What of the model's attention is shown, and the map itself. */
export class Attention {
  isShown = $state(true);
  view = $state<AttentionViewId>('rollout');
  layer = $state<number | null>(null);
  head = $state<MapRequest['head']>('mean');
  /** Patch by place in the clip, column and row; null: the class token asks. */
  query = $state.raw<{ readonly frame: number; readonly x: number; readonly y: number } | null>(null);
  /** Class of a contribution; null: the window's highest. */
  label = $state<string | null>(null);
  normalise = $state<'clip' | 'frame'>('clip');
  facts = $state.raw<AttentionFacts | null>(null);
  /** null while it is computed and where there is none: a map of another window is never left standing. */
  map = $state.raw<AttentionMap | null>(null);
  isComputing = $state(false);
  /** Value under the pointer on the stage, for the colour bar's tick; null for none. */
  hovered = $state<number | null>(null);
  /** What the clip strip writes under each frame, 0..1 of the clip's sum; null where unknown. */
  weights = $state.raw<readonly number[] | null>(null);
}
