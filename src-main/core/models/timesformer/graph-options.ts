import type { Placement } from '../onnx/placement.ts';

/** predict: fewest operations and the compact maps; inspect: every output of timesformer, for looking closely. */
export type GraphFlavour = 'predict' | 'inspect';

/** Number format of the linear layers. int8 quantises weights per output channel and activations on the fly. */
export type GraphPrecision = 'fp32' | 'fp16' | 'int8';

/** What `buildTimesformerGraph` is asked for beyond the architecture and its weights. */
export interface TimesformerGraphOptions {
  readonly flavour: GraphFlavour;
  readonly precision: GraphPrecision;
  readonly place: Placement;
  /** Outputs wanted, by name; all of the flavour's unless given. What only the others need is left out. */
  readonly outputs?: readonly string[];
  /** Frames of a clip; the architecture's numFrames unless given. */
  readonly frames?: number;
  /** Input size in pixels; the architecture's imageSize squared unless given. */
  readonly heightPx?: number;
  readonly widthPx?: number;
  /**
   * What a divided model does with another number of frames than it was trained with. Hugging Face's layer groups
   * tokens wrongly then, so that 'huggingface' (the default) refuses; 'original' attends over the frames given, as the
   * paper's code does.
   */
  readonly semantics?: 'huggingface' | 'original';
}
