import type { Host } from '../shared/protocol.ts';
import type { QueueItem } from '../shared/protocol/review-methods.ts';
import type { VideoId } from '../shared/records.ts';
import { secondsFromStart } from '../shared/time.ts';

/** An item of a queue in words. */
export interface DescribedItem extends QueueItem {
  readonly video: string;
  readonly startSec: number;
  readonly endSec: number;
  /** A segment's class; a window's label with the highest score. null where the segment is gone. */
  readonly label: string | null;
}

interface ShownVideo {
  readonly name: string;
  readonly secondsAt: (frame: number) => number;
  /** By segment: its class's name. */
  readonly labels: ReadonlyMap<string, string>;
}

/** What items of a queue are, by their names and times. */
export async function describedItems(host: Host, items: readonly QueueItem[]): Promise<DescribedItem[]> {
  const videos = new Map<VideoId, ShownVideo>();
  for (const id of new Set(items.map(({ videoId }) => videoId))) videos.set(id, await shownVideo(host, id));
  const described: DescribedItem[] = [];
  for (const item of items) {
    const { name, secondsAt, labels } = videos.get(item.videoId)!;
    const label = item.segmentId === null ? await windowLabel(host, item) : (labels.get(item.segmentId) ?? null);
    const [startSec, endSec] = [secondsAt(item.startFrame), secondsAt(item.endFrame)];
    described.push({ ...item, video: name, startSec, endSec, label });
  }
  return described;
}

async function shownVideo(host: Host, videoId: VideoId): Promise<ShownVideo> {
  const videos = await host.call('videos.list', { includeRemoved: true });
  const { name, facts } = videos.find(({ id }) => id === videoId)!;
  const { pts } = await host.call('videos.pts', { videoId });
  const clock = { ...facts, pts: Float64Array.from(pts) };
  const classes = new Map((await host.call('labels.list', {})).map(({ id, name: label }) => [id, label]));
  const segments = await host.call('segments.list', { filter: { videoId } });
  const labels = new Map(segments.map(({ id, classId }) => [id, classes.get(classId) ?? classId]));
  return { name, secondsAt: (frame) => secondsFromStart(clock, frame), labels };
}

async function windowLabel(host: Host, item: QueueItem): Promise<string | null> {
  const { runId, videoId, windowIndex, startFrame, endFrame } = item;
  const range = { fromFrame: startFrame, toFrame: endFrame };
  const windows = await host.call('predictions.windows', { runId: runId!, videoId, ...range });
  return windows.find(({ index }) => index === windowIndex)?.top[0]?.label ?? null;
}
