import { DIFF_KINDS, type ErrorKind, type QueueRequest } from '#shared/protocol/review-methods';
import type { ClassId, RunId, SegmentStatus, VideoId } from '#shared/records';
import { blindCount, statusesOf, type QueueOrder } from './queue-words.ts';

/** Items read at once; a queue has no more unless it was asked to. */
export const MOST_ITEMS = 1000;
/** So many of the least clear windows are listed where none lies under the limit. */
const LEAST_CLEAR = 20;
/** Differences of two runs under it are noise. */
const LEAST_DIFFERENCE = 0.05;

/** What leaves some of the items. */
export interface QueueFilter {
  readonly classIds: readonly ClassId[];
  readonly videoIds: readonly VideoId[];
  /** Of segments; null: those that the order asks for by itself. */
  readonly statuses: readonly SegmentStatus[] | null;
}

/** What decides which items a queue has, beside its order. */
export interface QueueWishes {
  readonly runId: RunId;
  /** The run that it is compared with; null without another. */
  readonly otherId: RunId | null;
  /** Of the run, over all videos. */
  readonly windows: number;
  /** A margin below it makes a window doubtful. */
  readonly doubtfulMargin: number;
  readonly filter: QueueFilter;
  /** Of label errors, which kind; null: all four. */
  readonly errorKind: ErrorKind | null;
  /** Of windows on which two runs differ: those that people have decided. */
  readonly isJudged: boolean;
}

/** The request for an order; null where it needs another run and there is none. */
export function queueRequest(order: QueueOrder, wishes: QueueWishes): QueueRequest | null {
  const { runId, otherId, windows, doubtfulMargin, filter, errorKind, isJudged } = wishes;
  const common = { limit: MOST_ITEMS, seed: 1, ...filled(filter), runId };
  switch (order) {
    case 'margin':
      return { ...common, measure: 'margin', target: 'windows', minDoubt: 1 - doubtfulMargin };
    case 'models': {
      if (otherId === null) return null;
      const kinds = isJudged && { kinds: [...DIFF_KINDS] };
      const against = { kind: 'run', runId: otherId } as const;
      return { ...common, measure: 'disagreement', target: 'windows', against, minDoubt: LEAST_DIFFERENCE, ...kinds };
    }
    case 'errors': {
      const kinds = errorKind && { kinds: [errorKind] };
      return { ...common, measure: 'errors', target: 'segments', ...kinds, ...statusesAsked(order, filter) };
    }
    case 'boundary':
      return { ...common, measure: 'boundary', target: 'segments', ...statusesAsked(order, filter) };
    case 'blind':
      return { ...common, measure: 'random', target: 'windows', isBlind: true, limit: blindCount(windows) };
    case 'confidence':
    case 'entropy':
    case 'random':
      return { ...common, measure: order, target: 'windows' };
  }
}

/** What is asked instead where no window lies under the limit. */
export function leastClear(request: QueueRequest): QueueRequest {
  return { ...request, minDoubt: undefined, limit: LEAST_CLEAR };
}

/** Statuses of the segments that an order lists; empty for orders of windows. */
export function statusesListed(order: QueueOrder, { statuses }: QueueFilter): readonly SegmentStatus[] {
  const { offered, usual } = statusesOf(order);
  const chosen = statuses?.filter((status) => offered.includes(status)) ?? [];
  return chosen.length > 0 ? chosen : usual;
}

/** Only what differs from what the core asks for by itself, so that the queue stays the one it was. */
function statusesAsked(order: QueueOrder, filter: QueueFilter): Pick<QueueRequest, 'statuses'> {
  return filter.statuses === null ? {} : { statuses: [...statusesListed(order, filter)] };
}

/** Only what is set: a list that is empty asks for everything. */
function filled({ classIds, videoIds }: QueueFilter): Pick<QueueRequest, 'classIds' | 'videoIds'> {
  return {
    ...(classIds.length > 0 && { classIds: [...classIds] }),
    ...(videoIds.length > 0 && { videoIds: [...videoIds] }),
  };
}
