import type { ExportLoss } from '../../shared/protocol/export-methods.ts';
import type { ExportItem, Selection } from './exporter.ts';
import { counted } from './words.ts';

/**
 * A selection in which spans of one class in one video don't overlap: those that do become one. For formats in which a
 * behaviour is on or off.
 *
 * @param touching whether spans that only touch become one, too: in lists of frames nothing parts them.
 */
export function mergedSpans(selection: Selection, touching: boolean): Selection {
  const open = new Map<string, ExportItem>();
  const items = new Set<ExportItem>();
  for (const item of byStart(selection.items)) {
    const key = JSON.stringify([item.video.id, item.label.index]);
    const last = open.get(key);
    const isApart = !last || (touching ? item.startFrame > last.endFrame : item.startFrame >= last.endFrame);
    const next = isApart ? item : { ...last, endFrame: Math.max(last.endFrame, item.endFrame) };
    if (!isApart) items.delete(last);
    items.add(next);
    open.set(key, next);
  }
  const order = new Map(selection.videos.map((video, i) => [video, i]));
  const sorted = byStart([...items]).sort((a, b) => order.get(a.video)! - order.get(b.video)!);
  return { ...selection, items: sorted };
}

function byStart(items: readonly ExportItem[]): ExportItem[] {
  return [...items].sort((a, b) => a.startFrame - b.startFrame || a.endFrame - b.endFrame);
}

/** How many spans were taken up by others. */
export function mergingLosses(selection: Selection, touching: boolean): ExportLoss[] {
  const count = selection.items.length - mergedSpans(selection, touching).items.length;
  const what = `${counted(count, 'segment')} merged with ${count === 1 ? 'another' : 'others'}`;
  const why = touching ? 'of one class, overlapping or touching' : 'of one class, overlapping: it is on or off here';
  return count === 0 ? [] : [{ level: 'lost', count, what, why }];
}
