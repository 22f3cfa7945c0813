import type { ErrorKind } from '../../shared/protocol/review-methods.ts';
import type { ClassId, SegmentId, Span } from '../../shared/records.ts';
import { framesWithin } from '../base/spans.ts';
import { intersectionOverUnion } from './matching.ts';
import { OverlapFinder } from './overlap-finder.ts';

interface ClassSpan extends Span {
  readonly classId: ClassId;
}

/** A label of a person. */
export interface LabelledSpan extends ClassSpan {
  readonly id: SegmentId;
}

/** One video as people have labelled it and as a run sees it. */
export interface LabelledVideo {
  readonly labels: readonly LabelledSpan[];
  readonly predicted: readonly ClassSpan[];
  /** Where each class was verified absent; unions. */
  readonly absent: ReadonlyMap<ClassId, readonly Span[]>;
  /** What was looked at or decided; a union. Elsewhere nothing is missed, for nobody has been there. */
  readonly reviewed: readonly Span[];
  /** An edge that lies no further away is where it should be: the run can't tell more. */
  readonly toleranceFrames: number;
  /** The run's mean score of a class over a span; null where it says nothing. */
  readonly score: (classId: ClassId, span: Span) => number | null;
}

export interface LabelError extends Span {
  readonly kind: ErrorKind;
  /** The label; null for one that is missed. */
  readonly label: LabelledSpan | null;
  /** Of a label the class it has, of a missed one the class that the run says. */
  readonly classId: ClassId;
  /** 0..1: class, by how much more the run gives the other one; missed, its score; edge and split, 1 - overlap. */
  readonly doubt: number;
}

/** What a run would have otherwise, each label at most once: first by its number, then its class, then its edges. */
export function labelErrors(video: LabelledVideo): LabelError[] {
  const sides = { labels: new OverlapFinder(video.labels), predicted: new OverlapFinder(video.predicted) };
  const ofLabels = video.labels.flatMap((label) => errorOf(label, video, sides) ?? []);
  return [...ofLabels, ...video.predicted.flatMap((span) => missedAt(span, video, sides) ?? [])];
}

interface Sides {
  readonly labels: OverlapFinder<LabelledSpan>;
  readonly predicted: OverlapFinder<ClassSpan>;
}

function errorOf(label: LabelledSpan, video: LabelledVideo, { labels, predicted }: Sides): LabelError | null {
  const { startFrame, endFrame, classId } = label;
  const found = (kind: ErrorKind, doubt: number) => ({ kind, label, startFrame, endFrame, classId, doubt });
  const all = predicted.overlapping(label);
  const same = all.filter((span) => span.classId === classId);
  if (same.length === 0) {
    const rivals = all.filter((span) => 2 * sharedFrames(span, label) >= lengthOf(label));
    const doubt = Math.max(0, ...rivals.map((span) => lead(span.classId, classId, label, video)));
    return doubt > 0 ? found('class', doubt) : null;
  }
  const best = same.reduce((a, b) => (intersectionOverUnion(b, label) > intersectionOverUnion(a, label) ? b : a));
  const doubt = 1 - intersectionOverUnion(best, label);
  const isOne = same.filter((span) => isMostlyWithin(span, label)).length < 2;
  const isAlone = same.every(
    (span) =>
      labels.overlapping(span).filter((other) => other.classId === classId && isMostlyWithin(other, span)).length < 2,
  );
  if (!isOne || !isAlone) return found('split', doubt);
  const shift = Math.max(Math.abs(best.startFrame - startFrame), Math.abs(best.endFrame - endFrame));
  return shift > video.toleranceFrames ? found('edge', doubt) : null;
}

function missedAt(span: ClassSpan, video: LabelledVideo, { labels }: Sides): LabelError | null {
  const { startFrame, endFrame, classId } = span;
  const others = labels.overlapping(span);
  // Where another class is labelled, that label is the one in doubt.
  if (others.some((label) => label.classId === classId || 2 * sharedFrames(label, span) >= lengthOf(span))) return null;
  if (2 * framesWithin(span, video.reviewed) < lengthOf(span)) return null;
  if (2 * framesWithin(span, video.absent.get(classId) ?? []) >= lengthOf(span)) return null;
  const doubt = video.score(classId, span);
  return doubt === null ? null : { kind: 'missed', label: null, startFrame, endFrame, classId, doubt };
}

/** By how much the run prefers a class to another over a span, at most 1. */
function lead(classId: ClassId, other: ClassId, span: Span, { score }: LabelledVideo): number {
  return Math.min(1, (score(classId, span) ?? 0) - (score(other, span) ?? 0));
}

function isMostlyWithin(span: Span, other: Span): boolean {
  return 2 * sharedFrames(span, other) > lengthOf(span);
}

function sharedFrames(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.endFrame, b.endFrame) - Math.max(a.startFrame, b.startFrame));
}

function lengthOf({ startFrame, endFrame }: Span): number {
  return endFrame - startFrame;
}
