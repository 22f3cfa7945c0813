import type { QueueItem, QueueRequest } from '#shared/protocol/review-methods';

/** Whether an item waits for a decision. */
export function isWaiting({ state }: QueueItem): boolean {
  return state === 'open' || state === 'unsure';
}

/** Whether two are the same thing to look at: places change when a queue is drawn anew. */
export function isSameItem(a: QueueItem, b: QueueItem): boolean {
  return (
    a.videoId === b.videoId && a.segmentId === b.segmentId && a.windowIndex === b.windowIndex && a.runId === b.runId
  );
}

/** Whether a queue's items stand in groups, one for each kind. */
export function isGrouped({ measure, kinds }: QueueRequest): boolean {
  return measure === 'errors' || kinds !== undefined;
}
