import type { Manifest } from '../../shared/manifest.ts';

/**
 * Two graphs over the same weights. predict: the fewest operations that give the logits and the class
 * token's attention. inspect: every hidden state and every attention matrix as well.
 */
export type GraphFlavour = 'predict' | 'inspect';

/** What a caller may ask of a graph. */
export interface GraphOptions {
  /**
   * inspect only: the outputs wanted, by name, e.g. ['logits', 'attentions.11']. Absent: all of them.
   * A model of 16 frames at 448 px has 5.7 GB of them, so ask for what is to be shown.
   */
  readonly outputs?: readonly string[];
}

/** A graph as ONNX Runtime takes it: a small protobuf in memory, the weights by reference. */
export interface ModelGraph {
  readonly bytes: Uint8Array;
  /**
   * Absolute path of the folder that the external data's locations are relative to. Goes into the session's
   * options as `extra.session.model_external_initializers_file_folder_path`.
   */
  readonly externalDir: string;
}

/** A model that can be run, whether it lies in a model folder or in a checkpoint as published. */
export interface OpenModel {
  /** For a checkpoint: what `convert` would write, without graph files and self-check. */
  readonly manifest: Manifest;
  /** Absolute path of the folder or file that was opened. */
  readonly path: string;
  /** Hex sha256 of everything that decides the numbers: weights, configuration, preprocessing, labels, precision. */
  readonly hash: string;
  /** @throws AppError 'request.invalid' for an output the model doesn't have, 'model.unsupported' for a flavour it lacks. */
  graph(flavour: GraphFlavour, options?: GraphOptions): Promise<ModelGraph>;
}
