import type { ExportFile, ExportItem, ExportVideo, Found, FoundItem, WrittenFiles } from './exporter.ts';
import { itemsByVideo } from './items-by-video.ts';

/** A file for each video that has items, called by the video's slug. */
export function* videoFiles(
  items: readonly ExportItem[],
  ending: string,
  chunksOf: (video: ExportVideo, items: readonly ExportItem[]) => Iterable<string>,
): Iterable<ExportFile> {
  for (const [video, own] of itemsByVideo(items)) {
    yield { path: `${video.slug}${ending}`, chunks: chunksOf(video, own) };
  }
}

/** What is read again from the files that `videoFiles` wrote. */
export async function readVideoFiles(
  files: WrittenFiles,
  ending: string,
  itemsIn: (text: string, path: string) => readonly Omit<FoundItem, 'video'>[],
): Promise<Found> {
  const items: FoundItem[] = [];
  for (const path of files.paths.filter((one) => one.endsWith(ending))) {
    const video = path.slice(0, -ending.length);
    for (const item of itemsIn(await files.text(path), path)) items.push({ ...item, video });
  }
  return { items };
}
