import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Video } from '../../../shared/domain.ts';
import type { VideoId } from '../../../shared/records.ts';
import type { ExportItem } from '../../export/exporter.ts';
import { cutClip } from '../../video/cut-clip.ts';
import { openProjectVideo } from '../project/video-files.ts';
import type { OpenProject } from '../project/open-project.ts';

/** One ffmpeg uses a few cores at most; its start and its end use one. */
const AT_ONCE = 2;

export interface Cutting {
  readonly folder: string;
  readonly shortEdgePx: number | null;
  readonly signal: AbortSignal;
  /** Is told of each clip that has exactly its frames; waited for before the next is cut. */
  readonly onClip: (item: ExportItem) => Promise<void>;
}

/**
 * Opens the videos that clips are cut from.
 *
 * @throws AppError 'video.not_found', 'video.changed' for the first whose file isn't there as it was.
 */
export async function openVideos(project: OpenProject, items: readonly ExportItem[]): Promise<Map<VideoId, Video>> {
  const videos = new Map<VideoId, Video>();
  for (const { video } of items) {
    if (!videos.has(video.id)) videos.set(video.id, await openProjectVideo(project, video.id));
  }
  return videos;
}

/**
 * Cuts a clip for each item.
 *
 * @returns the items whose clip isn't exactly their frames, with how many frames it has.
 * @throws as `cutClip`, and as a file system does.
 */
export async function cutClips(
  videos: ReadonlyMap<VideoId, Video>,
  items: readonly ExportItem[],
  { folder, shortEdgePx, signal, onClip }: Cutting,
): Promise<{ item: ExportItem; frames: number }[]> {
  const wrong: { item: ExportItem; frames: number }[] = [];
  const waiting = [...items];
  const cut = async (item: ExportItem) => {
    const out = join(folder, ...item.clip!.split('/'));
    await mkdir(dirname(out), { recursive: true });
    const video = videos.get(item.video.id)!;
    const clip = await cutClip(video, { span: item, out, shortEdgePx, signal });
    if (clip.isExact) await onClip(item);
    else wrong.push({ item, frames: clip.frameCount });
  };
  const work = async () => {
    try {
      for (let item = waiting.shift(); item; item = waiting.shift()) await cut(item);
    } catch (error) {
      // What ends one ends all: the others only finish what they are at.
      waiting.length = 0;
      throw error;
    }
  };
  // All are waited for, so that none still writes into a folder that is being removed.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return wrong;
}
