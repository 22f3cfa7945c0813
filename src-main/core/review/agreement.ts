import type { AgreementRow, SegmentMatches } from '../../shared/protocol/review-methods.ts';
import type { ClassId, Span, VideoId } from '../../shared/records.ts';
import { spansByClass } from './layer.ts';
import { matched } from './matching.ts';
import { framesIn, framesWithin, intersection, union } from '../base/spans.ts';

/** A span that a rater says is of a class. */
export interface RatedSpan extends Span {
  readonly classId: ClassId;
}

/** What a person has decided in a video besides what they say is there: for them, not labelled is not absent. */
export interface RatedDecisions {
  /** Verified not to occur. */
  readonly absent: readonly RatedSpan[];
  /** Rejected segments: wrong as they stand, which says nothing of single frames. */
  readonly rejected: readonly RatedSpan[];
  /** Windows that were decided, whatever came of it. */
  readonly windows: readonly Span[];
}

/** What a rater says of a video. */
export interface RatedSide {
  readonly present: readonly RatedSpan[];
  /** null for one who judges every frame of every class, as a run does. */
  readonly decisions: RatedDecisions | null;
}

/** One video as two raters see it. */
export interface RatedVideo {
  readonly videoId: VideoId;
  readonly frameCount: number;
  readonly a: RatedSide;
  readonly b: RatedSide;
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
 * Compares two raters frame by frame and segment by segment, where both have decided. A frame counts for a class where
 * each of them says something of it: some class is present there, or this one verified absent. A segment counts where
 * the other has decided about at least half of it, in whatever way, or has one of the class there, too.
 *
 * @param classIds the classes to report, in order; those that neither rater uses are left out.
 * @param ious least intersections over union at which two segments match.
 */
export function agreement(
  videos: readonly RatedVideo[],
  classIds: readonly ClassId[],
  ious: readonly number[],
): Agreement {
  const used = new Set(videos.flatMap(({ a, b }) => [...a.present, ...b.present].map(({ classId }) => classId)));
  const seen = videos.map(({ a, b, frameCount }) => ({ a: viewOf(a, frameCount), b: viewOf(b, frameCount) }));
  const classes = classIds.filter((id) => used.has(id)).map((id) => classAgreement(seen, id, ious));
  return {
    frames: sum(seen, ({ a, b }) => framesIn(intersection(a.decided, b.decided))),
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

/** One rater's side, ready for class after class. */
interface View {
  readonly present: (classId: ClassId) => readonly Span[];
  /** Where the rater says something of a class; a union. */
  readonly known: (classId: ClassId) => readonly Span[];
  /** Where the rater has decided about a class, or had it before their eyes; a union. */
  readonly reviewed: (classId: ClassId) => readonly Span[];
  /** Where the rater has labelled anything, or verified it absent; a union. */
  readonly decided: readonly Span[];
}

interface SeenVideo {
  readonly a: View;
  readonly b: View;
}

function viewOf({ present, decisions }: RatedSide, frameCount: number): View {
  const ofClass = (classId: ClassId) => present.filter((span) => span.classId === classId);
  if (!decisions) {
    const all = [{ startFrame: 0, endFrame: frameCount }];
    return { present: ofClass, known: () => all, reviewed: () => all, decided: all };
  }
  const { windows } = decisions;
  const [absent, rejected] = [spansByClass(decisions.absent), spansByClass(decisions.rejected)];
  const known = (classId: ClassId) => union([...present, ...(absent.get(classId) ?? [])]);
  return {
    present: ofClass,
    known,
    reviewed: (classId) => union([...known(classId), ...(rejected.get(classId) ?? []), ...windows]),
    decided: union([...present, ...decisions.absent]),
  };
}

/** One class of one video: what counts of either side. */
interface Compared {
  readonly counts: FrameCounts;
  readonly a: readonly Span[];
  readonly b: readonly Span[];
}

function classAgreement(videos: readonly SeenVideo[], classId: ClassId, ious: readonly number[]): AgreementRow {
  const own = videos.map((video) => compared(video, classId));
  const total = {
    both: sum(own, ({ counts }) => counts.both),
    onlyA: sum(own, ({ counts }) => counts.onlyA),
    onlyB: sum(own, ({ counts }) => counts.onlyB),
    neither: sum(own, ({ counts }) => counts.neither),
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

function compared({ a, b }: SeenVideo, classId: ClassId): Compared {
  const [ofA, ofB] = [a.present(classId), b.present(classId)];
  const known = intersection(a.known(classId), b.known(classId));
  const both = framesIn(intersection(ofA, ofB));
  const onlyA = framesIn(intersection(ofA, known)) - both;
  const onlyB = framesIn(intersection(ofB, known)) - both;
  return {
    counts: { both, onlyA, onlyB, neither: framesIn(known) - both - onlyA - onlyB },
    a: comparable(ofA, ofB, b.reviewed(classId)),
    b: comparable(ofB, ofA, a.reviewed(classId)),
  };
}

/** The segments of a class that the other rater has had a say about. @param reviewed a union. */
function comparable(spans: readonly Span[], others: readonly Span[], reviewed: readonly Span[]): readonly Span[] {
  const there = union(others);
  return spans.filter(
    (span) => 2 * framesWithin(span, reviewed) >= span.endFrame - span.startFrame || framesWithin(span, there) > 0,
  );
}

function segmentMatches(videos: readonly Pick<Compared, 'a' | 'b'>[], iou: number): SegmentMatches {
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

function mean(values: readonly number[]): number | null {
  return values.length > 0 ? sum(values, (value) => value) / values.length : null;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
