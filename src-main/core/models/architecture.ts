import type { Preprocessing } from '../../shared/domain.ts';
import type { Manifest } from '../../shared/manifest.ts';
import type { Placement } from './onnx/placement.ts';

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
  /** What a person should know about it, one sentence each. */
  readonly notes: readonly string[];
  /** @throws AppError 'request.invalid' for an output the model doesn't have, 'model.unsupported' for a flavour it lacks. */
  graph(flavour: GraphFlavour, options?: GraphOptions): Promise<ModelGraph>;
  /**
   * The predict graph in 16-bit floats, for a graphics card; converted into the cache when first asked for. null
   * where there is none: a model folder keeps the precision it was converted in.
   */
  halfPrecision(): Promise<ModelGraph | null>;
}

/** What a person may say beside a source. An architecture honours each or refuses it by name. */
export interface SourceOptions {
  /** Class names, in place of those of the source. */
  readonly labels?: readonly string[];
  /** T, where it differs from the source's or the source doesn't say. */
  readonly numFrames?: number;
  /** Height and width of the input in pixels, where they differ from the source's or it doesn't say. */
  readonly imageSize?: number;
  readonly attentionType?: 'divided_space_time' | 'joint_space_time' | 'space_only';
  /** What divided attention means for another number of frames than the model's: refused, or as the paper's code. */
  readonly semantics?: 'huggingface' | 'original';
  readonly channelOrder?: Preprocessing['channelOrder'];
  /** Which of Hugging Face's two resize arithmetics, where the processor's file is not to decide. */
  readonly backend?: Preprocessing['backend'];
  /** Order of the input's axes, for a graph whose shape leaves it open. */
  readonly axes?: 'btchw' | 'bcthw' | 'bthwc';
  /** A processor file in Hugging Face's format, in place of the source's. */
  readonly preprocessorFile?: string;
}

/** The part of a manifest that follows from the source alone. */
export type ModelDescription = Pick<
  Manifest,
  'architecture' | 'name' | 'config' | 'preprocessing' | 'labels' | 'problemType' | 'input' | 'samplingRate'
>;

/** Something on disk that becomes a model: read and checked, weights untouched. */
export interface ModelSource {
  readonly path: string;
  /** E.g. "huggingface", "original", "onnx". */
  readonly kind: string;
  readonly description: ModelDescription;
  /** Every file that was read. */
  readonly files: readonly string[];
  /**
   * Files that hold the weights in a form that graphs of this precision can refer to, by their names in the model
   * folder; null where weights have to be converted.
   */
  weightFiles(precision: Manifest['precision']): ReadonlyMap<string, string> | null;
  /** The real folder in which graphs can refer to the weights where they lie; null where they must be converted. */
  weightsFolder(): Promise<string | null>;
  /**
   * The same source with its weights as float32 in a safetensors file, which graphs can refer to.
   *
   * @param path a file to be written.
   */
  withFloat32Weights(path: string, signal?: AbortSignal): Promise<ModelSource>;
  readonly flavours: readonly GraphFlavour[];
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
  /**
   * @param place where its weights go; the same one for both flavours, so that they share them.
   * @throws AppError 'request.invalid' for a precision or flavour it can't be had in.
   */
  buildGraph(flavour: GraphFlavour, precision: Manifest['precision'], place: Placement): Promise<Uint8Array>;
}

/** A kind of model: one folder here, one line in index.ts. */
export interface Architecture {
  /** As manifests name it. */
  readonly id: string;
  readonly label: string;
  /** Whether this path is for `read`; the first of the list that says so gets it. */
  recognises(path: string): boolean;
  /** @throws AppError naming the file, and the field, key or option that is wrong. */
  read(path: string, options: SourceOptions): Promise<ModelSource>;
}
