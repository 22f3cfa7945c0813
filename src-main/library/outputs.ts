import type { Tensor } from '../shared/domain.ts';

/** What `forward` takes besides labels. */
export interface ForwardInputs {
  /** (batch, num_frames, num_channels, height, width) float32, as TimesformerImageProcessor gives. */
  readonly pixel_values: Tensor;
  /** Return the attention matrices too. Default: the configuration's. */
  readonly output_attentions?: boolean;
  /** Return the tokens before each block and after the last. Default: the configuration's. */
  readonly output_hidden_states?: boolean;
  /** false: a tuple in the reference's order instead of an object. Default: true. */
  readonly return_dict?: boolean;
}

/** T frames, N patches a frame, A heads, D hidden size, L layers. */
export interface HiddenOutputs {
  /**
   * L + 1 tensors (batch, 1 + N*T, D), token 1 + n*T + t being patch n of frame t; (batch*T, 1 + N, D) for
   * space_only. Before the final layer norm. null unless asked for.
   */
  readonly hidden_states: readonly Tensor[] | null;
  /**
   * L tensors: the spatial attention (batch*T, A, 1 + N, 1 + N), row batch*T + t; the only one
   * (batch, A, 1 + N*T, 1 + N*T) for joint_space_time. null unless asked for.
   */
  readonly attentions: readonly Tensor[] | null;
  /**
   * L tensors (batch*N, A, T, T): attention over time, row batch*N + n, which transformers computes and does not
   * return. divided_space_time only, with `attentions`; not in the tuple.
   */
  readonly temporal_attentions: readonly Tensor[] | null;
}
