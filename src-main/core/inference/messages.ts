import type { Provider, Tensor } from '../../shared/domain.ts';
import type { WireError } from '../../shared/errors.ts';

/** Order of the five axes of a video input: b batch, t frames, c channels, h height, w width. */
export type VideoAxes = 'btchw' | 'bcthw' | 'bthwc';

/** Preprocessed frames as bytes: a quarter of the floats' size, which is what crosses the process border. */
export interface FrameFeed {
  readonly kind: 'frames';
  /** (batch, frames, height, width, channels), row-major. */
  readonly pixels: Uint8Array;
  readonly shape: readonly [batch: number, frames: number, height: number, width: number, channels: number];
  /** The float of byte v in channel c at [c * 256 + v]; 256 * channels values. */
  readonly table: Float32Array;
  /** What the model wants: axes of its input. */
  readonly axes: VideoAxes;
}

/** An input given as floats. */
export interface FloatFeed {
  readonly kind: 'floats';
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Feed = FrameFeed | FloatFeed;

/** Inputs by name. */
export type Feeds = Readonly<Record<string, Feed>>;

/** Outputs by name. */
export type Outputs = Readonly<Record<string, Tensor>>;

/** A graph as ONNX Runtime takes it: its protobuf, and the folder its external data's locations are relative to. */
export interface GraphSource {
  readonly bytes: Uint8Array;
  /** Absolute; null where the weights are in the protobuf. */
  readonly externalDir: string | null;
}

/** How a session is to run. */
export interface SessionSettings {
  readonly provider: Provider;
  /** Threads of one operator; 0 leaves the choice to ONNX Runtime. */
  readonly threads: number;
}

/** What a session tells about itself once it is open. */
export interface SessionInfo {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** One input or output; a dimension that is free at run time is given by its name. */
export interface ValueInfo {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** What ONNX Runtime offers on this machine. */
export interface RuntimeInfo {
  readonly version: string;
  /** Providers compiled into this build; whether one can start is another matter. */
  readonly providers: readonly Provider[];
}

/** What the inference process is asked. One session at most is open in a process. */
export type Request =
  | { readonly kind: 'describe' }
  | { readonly kind: 'open'; readonly graph: GraphSource; readonly settings: SessionSettings }
  | { readonly kind: 'run'; readonly feeds: Feeds; readonly outputs: readonly string[] }
  /** As run, but the outputs stay in the process until each is taken. */
  | { readonly kind: 'hold'; readonly feeds: Feeds; readonly outputs: readonly string[] }
  | { readonly kind: 'take'; readonly held: number; readonly name: string }
  | { readonly kind: 'close' };

/** What it answers to each kind of request. */
export interface Answers {
  readonly describe: RuntimeInfo;
  readonly open: SessionInfo;
  readonly run: RunAnswer;
  readonly hold: HeldAnswer;
  readonly take: Tensor;
  readonly close: null;
}

/** The outputs of one run, the time it took inside the process, and what memory the process holds after it. */
export interface RunAnswer {
  readonly outputs: Outputs;
  readonly elapsedMs: number;
  readonly residentBytes: number;
}

/** Outputs that are to be taken, under a number of their own. */
export interface HeldAnswer {
  readonly held: number;
  readonly elapsedMs: number;
  readonly residentBytes: number;
}

/** On the wire: a request with its number, and the reply that bears the same number. */
export interface RequestEnvelope {
  readonly id: number;
  readonly request: Request;
}

export type ReplyEnvelope =
  | { readonly id: number; readonly ok: true; readonly answer: Answers[Request['kind']] }
  | { readonly id: number; readonly ok: false; readonly error: WireError };
