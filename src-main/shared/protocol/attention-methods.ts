import { z } from 'zod';
import { DIVERGING_COLOUR_MAPS, SEQUENTIAL_COLOUR_MAPS } from '../colour-maps.ts';
import { frameSchema, videoIdSchema } from '../edit.ts';
import { method } from './method.ts';
import { runIdSchema } from './run-methods.ts';
import type { TaskInfo } from './app-methods.ts';

/**
 * What a map shows. class: what the class token attends to; patch: what the query patch attends to within its frame;
 * temporal: how much of each frame a patch's temporal attention takes; rollout: attention through all layers;
 * contribution: signed share of a class's logit.
 */
export const ATTENTION_VIEWS = ['class', 'patch', 'temporal', 'rollout', 'contribution'] as const;
export type AttentionViewId = (typeof ATTENTION_VIEWS)[number];

export const COLOUR_MAPS = [...SEQUENTIAL_COLOUR_MAPS, ...DIVERGING_COLOUR_MAPS] as const;
/** Of the strongest values of an overlay. */
export const DEFAULT_OPACITY = 0.66;

/** Which window's attention. */
export const windowRefSchema = z.strictObject({
  runId: runIdSchema,
  videoId: videoIdSchema,
  index: frameSchema,
});
export type WindowRef = z.output<typeof windowRefSchema>;

/** Which map of a window. Layers, heads, frames and patches count from 0. */
export const mapRequestSchema = z.strictObject({
  view: z.enum(ATTENTION_VIEWS),
  /** class, patch, temporal; the last by default. */
  layer: z.int().nonnegative().optional(),
  head: z.union([z.int().nonnegative(), z.enum(['mean', 'max'])]).default('mean'),
  /** patch, temporal: the patch that is asked. Temporal does without: then it is the mean of all. */
  query: z.strictObject({ x: z.int().nonnegative(), y: z.int().nonnegative() }).optional(),
  /** Which frame of the clip asks, by place: in temporal, and in the patch view of joint attention. */
  frame: z.int().nonnegative().default(0),
  /** contribution: of which class. */
  label: z.string().optional(),
});
export type MapRequest = z.output<typeof mapRequestSchema>;

/** A rectangle of the frame as displayed (after rotation and pixel aspect), 0..1 of its width and height. */
export interface CropBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What can be looked at in a window. */
export interface AttentionFacts {
  /** The clip's frames, a repeated last one included. */
  readonly frames: readonly number[];
  readonly rows: number;
  readonly columns: number;
  readonly layers: number;
  readonly heads: number;
  /** Views that this model offers; a generic classifier offers none. */
  readonly views: readonly AttentionViewId[];
  /** Why there are no views, in a sentence; null where there are. */
  readonly refusal: string | null;
  readonly labels: readonly string[];
  /** Where the patch grid lies, which is what the model sees; beyond 0..1 where its preprocessing padded the frame. */
  readonly crop: CropBox;
  /** Whether the window's full attention is in memory. */
  readonly isReady: boolean;
  /** How long computing a window took the last time; null before the first of this model. */
  readonly estimateSec: number | null;
}

/**
 * One deletion test: how the score falls as more of the patches that a map marks are hidden. Random patches are as many
 * in the same frames.
 */
export interface HonestyReport {
  readonly label: string;
  readonly seeds: number;
  /** Share of patches hidden, ascending from 0 to 1. */
  readonly shares: readonly number[];
  /** Score with the patches that the map marks most hidden. */
  readonly map: readonly number[];
  /** With random patches hidden: mean, and standard deviation over the seeds. */
  readonly random: readonly number[];
  readonly randomSpread: readonly number[];
  /** Areas under the curves. */
  readonly mapArea: number;
  readonly randomArea: number;
  /** Standard deviation of the areas over the seeds. */
  readonly areaSpread: number;
  /** holds: the map's area is less than the random one by more than twice its spread; weak: less; fails: not less. */
  readonly verdict: 'holds' | 'weak' | 'fails';
}

export const attentionMethods = {
  'attention.facts': method(windowRefSchema).returns<AttentionFacts>(),
  /** Runs the window through the model with all its attention kept; its maps are then there at once. */
  'attention.prepare': method(windowRefSchema).returns<AttentionFacts>(),
  /** Mean distance, in patches, over which each layer attends in space; heads × layers. */
  'attention.distances': method(windowRefSchema).returns<{ readonly layers: number[]; readonly heads: number[][] }>(),
  /** The deletion test of a map; its task's result is an HonestyReport. */
  'attention.honesty': method(
    z.strictObject({ window: windowRefSchema, map: mapRequestSchema, label: z.string() }),
  ).returns<TaskInfo>(),
  /**
   * The frames [fromFrame, toFrame) with the overlay as an MP4, each with the map of the sampled frame nearest to it in
   * the window whose middle is nearest; its task's result is { resource: string }. The colour map by default is magma,
   * or blue-red for contributions.
   */
  'attention.movie': method(
    z.strictObject({
      runId: runIdSchema,
      videoId: videoIdSchema,
      fromFrame: frameSchema,
      toFrame: z.int().positive(),
      map: mapRequestSchema,
      colourMap: z.enum(COLOUR_MAPS).optional(),
      opacity: z.number().min(0).max(1).default(DEFAULT_OPACITY),
      isSmooth: z.boolean().default(true),
      normalise: z.enum(['clip', 'frame']).default('clip'),
    }),
  ).returns<TaskInfo>(),
};
