import type { Span } from '#shared/records';
import { xOf, type View } from './view.ts';

/** Narrower segments are drawn together, in columns. */
export const MERGED_PX = 3;
/** Of a column. */
export const COLUMN_PX = 3;

/** How much of each column is covered by spans that are too narrow to be drawn alone: 0..1, by column. */
export function densityOf(view: View, spans: Iterable<Span>): Map<number, number> {
  const columns = new Map<number, number>();
  for (const { startFrame, endFrame } of spans) {
    const from = xOf(view, startFrame) / COLUMN_PX;
    const to = Math.max(xOf(view, endFrame) / COLUMN_PX, from + 0.1);
    for (let column = Math.floor(from); column < to; column++) {
      const share = Math.min(to, column + 1) - Math.max(from, column);
      columns.set(column, Math.min(1, (columns.get(column) ?? 0) + share));
    }
  }
  return columns;
}
