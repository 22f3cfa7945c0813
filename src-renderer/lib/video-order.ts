import type { ProjectVideo } from '#shared/records';

export const VIDEO_ORDERS = ['added', 'name', 'length', 'open', 'doubtful'] as const;
export type VideoOrder = (typeof VIDEO_ORDERS)[number];

export const ORDER_NAMES: Readonly<Record<VideoOrder, string>> = {
  added: 'As added',
  name: 'By name',
  length: 'Longest first',
  open: 'Most to review first',
  doubtful: 'Most doubtful first',
};

/** Numbers within names count: "cam 2" comes before "cam 10". */
const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/**
 * The videos whose name or path contains every word of a filter, in order.
 *
 * @param counts what waits for a decision in a video: segments, and doubtful windows.
 */
export function listedVideos(
  videos: readonly ProjectVideo[],
  filter: string,
  order: VideoOrder,
  counts: Readonly<Record<'unreviewed' | 'doubtful', (video: ProjectVideo) => number>>,
): readonly ProjectVideo[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = videos.filter(({ name, path }) => {
    const text = `${name} ${path}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  switch (order) {
    case 'added':
      return found;
    case 'name':
      return found.sort((a, b) => COLLATOR.compare(a.name, b.name));
    case 'length':
      return found.sort((a, b) => (b.durationSec ?? 0) - (a.durationSec ?? 0));
    case 'open':
      return found.sort((a, b) => counts.unreviewed(b) - counts.unreviewed(a));
    case 'doubtful':
      return found.sort((a, b) => counts.doubtful(b) - counts.doubtful(a));
  }
}
