import { AppError } from '../../../shared/errors.ts';
import type { Parsed } from '../../../shared/protocol.ts';
import type { MarkedQueue, QueueItem } from '../../../shared/protocol/review-methods.ts';
import type { EntryId } from '../../../shared/records.ts';
import { transaction } from '../../store/database.ts';
import type { StoredQueue } from '../../store/review-store.ts';
import type { OpenProject } from '../project/open-project.ts';
import { changed, queueOf } from './queue.ts';
import { addCoverage, takeBackDecided } from './review.ts';

/**
 * What a person says of an item of a queue. `decided` writes a window's span into the ledger, `open` takes that
 * back, `unsure` moves the item to the end, where it comes up again. A segment is decided by its status; only in a
 * queue of segments that have been decided already does `decided` mean that one was looked at again. The edit that
 * decided an item and its mark are one decision.
 *
 * @throws AppError 'queue.unknown'; 'request.invalid' for no such item, a mark that it can't have, or an edit that there
 *   is not.
 */
export function markItem(project: OpenProject, params: Parsed<'queue.mark'>): MarkedQueue {
  const { queueId, place, state, entryId } = params;
  const { review, db } = project.store;
  const queue = queueOf(project, queueId);
  const edit = entryId === undefined ? null : decidingEdit(project, entryId, state);
  const now = transaction(db, () => {
    const item = markable(project, queue, place, state);
    // A segment that decided its item by its status is not marked as well: undone, it is to be open again.
    if (item.state === 'decided' && state === 'decided') return place;
    if (item.state === 'decided') takeBack(project, queue, item);
    if (state === 'decided') decide(project, queue, item, edit);
    review.setMark(queueId, place, state);
    return state === 'unsure' ? review.moveToEnd(queueId, place) : place;
  });
  return { ...changed(project, queueId), place: now };
}

function markable({ store }: OpenProject, queue: StoredQueue, place: number, state: QueueItem['state']): QueueItem {
  const item = store.review.item(queue.id, place);
  const where = `Item ${place} of queue ${queue.id}`;
  const refuse = (why: string) => new AppError('request.invalid', `${where} ${why}`);
  if (!item) throw refuse('is not there. List its items to see which there are.');
  if (item.state === 'gone') throw refuse('is gone: its segment was deleted, or its video removed.');
  const segment = item.segmentId === null ? undefined : store.annotations.segment(item.segmentId);
  if (!segment) return item;
  if (state === 'decided' && segment.status === 'unreviewed') {
    throw refuse('is a segment nobody has reviewed. Accept, correct or reject it; the item is then decided by itself.');
  }
  if (state !== 'decided' && !queue.request.statuses?.includes(segment.status)) {
    throw refuse(`is decided, because its segment is ${segment.status}. Undo that, or make it unreviewed again.`);
  }
  return item;
}

function decidingEdit({ store }: OpenProject, entryId: number, state: QueueItem['state']): EntryId {
  const entry = store.annotations.journal.entry(entryId as EntryId);
  if (state === 'decided' && entry?.kind === 'edit') return entry.id;
  const why = state === 'decided' ? 'is no edit of the journal' : `can't be what made an item ${state}`;
  throw new AppError(
    'request.invalid',
    `Entry ${entryId} ${why}. Leave it out, or name the edit that decided the item.`,
  );
}

function decide(project: OpenProject, { annotator }: StoredQueue, item: QueueItem, entryId: EntryId | null): void {
  const { videoId, segmentId } = item;
  project.store.review.addDecision({ ...item, annotator, entryId, at: new Date().toISOString() });
  if (segmentId === null) addCoverage(project, { videoId, annotator, kind: 'decided', speed: 0 }, [item]);
}

function takeBack(project: OpenProject, { annotator }: StoredQueue, item: QueueItem): void {
  project.store.review.removeDecisions({ ...item, annotator });
  if (item.segmentId === null) takeBackDecided(project, { annotator, videoId: item.videoId }, item);
}
