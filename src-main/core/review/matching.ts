import type { Span } from '../../shared/records.ts';

/** Segment `a` of one list and `b` of the other, as indices. */
export interface Match {
  readonly a: number;
  readonly b: number;
}

interface Pair extends Match {
  readonly iou: number;
}

/** Intersection over union of two spans in frames, 0..1. */
export function intersectionOverUnion(a: Span, b: Span): number {
  const shared = Math.min(a.endFrame, b.endFrame) - Math.max(a.startFrame, b.startFrame);
  if (shared <= 0) return 0;
  return shared / (a.endFrame - a.startFrame + (b.endFrame - b.startFrame) - shared);
}

/**
 * Matches segments one to one where they overlap enough: pairs of the highest overlap first, then as many more as
 * can be had by matching some of them otherwise (augmenting paths, H. W. Kuhn 1955), so that the number of matches
 * is the greatest there is and doesn't depend on which list is called A.
 *
 * @param a, b segments of one class in one video.
 * @param iou least intersection over union, above 0.
 */
export function matched(a: readonly Span[], b: readonly Span[], iou: number): Match[] {
  const pairs = pairsWithin(a, b, iou);
  const choices = new Map<number, number[]>();
  const partner = new Map<number, number>();
  const taken = new Set<number>();
  for (const pair of pairs) {
    choices.set(pair.a, [...(choices.get(pair.a) ?? []), pair.b]);
    if (taken.has(pair.a) || partner.has(pair.b)) continue;
    taken.add(pair.a);
    partner.set(pair.b, pair.a);
  }
  for (const index of choices.keys()) {
    if (!taken.has(index)) augment(index, choices, partner, new Set());
  }
  return [...partner].map(([indexB, indexA]) => ({ a: indexA, b: indexB })).sort((x, y) => x.a - y.a);
}

function pairsWithin(a: readonly Span[], b: readonly Span[], iou: number): Pair[] {
  const byStart = b.map((span, index) => ({ span, index })).sort((x, y) => x.span.startFrame - y.span.startFrame);
  const longest = b.reduce((most, { startFrame, endFrame }) => Math.max(most, endFrame - startFrame), 0);
  const pairs = a.flatMap((span, index) => {
    const found: Pair[] = [];
    for (let i = firstFrom(byStart, span.startFrame - longest); i < byStart.length; i++) {
      const other = byStart[i]!;
      if (other.span.startFrame >= span.endFrame) break;
      const overlap = intersectionOverUnion(span, other.span);
      if (overlap >= iou) found.push({ a: index, b: other.index, iou: overlap });
    }
    return found;
  });
  return pairs.sort((x, y) => y.iou - x.iou);
}

/** Gives segment `index` a partner, by moving others to another of theirs where need be. */
function augment(
  index: number,
  choices: ReadonlyMap<number, readonly number[]>,
  partner: Map<number, number>,
  tried: Set<number>,
): boolean {
  for (const choice of choices.get(index) ?? []) {
    if (tried.has(choice)) continue;
    tried.add(choice);
    const holder = partner.get(choice);
    if (holder !== undefined && !augment(holder, choices, partner, tried)) continue;
    partner.set(choice, index);
    return true;
  }
  return false;
}

function firstFrom(byStart: readonly { readonly span: Span }[], startFrame: number): number {
  let low = 0;
  let high = byStart.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byStart[middle]!.span.startFrame < startFrame) low = middle + 1;
    else high = middle;
  }
  return low;
}
