import { expect, test } from 'vitest';
import { itemFacts } from '../../../../src-renderer/state/queue-words.ts';
import { film, ready, rear, reviewed, walk, type Reviewed } from './reviewed.ts';

const indices = ({ queue }: Pick<Reviewed, 'queue'>) => queue.listed.map(({ windowIndex }) => windowIndex);

test('what was decided is listed with what was said, until an item that waits is taken', async () => {
  const rooms = await reviewed();
  const { queue, walk: walking, decisions, settled } = rooms;
  await walking.show(queue.items[0]!);
  await ready(rooms, queue.items[1], queue.items[2]);
  decisions.accept();
  decisions.label(walk);
  await settled();
  expect(indices(rooms)).toEqual([1, 3]);
  queue.wantsDecided = true;
  expect([queue.showsDecided, indices(rooms)]).toEqual([true, [0, 1]]);
  const said = () => queue.listed.map((item) => itemFacts(rooms, item).said);
  expect(said()).toMatchObject([
    { classId: walk, verb: 'accepted' },
    { classId: walk, verb: 'created' },
  ]);

  await walking.show(queue.listed[0]!);
  expect([queue.current?.windowIndex, queue.showsDecided]).toEqual([0, true]);
  walking.step('next');
  expect([queue.current?.windowIndex, queue.showsDecided]).toEqual([3, false]);
  expect(indices(rooms)).toEqual([3]);

  // Opened another time, the project tells what was said.
  await queue.open();
  queue.wantsDecided = true;
  expect(said()).toEqual([
    { classId: walk, verb: 'accepted' },
    { classId: walk, verb: 'accepted' },
  ]);
});

test('a rejected window, and one in which a class was verified absent, say so', async () => {
  const rooms = await reviewed();
  const { queue, walk: walking, decisions, settled } = rooms;
  await walking.show(queue.items[0]!);
  await ready(rooms, queue.items[1], queue.items[2]);
  decisions.reject();
  decisions.reject();
  await settled();
  await queue.open();
  queue.wantsDecided = true;
  expect(queue.listed.map((item) => itemFacts(rooms, item).said)).toEqual([
    { classId: walk, verb: 'rejected' },
    { classId: rear, verb: 'verified absent' },
  ]);
});

test('where nothing was decided there is no such list', async () => {
  const { queue } = await reviewed();
  queue.wantsDecided = true;
  expect([queue.showsDecided, indices({ queue })]).toEqual([false, [0, 1, 3]]);
});

test('an item takes the lane of its class in hand, which in a blind pass would tell it', async () => {
  const { queue, walk: walking, decisions, selection, settled } = await reviewed();
  await walking.show(queue.items[1]!);
  expect(selection.laneClassId).toBe(rear);
  // What is said without going on is seen in its own lane.
  decisions.verifyAbsent(walk);
  await settled();
  expect(selection.laneClassId).toBe(walk);
  queue.order = 'blind';
  await queue.open();
  await walking.show(queue.items.find(({ windowIndex }) => windowIndex === 1)!);
  expect(selection.laneClassId).toBe(walk);
});

test('after a decision the lane in hand is that of the item which came up', async () => {
  const rooms = await reviewed();
  const { queue, walk: walking, decisions, selection, settled } = rooms;
  await walking.show(queue.items[0]!);
  await ready(rooms, queue.items[1]);
  decisions.accept();
  await settled();
  expect([queue.current?.windowIndex, selection.laneClassId]).toEqual([1, rear]);
});

test('neighbours may follow what was set right, until that is taken back', async () => {
  const { queue, walk: walking, decisions, nearest, annotations, settled } = await reviewed();
  await walking.show(queue.items[0]!);
  expect(nearest.canFix).toBe(false);
  decisions.label(rear);
  await settled();
  await expect.poll(() => nearest.plan?.segmentIds).toEqual(['last']);
  expect(nearest.canFix).toBe(true);
  await annotations.undo();
  await settled();
  expect([nearest.canFix, nearest.plan, nearest.alike]).toEqual([false, null, 0]);
});

test('of a label that may be wrong, what the run says there is told with its mean', async () => {
  const rooms = await reviewed();
  const { queue, details, annotations } = rooms;
  await annotations.apply({ kind: 'create', videoId: film, classId: rear, startFrame: 22, endFrame: 38 });
  queue.order = 'errors';
  await queue.open();
  const [item] = queue.items;
  expect(item).toMatchObject({ kind: 'class', startFrame: 22, runId: 1 });
  expect(itemFacts(rooms, item!).run).toBeNull();
  await details.readSaysOf(item!);
  // Windows 1, 2 and 3 share 8, 16 and 8 frames with it.
  expect(itemFacts(rooms, item!).run).toMatchObject({ name: walk, of: { id: walk } });
  expect(itemFacts(rooms, item!).run!.score).toBeCloseTo((8 * 0.3 + 16 * 0.95 + 8 * 0.44) / 32, 6);
});
