import type { ClassId, Span } from '../../shared/records.ts';
import { framesWithin, union } from '../base/spans.ts';

interface ClassSpan extends Span {
  readonly classId: ClassId;
}

/** What one annotator says of one video. Each list is a union of spans. */
export interface Layer {
  readonly present: ReadonlyMap<ClassId, readonly Span[]>;
  readonly absent: ReadonlyMap<ClassId, readonly Span[]>;
  /** Where any class is present. */
  readonly anyPresent: readonly Span[];
}

/**
 * @param present the annotator's accepted and corrected segments. @param absent what the annotator verified absent.
 */
export function layerFrom(present: readonly ClassSpan[], absent: readonly ClassSpan[]): Layer {
  return { present: spansByClass(present), absent: spansByClass(absent), anyPresent: union(present) };
}

/**
 * How far an annotator contradicts a class over a span: of the frames about which the annotator says something (some
 * class is present, or this one verified absent), the share on which the class is not present. 0..1; null where
 * nothing is said, for what is unreviewed contradicts nobody.
 */
export function contradiction(span: Span, classId: ClassId, { present, absent, anyPresent }: Layer): number | null {
  const absentHere = absent.get(classId) ?? [];
  const known = absentHere.length > 0 ? framesWithin(span, union([...anyPresent, ...absentHere])) : null;
  const knownFrames = known ?? framesWithin(span, anyPresent);
  if (knownFrames === 0) return null;
  return 1 - framesWithin(span, present.get(classId) ?? []) / knownFrames;
}

/** Spans by class, each class's as a union. */
export function spansByClass(spans: readonly ClassSpan[]): Map<ClassId, Span[]> {
  const lists = new Map<ClassId, Span[]>();
  for (const span of spans) {
    const list = lists.get(span.classId);
    if (list) list.push(span);
    else lists.set(span.classId, [span]);
  }
  for (const [classId, list] of lists) lists.set(classId, union(list));
  return lists;
}
