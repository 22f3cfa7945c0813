import { expect, test } from 'vitest';
import type { QueueItem } from '../../../../src-main/shared/protocol/review-methods.ts';
import type { JobInfo } from '../../../../src-main/shared/protocol/run-methods.ts';
import type { ClassId, VideoId } from '../../../../src-main/shared/records.ts';
import { film, first, ready, rear, reviewed, walk, type Reviewed } from './reviewed.ts';

test('the queue holds what is below the limit, the most doubtful first', async () => {
  const { queue, settings } = await reviewed();
  expect(indices(queue.items)).toEqual([0, 1, 3]);
  settings.value = { ...settings.value, doubtfulMargin: 0.06 };
  await queue.open();
  expect(indices(queue.items)).toEqual([0, 1]);
});

test('a queue stays while a video without a run is in hand', async () => {
  const { queue, library, runs } = await reviewed();
  const { request } = queue;
  library.open('not analyzed' as VideoId);
  expect(runs.shown).toBeNull();
  expect(queue.request).toEqual(request);
  await queue.open();
  expect(indices(queue.items)).toEqual([0, 1, 3]);
});

test('when an analysis ends without a doubtful window, the least clear ones are listed at once', async () => {
  const { queue, settings, runs, told } = await reviewed();
  settings.value = { ...settings.value, doubtfulMargin: 0.001 };
  const job = { id: 'job', runId: runs.shown!.id, state: 'running', videoId: film } as JobInfo;
  runs.jobs = [job];
  await queue.open();
  expect(queue.items).toEqual([]);
  told({ job: { ...job, state: 'done' } });
  await expect.poll(() => queue.request?.minDoubt, { timeout: 3000 }).toBeUndefined();
  await queue.open();
  expect(indices(queue.items)).toEqual([0, 1, 3, 2]);
  expect(queue.isLeastClear).toBe(true);
});

test('the clips of the next two items are read ahead: before the first is in hand, and with each', async () => {
  const { queue, walk: walking, ahead } = await reviewed();
  await walking.prepare();
  // The frame that the stage will show comes first.
  const firstFrames = (at: number) => ahead.at(at)!.map(({ frames }) => frames[0]);
  expect(ahead).toHaveLength(1);
  expect(firstFrames(0)).toEqual([8, 18]);
  await walking.show(queue.items[0]!);
  await expect.poll(() => ahead.length).toBe(2);
  expect(firstFrames(1)).toEqual([18, 38]);
  await walking.prepare();
  expect(ahead).toHaveLength(2);
});

test('a decision is one edit, marks the window, and the next one is on screen at once', async () => {
  const { queue, walk: walking, decisions, window, player, annotations, settled, details, host } = await reviewed();
  await walking.show(queue.items[0]!);
  expect([window.current?.index, player.frame]).toEqual([0, 8]);
  await ready({ details }, queue.items[1]);

  decisions.accept();
  expect(queue.current?.windowIndex).toBe(1);
  expect(window.current?.index).toBe(1);
  expect(queue.justDecided).toMatchObject({ windowIndex: 0, state: 'decided' });
  await settled();
  expect(annotations.segment(first)).toMatchObject({ status: 'accepted', annotator: 'annotator 1' });
  expect(states(await stored({ host, queue }))).toEqual(['decided', 'open', 'open']);
  expect(annotations.undoTitle).toBe('Accept walk');
});

test('keys pressed in a row each decide what was on screen, none the item after', async () => {
  const { queue, walk: walking, decisions, annotations, settled, details, host } = await reviewed();
  await walking.show(queue.items[0]!);
  await ready({ details }, queue.items[1], queue.items[2]);
  decisions.accept();
  decisions.label(walk);
  decisions.reject();
  await settled();
  expect(states(await stored({ host, queue }))).toEqual(['decided', 'decided', 'decided']);
  const said = annotations.segmentsOf(film).map(({ classId, status, startFrame }) => [classId, status, startFrame]);
  // The first is drawn out over window 1, and the proposal after it makes room; that is then rejected.
  expect(said).toEqual([
    [walk, 'corrected', 0],
    [walk, 'rejected', 30],
  ]);
});

test('in a blind pass a label is over the window alone, whatever is proposed there, and says so in frames', async () => {
  const { queue, walk: walking, decisions, annotations, settled, toasts } = await reviewed();
  queue.order = 'blind';
  await queue.open();
  const item = queue.items.find(({ windowIndex }) => windowIndex === 0)!;
  await walking.show(item);
  decisions.label(rear);
  await settled();
  expect(toasts.current?.text).toBe('Labelled rear, frames 0 – 20.');
  expect(queue.justDecided).toMatchObject({ windowIndex: 0, said: { classId: rear } });
  expect(annotations.segmentsOf(film).map(({ classId, endFrame, status }) => [classId, endFrame, status])).toEqual([
    [walk, 12, 'unreviewed'],
    [rear, 20, 'accepted'],
    [walk, 48, 'unreviewed'],
  ]);
});

test('while the next item can’t be shown, a second key is still about the one on screen', async () => {
  const { queue, walk: walking, decisions, annotations, settled, host } = await reviewed();
  await walking.show(queue.items[0]!);
  // The next window is being read: nothing else can be on screen yet.
  decisions.accept();
  expect(queue.current?.windowIndex).toBe(0);
  decisions.label(rear);
  await settled();
  expect(annotations.segmentsOf(film).map(({ classId, startFrame, status }) => [classId, startFrame, status])).toEqual([
    [walk, 0, 'accepted'],
    [rear, 0, 'accepted'],
    [walk, 28, 'unreviewed'],
  ]);
  expect(states(await stored({ host, queue }))).toEqual(['decided', 'open', 'open']);
  expect(queue.current?.windowIndex).toBe(1);
});

test('a key that comes before the next item’s picture decides nothing, and says so', async () => {
  const { queue, walk: walking, decisions, player, toasts, annotations, settled, details, host } = await reviewed();
  await walking.show(queue.items[0]!);
  await ready({ details }, queue.items[1]);
  player.drawn = { videoId: film, frame: queue.items[0]!.startFrame, kind: 'exact' };
  decisions.accept();
  expect(queue.current?.windowIndex).toBe(1);
  decisions.label(rear);
  expect(toasts.current?.text).toMatch(/still on its way/);
  await settled();
  expect(annotations.segmentsOf(film).map(({ classId }) => classId)).toEqual([walk, walk]);
  expect(states(await stored({ host, queue }))).toEqual(['decided', 'open', 'open']);

  player.drawn = { videoId: film, frame: player.frame, kind: 'exact' };
  decisions.label(rear);
  await settled();
  expect(states(await stored({ host, queue }))).toEqual(['decided', 'decided', 'open']);
});

test('undo takes a decision back, opens its item again and returns to it; redo repeats it', async () => {
  const { queue, walk: walking, decisions, annotations, settled, details, host } = await reviewed();
  await walking.show(queue.items[0]!);
  await ready({ details }, queue.items[1]);
  decisions.accept();
  await settled();
  expect(await annotations.undo()).toBe('Undo Accept walk');
  await settled();
  expect(queue.current).toMatchObject({ windowIndex: 0, state: 'open' });
  expect(states(await stored({ host, queue }))).toEqual(['open', 'open', 'open']);
  expect(annotations.segment(first)?.status).toBe('unreviewed');

  expect(await annotations.redo()).toBe('Redo Accept walk');
  await settled();
  expect(states(await stored({ host, queue }))).toEqual(['decided', 'open', 'open']);
});

test('an item that is put off goes to the end and comes up again; undo brings it back', async () => {
  const { queue, walk: walking, decisions, annotations, settled, details, host } = await reviewed();
  await walking.show(queue.items[0]!);
  await ready({ details }, queue.items[1]);
  decisions.unsure();
  await settled();
  expect(queue.current?.windowIndex).toBe(1);
  expect(indices(await stored({ host, queue }))).toEqual([1, 3, 0]);
  expect(annotations.undoTitle).toMatch(/^Put off walk \.41, then rear \.39/);
  await annotations.undo();
  await settled();
  expect(queue.current).toMatchObject({ windowIndex: 0, state: 'open' });
});

test('what was put off is decided when it comes up again, however soon', async () => {
  const { queue, walk: walking, decisions, toasts, settled, details, host } = await reviewed();
  await walking.show(queue.items[0]!);
  await ready({ details }, ...queue.items);
  decisions.unsure();
  decisions.accept();
  decisions.accept();
  expect(queue.current?.windowIndex).toBe(0);
  decisions.accept();
  await settled();
  expect(toasts.current?.isFailure).toBe(false);
  expect(states(await stored({ host, queue }))).toEqual(['decided', 'decided', 'decided']);
});

test('what the project says already is confirmed without an edit, and undone all the same', async () => {
  const { queue, walk: walking, decisions, annotations, host, settled, details } = await reviewed();
  const status = 'accepted';
  await annotations.apply({ kind: 'setStatus', segmentIds: [first], status });
  await walking.show(queue.items[0]!);
  await ready({ details }, queue.items[1]);
  const entries = (await host.call('edits.history', {})).length;
  decisions.accept();
  await settled();
  expect((await host.call('edits.history', {})).length).toBe(entries);
  expect(states(await stored({ host, queue }))[0]).toBe('decided');
  await annotations.undo();
  await settled();
  expect(states(await stored({ host, queue }))[0]).toBe('open');
  expect(annotations.segment(first)?.status).toBe('accepted');
});

test('a refused decision is told, and its item comes back open', async () => {
  const { queue, walk: walking, decisions, toasts, host, settled, details } = await reviewed();
  await walking.show(queue.items[1]!);
  await ready({ details }, queue.items[1]);
  decisions.label('nothing' as ClassId);
  await settled();
  expect(toasts.current).toMatchObject({ isFailure: true });
  expect(queue.current?.windowIndex).toBe(1);
  expect(states(await stored({ host, queue }))).toEqual(['open', 'open', 'open']);
  expect((await host.call('stats.get', {})).total.accepted).toBe(0);
});

test('a label given away from the item decides nothing in the queue', async () => {
  const { queue, walk: walking, decisions, window, settled, host } = await reviewed();
  await walking.show(queue.items[0]!);
  await window.pick(2);
  decisions.label(rear);
  await settled();
  expect(states(await stored({ host, queue }))).toEqual(['open', 'open', 'open']);
  expect(queue.current?.windowIndex).toBe(0);
});

test('a decision is about its own item when the queue is drawn anew meanwhile', async () => {
  const { queue, walk: walking, decisions, settled, host } = await reviewed();
  queue.order = 'boundary';
  queue.toggleStatus('accepted');
  await queue.open();
  expect(queue.items.map(({ segmentId }) => segmentId)).toEqual(['first', 'last']);
  await walking.show(queue.items[1]!);
  // The first is no longer listed: the places after it change with the next drawing.
  await host.call('edits.apply', {
    annotator: 'Ann',
    edit: { kind: 'setStatus', segmentIds: [first], status: 'rejected' },
  });
  const drawn = queue.redraw();
  decisions.accept();
  await drawn;
  await settled();
  const items = await stored({ host, queue });
  expect(items.map(({ segmentId, state }) => [segmentId, state])).toEqual([['last', 'decided']]);
});

/** As the core keeps them. */
function stored({ host, queue }: Pick<Reviewed, 'host' | 'queue'>): Promise<QueueItem[]> {
  return host.call('queue.items', { queueId: queue.info!.id });
}

function indices(items: readonly QueueItem[]): (number | null)[] {
  return items.map(({ windowIndex }) => windowIndex);
}

function states(items: readonly QueueItem[]): string[] {
  return items.map(({ state }) => state);
}
