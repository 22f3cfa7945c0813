import type { ExportItem, ExportVideo } from './exporter.ts';

/** The items of each video, in their order; videos as they come. */
export function itemsByVideo(items: readonly ExportItem[]): Map<ExportVideo, ExportItem[]> {
  const result = new Map<ExportVideo, ExportItem[]>();
  for (const item of items) {
    const own = result.get(item.video);
    if (own) own.push(item);
    else result.set(item.video, [item]);
  }
  return result;
}
