/** The words of product.md as types. Plain data; every interval is half-open; frames are in presentation order. */

/** An exact ratio, e.g. a time base of 1/12800 s or a sample aspect ratio of 64:51. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

/** A span of frames that the container announces and the decoder does not deliver as announced. */
export interface Hole {
  readonly fromFrame: number;
  readonly toFrame: number;
  /** One sentence for the user. */
  readonly reason: string;
}

/**
 * One video stream, known down to each frame's time. Frame i is the i-th frame in presentation order.
 * Width and height are as shown: after rotation, before the sample aspect ratio is applied.
 */
export interface Video {
  readonly path: string;
  readonly sizeBytes: number;
  /** Identifies the content, not the name: hash of the size and of the file's head, middle and tail. */
  readonly fingerprint: string;
  readonly codec: string;
  readonly pixelFormat: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Clockwise rotation that has been applied for display: 0, 90, 180 or 270. */
  readonly rotationDeg: number;
  readonly sampleAspectRatio: Rational;
  /** Index of the stream among all streams of the file. */
  readonly streamIndex: number;
  readonly timeBase: Rational;
  /** Presentation time stamp of each frame in units of timeBase; ascending; its length is the frame count. */
  readonly pts: Float64Array;
  /** Duration of the last frame in units of timeBase, so that the video's end is known. */
  readonly lastDuration: number;
  /** Indices of frames at which decoding may start, ascending. Empty: only at the file's start. */
  readonly keyframes: Uint32Array;
  /** Frames between their pts differ by more than the time base can explain. */
  readonly isVariableFrameRate: boolean;
}

/** One decoded frame: RGB24, row-major, 3 bytes a pixel, no padding. */
export interface Frame {
  readonly index: number;
  readonly pts: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** The span a clip covers and the frames the model takes from it. */
export interface VideoWindow {
  readonly startFrame: number;
  readonly endFrame: number;
  /** T frame indices, ascending, possibly with the last one repeated. */
  readonly frames: readonly number[];
  /** The span is longer than the video, so that its last frame stands in for those that are missing. */
  readonly repeatsLastFrame: boolean;
}

/** A tensor in row-major order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** How frames become pixel_values, in the terms of Hugging Face's processor files. */
export interface Preprocessing {
  /** Which of Hugging Face's two arithmetics: pil (4.x, 5.x Pil classes) or torchvision (5.x default). */
  readonly backend: 'pil' | 'torchvision';
  /** null: no resize. */
  readonly size: { readonly shortestEdge: number } | { readonly height: number; readonly width: number } | null;
  /** null: no crop. */
  readonly cropSize: { readonly height: number; readonly width: number } | null;
  /** null: values stay 0..255. */
  readonly rescaleFactor: number | null;
  /** null: no normalisation. One value a channel. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly channelOrder: 'rgb' | 'bgr';
}

/** What kind of numbers logits turn into: softmax, sigmoid, or as they are. */
export type ProblemType = 'single_label_classification' | 'multi_label_classification' | 'regression';

/** Names of the execution providers as the user writes them. */
export const PROVIDERS = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** A labelled span, [startFrame, endFrame). */
export interface PredictedSegment {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly label: string;
  /** Mean score over the segment's windows, 0..1 for classifiers. */
  readonly score: number;
}
