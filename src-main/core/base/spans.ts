import type { Span } from '../../shared/records.ts';

/** Number of frames in spans that don't overlap. */
export function framesIn(spans: readonly Span[]): number {
  return spans.reduce((sum, { startFrame, endFrame }) => sum + (endFrame - startFrame), 0);
}

/** The frames in any of the spans: by start, neither overlapping nor touching. */
export function union(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { startFrame, endFrame } of [...spans].sort((a, b) => a.startFrame - b.startFrame)) {
    const last = result.at(-1);
    if (last && startFrame <= last.endFrame) {
      result[result.length - 1] = { ...last, endFrame: Math.max(last.endFrame, endFrame) };
    } else {
      result.push({ startFrame, endFrame });
    }
  }
  return result;
}

/** The frames of `spans` that are in none of `without`; as a union. */
export function subtract(spans: readonly Span[], without: readonly Span[]): Span[] {
  const cuts = union(without);
  const result: Span[] = [];
  let next = 0;
  for (const { startFrame, endFrame } of union(spans)) {
    while (next < cuts.length && cuts[next]!.endFrame <= startFrame) next++;
    let from = startFrame;
    for (let i = next; i < cuts.length && cuts[i]!.startFrame < endFrame; i++) {
      if (cuts[i]!.startFrame > from) result.push({ startFrame: from, endFrame: cuts[i]!.startFrame });
      from = Math.max(from, cuts[i]!.endFrame);
    }
    if (from < endFrame) result.push({ startFrame: from, endFrame });
  }
  return result;
}

/** The frames that both lists hold; as a union. */
export function intersection(a: readonly Span[], b: readonly Span[]): Span[] {
  const left = union(a);
  const right = union(b);
  const result: Span[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const startFrame = Math.max(left[i]!.startFrame, right[j]!.startFrame);
    const endFrame = Math.min(left[i]!.endFrame, right[j]!.endFrame);
    if (startFrame < endFrame) result.push({ startFrame, endFrame });
    if (left[i]!.endFrame < right[j]!.endFrame) i++;
    else j++;
  }
  return result;
}

/** Frames of a span that a union holds, found by halving: for many spans over one union. */
export function framesWithin(span: Span, spans: readonly Span[]): number {
  let frames = 0;
  for (let i = firstEndingAfter(span.startFrame, spans); i < spans.length; i++) {
    const { startFrame, endFrame } = spans[i]!;
    if (startFrame >= span.endFrame) break;
    frames += Math.min(endFrame, span.endFrame) - Math.max(startFrame, span.startFrame);
  }
  return frames;
}

/** Whether a union holds every frame of a span. */
export function covers(spans: readonly Span[], span: Span): boolean {
  return framesWithin(span, spans) === span.endFrame - span.startFrame;
}

/** Index of the first span that ends after the frame. */
function firstEndingAfter(frame: number, spans: readonly Span[]): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.endFrame <= frame) low = middle + 1;
    else high = middle;
  }
  return low;
}
