import { AppError } from '../../../shared/errors.ts';
import type { Events, Parsed } from '../../../shared/protocol.ts';
import type { QueueInfo, QueueItem, QueueRequest } from '../../../shared/protocol/review-methods.ts';
import type { QueueId } from '../../../shared/records.ts';
import { inOrderOfDoubt } from '../../review/order.ts';
import { transaction } from '../../store/database.ts';
import type { NewQueueItem, StoredQueue } from '../../store/review-store.ts';
import type { OpenProject } from '../project/open-project.ts';
import { errorCandidates } from './queue-errors.ts';
import { normalRequest } from './queue-request.ts';
import { segmentCandidates } from './queue-segments.ts';
import { windowCandidates } from './queue-windows.ts';

/**
 * The annotator's queue for a request: the one that is there, at its position, or a new one.
 *
 * @throws AppError 'request.invalid', 'run.unknown', 'video.unknown', 'class.unknown'.
 */
export async function openQueue(
  project: OpenProject,
  { annotator, request }: Parsed<'queue.open'>,
): Promise<QueueInfo> {
  const { review, db } = project.store;
  const wanted = normalRequest(request);
  const known = review.findQueue(annotator, wanted);
  if (known) return infoOf(project, known);
  const items = await drawItems(project, wanted);
  const queue = transaction(
    db,
    // Another caller may have drawn the same one meanwhile.
    () => review.findQueue(annotator, wanted) ?? review.addQueue(annotator, wanted, new Date().toISOString(), items),
  );
  return changed(project, queue.id);
}

/** 'queue.refresh': draws a queue anew, from today's scores and decisions, and goes back to its first item. */
export async function refreshQueue(project: OpenProject, { queueId: id }: Parsed<'queue.refresh'>): Promise<QueueInfo> {
  const items = await drawItems(project, queueOf(project, id).request);
  project.store.review.replaceItems(id, new Date().toISOString(), items);
  return changed(project, id);
}

export function listQueues(project: OpenProject, { annotator }: Parsed<'queue.list'>): QueueInfo[] {
  return project.store.review.queues(annotator).map((queue) => infoOf(project, queue));
}

/** @throws AppError 'queue.unknown'. */
export function queueItems(project: OpenProject, { queueId, from, count }: Parsed<'queue.items'>): QueueItem[] {
  queueOf(project, queueId);
  return project.store.review.items(queueId, from, count);
}

/** Moves to the nearest item that waits for a decision; null, and no move, at the end. */
export function stepQueue(project: OpenProject, { queueId, direction, from }: Parsed<'queue.step'>): QueueItem | null {
  const { review } = project.store;
  const { position } = queueOf(project, queueId);
  const item = review.nearestWaiting(queueId, from ?? position, direction);
  if (!item) return null;
  review.setPosition(queueId, item.place);
  project.events.emit('queue.changed', { queueId });
  return item;
}

/** Follows edits: who shows a queue with one of the edited segments or videos is told. @returns what ends it. */
export function followQueues({ store, events }: OpenProject): () => void {
  return events.on((event, payload) => {
    if (event !== 'annotations.changed') return;
    const { segment, video } = (payload as Events['annotations.changed']).diff;
    const segmentIds = new Set([...(segment?.added ?? []), ...(segment?.removed ?? [])].map(({ id }) => id));
    for (const { after } of segment?.updated ?? []) segmentIds.add(after.id);
    const videoIds = (video?.updated ?? []).map(({ after }) => after.id);
    for (const queueId of store.review.queuesWith([...segmentIds], videoIds)) {
      events.emit('queue.changed', { queueId });
    }
  });
}

/** @throws AppError 'queue.unknown'. */
export function queueOf({ store }: OpenProject, id: QueueId): StoredQueue {
  const queue = store.review.queue(id);
  if (queue) return queue;
  throw new AppError('queue.unknown', `The project has no queue ${id}. List the queues to see which there are.`);
}

/** Tells everyone that a queue changed. @returns it. */
export function changed(project: OpenProject, queueId: QueueId): QueueInfo {
  project.events.emit('queue.changed', { queueId });
  return infoOf(project, queueOf(project, queueId));
}

function infoOf({ store }: OpenProject, queue: StoredQueue): QueueInfo {
  return { ...queue, ...store.review.counts(queue.id) };
}

async function drawItems(project: OpenProject, request: QueueRequest): Promise<NewQueueItem[]> {
  const { videos: all, annotations } = project.store;
  for (const id of request.classIds ?? []) {
    if (annotations.labelClass(id)) continue;
    throw new AppError('class.unknown', `The project has no class with the id "${id}". List its classes.`);
  }
  const wanted = new Set(request.videoIds?.map((id) => all.get(id).id));
  const videos = all.list().filter(({ id }) => request.videoIds === undefined || wanted.has(id));
  const ofTarget = request.target === 'windows' ? windowCandidates : segmentCandidates;
  const draw = request.measure === 'errors' ? errorCandidates : ofTarget;
  const candidates = await draw(project, request, videos);
  const { minDoubt = -Infinity } = request;
  return inOrderOfDoubt(
    candidates.filter(({ doubt }) => doubt >= minDoubt),
    videos.map(({ id }) => id),
    request.limit,
  );
}
