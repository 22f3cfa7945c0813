import type { AttentionViewId, MapRequest } from '#shared/protocol/attention-methods';

type Head = MapRequest['head'];

/** The head that comes after one, from the last to the first; after the mean or the greatest comes the first. */
export function stepHead(head: Head, by: 1 | -1, heads: number): Head {
  if (heads === 0) return 'mean';
  if (typeof head === 'string') return by === 1 ? 0 : heads - 1;
  return (head + by + heads) % heads;
}

/** What a view makes of a choice: contributions have no heads, and the greatest of heads can't be rolled out. */
export function headOfView(view: AttentionViewId, head: Head): Head {
  if (view === 'contribution' || (view === 'rollout' && head === 'max')) return 'mean';
  return head;
}

/** Place of the frame nearest to another, the earlier of two. @param frames ascending, at least one. */
export function nearestPlace(frames: readonly number[], frame: number): number {
  return frames.reduce(
    (best, candidate, place) => (Math.abs(candidate - frame) < Math.abs(frames[best]! - frame) ? place : best),
    0,
  );
}

/** Row and column of the greatest value of one frame of a map. */
export function peakOf(
  values: Float32Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  place: number,
): { readonly x: number; readonly y: number } {
  const from = place * rows * columns;
  let best = 0;
  for (let i = 1; i < rows * columns; i++) if (values[from + i]! > values[from + best]!) best = i;
  return { x: best % columns, y: Math.floor(best / columns) };
}
