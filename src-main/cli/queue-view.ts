import type { QueueInfo, QueueRequest } from '../shared/protocol/review-methods.ts';
import { clockText } from '../shared/time.ts';
import { inColumns } from './columns.ts';
import type { DescribedItem } from './queue-items.ts';
import { raterText } from './rater.ts';

/** Queues, one a line. */
export function queuesText(queues: readonly QueueInfo[]): string {
  return queues.length === 0 ? 'No queues.' : inColumns(queues.map((queue) => queueCells(queue))).join('\n');
}

export function queueText(queue: QueueInfo): string {
  return queueCells(queue).join('  ');
}

/** Items, one a line; frame numbers are the first and the last. */
export function itemsText(items: readonly DescribedItem[], { request }: QueueInfo): string {
  if (items.length === 0) return 'Nothing there.';
  const rows = items.map((item) => [
    String(item.place),
    item.video,
    `${clockText(item.startSec, 1)}–${clockText(item.endSec, 1)}`,
    `${item.startFrame}–${item.endFrame - 1}`,
    item.label ?? '',
    [doubtText(item.doubt, request), item.kind ?? ''].join(' ').trim(),
    item.state,
    item.segmentId === null ? '' : item.segmentId.slice(0, 8),
  ]);
  return inColumns([['place', 'video', 'time', 'frames', 'class', 'doubt', 'state', ''], ...rows]).join('\n');
}

function queueCells({ id, annotator, request, items, decided, unsure, position }: QueueInfo): string[] {
  const progress = `${decided} of ${items} decided${unsure > 0 ? `, ${unsure} unsure` : ''}`;
  return [`queue ${id}`, annotator, requestText(request), progress, `at place ${position}`];
}

function requestText({
  measure,
  target,
  runId,
  against,
  videoIds,
  classIds,
  statuses,
  kinds,
  seed,
}: QueueRequest): string {
  const isDefault = statuses?.join() === 'unreviewed';
  return [
    `${target} by ${measure}`,
    ...(runId === undefined ? [] : [`of run ${runId}`]),
    ...(against ? [`against ${raterText(against)}`] : []),
    ...(measure === 'random' ? [`(seed ${seed})`] : []),
    ...(videoIds ? [`in ${videoIds.length} of the videos`] : []),
    ...(classIds ? [`of ${classIds.length} of the classes`] : []),
    ...(kinds ? [`of the kinds ${kinds.join(', ')}`] : []),
    ...(statuses && !isDefault ? [`that are ${statuses.join(' or ')}`] : []),
  ].join(' ');
}

function doubtText(doubt: number, { measure }: QueueRequest): string {
  return measure === 'boundary' ? `${doubt.toFixed(1)} frames` : doubt.toFixed(3);
}
