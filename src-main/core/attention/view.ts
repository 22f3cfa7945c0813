import type { Tensor } from '../../shared/domain.ts';

/** What of a model the views need to know. Patches are numbered row by row; the token of a patch is 1 + its number. */
export interface AttentionShape {
  readonly attentionType: 'divided_space_time' | 'joint_space_time' | 'space_only';
  readonly layers: number;
  readonly heads: number;
  readonly frames: number;
  /** Height and width of the patch grid. */
  readonly rows: number;
  readonly cols: number;
  readonly labels: readonly string[];
}

/** A patch of the grid: x from the left, y from the top, from 0. */
export interface PatchQuery {
  readonly x: number;
  readonly y: number;
}

/** What is to be shown of it. Every field is honoured or refused; see each view's `refusal`. */
export interface AttentionRequest {
  /** From 0, or 'all' for the mean over the layers. */
  readonly layer: number | 'all';
  /** From 0, the mean of all, or at each place the greatest of all. */
  readonly head: number | 'mean' | 'max';
  /** Who is asked where it looks; undefined leaves it to the view. */
  readonly query: 'class' | PatchQuery | undefined;
  /** Which of the T frames asks, from 0, where a frame asks. */
  readonly frame: number;
  /** Whose logit is explained: index in labels. */
  readonly classIndex: number;
}

/** One value for each patch of each frame. */
export interface HeatMap {
  readonly kind: 'heat-map';
  /** sequential: 0 and more. diverging: signed, to be shown symmetrically about 0. */
  readonly scale: 'sequential' | 'diverging';
  readonly frames: number;
  readonly rows: number;
  readonly cols: number;
  /** frames x rows x cols. */
  readonly values: Float32Array;
  /** One a frame, comparable between frames; null where the view has none. */
  readonly frameWeights: Float32Array | null;
  /** What the weights are, in a few words; empty without weights. */
  readonly weightName: string;
}

/** Frames looking at frames: row looks at column. */
export interface Matrix {
  readonly kind: 'matrix';
  /** What it shows, in words. */
  readonly title: string;
  readonly rows: number;
  readonly cols: number;
  /** rows x cols. */
  readonly values: Float32Array;
}

export interface AttentionPicture {
  /** What it shows, in words: "class token to patches, layer 11, mean of heads". Layers and heads counted from 0. */
  readonly title: string;
  readonly heatMap: HeatMap;
  /** Only views across frames have one. */
  readonly matrix?: Matrix;
}

/** Outputs of one window by the names of the inspect graph, batch 1. */
export type AttentionTensors = ReadonlyMap<string, Tensor>;

/** One way of looking at attention: one file in views/, one line in the list in index.ts. */
export interface AttentionView {
  readonly id: string;
  readonly label: string;
  /** One sentence why this model or request has no such picture, or null if it has. */
  refusal(shape: AttentionShape, request: AttentionRequest): string | null;
  /** Names of the outputs that `render` reads. */
  needs(shape: AttentionShape, request: AttentionRequest): readonly string[];
  /**
   * @throws AppError 'request.invalid' where `refusal` would refuse, 'tensor.shape' for a tensor that is missing or
   *   has another shape than the model's description says.
   */
  render(tensors: AttentionTensors, shape: AttentionShape, request: AttentionRequest): AttentionPicture;
}
