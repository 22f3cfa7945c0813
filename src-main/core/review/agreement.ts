import type { AgreementRow, SegmentMatches } from '../../shared/protocol/review-methods.ts';
import type { ClassId, Span, VideoId } from '../../shared/records.ts';
import { matched } from './matching.ts';
import { framesIn, intersection, union } from '../base/spans.ts';

/** A span that a rater says is of a class. */
export interface RatedSpan extends Span {
  readonly classId: ClassId;
}

/** One video as two raters see it. */
export interface RatedVideo {
  readonly videoId: VideoId;
  readonly frameCount: number;
  readonly a: readonly RatedSpan[];
  readonly b: readonly RatedSpan[];
}

/** Frames that both, only A, only B, and neither calls present. */
export type FrameCounts = Pick<AgreementRow, 'both' | 'onlyA' | 'onlyB' | 'neither'>;

/** Agreement over some videos; see AgreementReport. */
export interface Agreement {
  readonly frames: number;
  readonly classes: readonly AgreementRow[];
  readonly meanKappa: number | null;
  readonly alpha: number | null;
}

/**
 * Compares two raters frame by frame and segment by segment. A frame that a rater has not labelled counts as not
 * present for that rater.
 *
 * @param classIds the classes to report, in order; those that neither rater uses are left out.
 * @param ious least intersections over union at which two segments match.
 */
export function agreement(
  videos: readonly RatedVideo[],
  classIds: readonly ClassId[],
  ious: readonly number[],
): Agreement {
  const used = new Set(videos.flatMap(({ a, b }) => [...a, ...b].map(({ classId }) => classId)));
  const classes = classIds.filter((id) => used.has(id)).map((id) => classAgreement(videos, id, ious));
  return {
    frames: videos.reduce((sum, { frameCount }) => sum + frameCount, 0),
    classes,
    meanKappa: mean(classes.flatMap(({ kappa }) => (kappa === null ? [] : [kappa]))),
    alpha: krippendorffAlpha(classes),
  };
}

/**
 * Cohen's kappa: the share of agreement beyond what chance would bring, 1 for full agreement, 0 for chance.
 * (J. Cohen, A Coefficient of Agreement for Nominal Scales, 1960.)
 *
 * @returns null where both raters say one and the same thing throughout, or there is no frame.
 */
export function cohensKappa({ both, onlyA, onlyB, neither }: FrameCounts): number | null {
  const frames = both + onlyA + onlyB + neither;
  const byChance = ((both + onlyA) * (both + onlyB) + (neither + onlyA) * (neither + onlyB)) / frames ** 2;
  const observed = (both + neither) / frames;
  return byChance < 1 ? (observed - byChance) / (1 - byChance) : null;
}

/**
 * Krippendorff's alpha for two coders who code every unit, nominal data: 1 - observed / expected disagreement.
 * A unit is one frame and one class; its value is present or not. (K. Krippendorff, Computing Krippendorff's
 * Alpha-Reliability, 2011, section B.)
 *
 * @returns null where all values are equal.
 */
export function krippendorffAlpha(classes: readonly FrameCounts[]): number | null {
  let present = 0;
  let absent = 0;
  let differing = 0;
  for (const { both, onlyA, onlyB, neither } of classes) {
    differing += onlyA + onlyB;
    present += 2 * both + onlyA + onlyB;
    absent += 2 * neither + onlyA + onlyB;
  }
  if (present === 0 || absent === 0) return null;
  return 1 - ((present + absent - 1) * differing) / (present * absent);
}

function classAgreement(videos: readonly RatedVideo[], classId: ClassId, ious: readonly number[]): AgreementRow {
  const own = videos.map(({ frameCount, a, b }) => ({
    frameCount,
    a: a.filter((span) => span.classId === classId),
    b: b.filter((span) => span.classId === classId),
  }));
  const counts = own.map(frameCounts);
  const total = {
    both: sum(counts, ({ both }) => both),
    onlyA: sum(counts, ({ onlyA }) => onlyA),
    onlyB: sum(counts, ({ onlyB }) => onlyB),
    neither: sum(counts, ({ neither }) => neither),
  };
  return {
    classId,
    ...total,
    kappa: cohensKappa(total),
    segmentsA: sum(own, ({ a }) => a.length),
    segmentsB: sum(own, ({ b }) => b.length),
    matches: ious.map((iou) => segmentMatches(own, iou)),
  };
}

function segmentMatches(videos: readonly Pick<RatedVideo, 'a' | 'b'>[], iou: number): SegmentMatches {
  const pairs = videos.flatMap(({ a, b }) => matched(a, b, iou).map((match) => ({ a: a[match.a]!, b: b[match.b]! })));
  const segments = sum(videos, ({ a, b }) => a.length + b.length);
  return {
    iou,
    matched: pairs.length,
    f1: segments > 0 ? (2 * pairs.length) / segments : null,
    startErrorFrames: mean(pairs.map(({ a, b }) => Math.abs(a.startFrame - b.startFrame))),
    endErrorFrames: mean(pairs.map(({ a, b }) => Math.abs(a.endFrame - b.endFrame))),
  };
}

function frameCounts({ frameCount, a, b }: Pick<RatedVideo, 'frameCount' | 'a' | 'b'>): FrameCounts {
  const both = framesIn(intersection(a, b));
  const onlyA = framesIn(union(a)) - both;
  const onlyB = framesIn(union(b)) - both;
  return { both, onlyA, onlyB, neither: frameCount - both - onlyA - onlyB };
}

function mean(values: readonly number[]): number | null {
  return values.length > 0 ? sum(values, (value) => value) / values.length : null;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
