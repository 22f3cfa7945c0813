import { expect, test } from 'vitest';
import type { RunId } from '../../../../src-main/shared/records.ts';
import { leastClear, queueRequest, statusesListed } from '../../../../src-renderer/lib/queue-request.ts';
import { agreedText, byKind, ORDER_WORDS, type QueueOrder } from '../../../../src-renderer/lib/queue-words.ts';
import type { ItemKind, QueueItem } from '../../../../src-main/shared/protocol/review-methods.ts';
import { queueRequestSchema } from '../../../../src-main/shared/protocol/review-methods.ts';

const ALL = { classIds: [], videoIds: [], statuses: null };
const wishes = {
  ...{ runId: 1 as RunId, otherId: 2 as RunId, windows: 1000, doubtfulMargin: 0.25 },
  ...{ filter: ALL, errorKind: null, isJudged: false },
};

test.each(Object.keys(ORDER_WORDS) as QueueOrder[])('the request for the order "%s" is one the core takes', (order) => {
  expect(queueRequestSchema.safeParse(queueRequest(order, wishes)).success).toBe(true);
});

test('the limit of doubt is one of margins, and the least clear windows are asked for without it', () => {
  const asked = queueRequest('margin', wishes)!;
  expect(asked.minDoubt).toBe(0.75);
  expect(leastClear(asked)).toEqual({ measure: 'margin', target: 'windows', runId: 1, seed: 1, limit: 20 });
});

test('two runs are compared where nobody has decided, or by kind where people have', () => {
  expect(queueRequest('models', wishes)).not.toHaveProperty('kinds');
  expect(queueRequest('models', { ...wishes, isJudged: true })?.kinds).toEqual(['fixed', 'broken', 'both-wrong']);
  expect(queueRequest('models', { ...wishes, otherId: null })).toBeNull();
});

test('a blind pass is of a few percent of the windows, and of twenty at least', () => {
  expect(queueRequest('blind', wishes)).toMatchObject({ measure: 'random', isBlind: true, limit: 30 });
  expect(queueRequest('blind', { ...wishes, windows: 40 })?.limit).toBe(20);
});

test('statuses are asked for only where a person has chosen some that the order has', () => {
  const rejected = { ...ALL, statuses: ['rejected' as const] };
  expect(queueRequest('boundary', wishes)).not.toHaveProperty('statuses');
  expect(queueRequest('boundary', { ...wishes, filter: rejected })?.statuses).toEqual(['rejected']);
  expect(statusesListed('errors', rejected)).toEqual(['accepted', 'corrected']);
  expect(statusesListed('margin', rejected)).toEqual([]);
});

test('items stand by kind, each kind by place, and those without one last', () => {
  const item = (place: number, kind: ItemKind | null) => ({ place, kind }) as QueueItem;
  const items = [item(0, null), item(1, 'broken'), item(2, 'fixed'), item(3, 'broken'), item(4, 'edge')];
  expect(byKind(items).map(({ place }) => place)).toEqual([4, 2, 1, 3, 0]);
});

test('agreement is told as counts and percent', () => {
  expect(agreedText({ agreed: 17, windows: 20 })).toBe('17 of 20 (85 %)');
  expect(agreedText({ agreed: 0, windows: 0 })).toBe('–');
});
