import type { PredictedSegment } from '#shared/domain';
import type { Span } from '#shared/records';

/** Where two runs say different things: spans in which the labels they name differ. @param a, b by start. */
export function differences(a: readonly PredictedSegment[], b: readonly PredictedSegment[]): Span[] {
  const edges = [...new Set([...a, ...b].flatMap(({ startFrame, endFrame }) => [startFrame, endFrame]))].sort(
    (x, y) => x - y,
  );
  const [ofA, ofB] = [labelsAlong(a, edges), labelsAlong(b, edges)];
  const found: { startFrame: number; endFrame: number }[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    if (ofA[i] === ofB[i]) continue;
    const last = found.at(-1);
    if (last && last.endFrame === edges[i]) last.endFrame = edges[i + 1]!;
    else found.push({ startFrame: edges[i]!, endFrame: edges[i + 1]! });
  }
  return found;
}

/** The labels named between each two edges, as one text. */
function labelsAlong(segments: readonly PredictedSegment[], edges: readonly number[]): string[] {
  const places = new Map(edges.map((edge, i) => [edge, i]));
  const labels = edges.map(() => new Set<string>());
  for (const { startFrame, endFrame, label } of segments) {
    for (let i = places.get(startFrame)!; i < places.get(endFrame)!; i++) labels[i]!.add(label);
  }
  return labels.map((names) => [...names].sort().join('\n'));
}

/** Frames at which what a run says changes, ascending. */
export function changesOf(segments: readonly PredictedSegment[]): number[] {
  return [...new Set(segments.flatMap(({ startFrame, endFrame }) => [startFrame, endFrame]))].sort((a, b) => a - b);
}
