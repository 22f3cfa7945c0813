import { expect, test } from 'vitest';
import { type ConfusedVideo, ConfusionCounter } from '../../../../src-main/core/review/confusion.ts';
import type { ClassId } from '../../../../src-main/shared/records.ts';

const [walk, run, rest] = ['walk', 'run', 'rest'] as ClassId[];
const ids = [walk!, run!, rest!];

const span = (classId: ClassId | undefined, startFrame: number, endFrame: number) => ({
  classId: classId!,
  startFrame,
  endFrame,
});

async function confusion(videos: readonly ConfusedVideo[], classIds = ids) {
  const counter = new ConfusionCounter();
  for (const video of videos) await counter.add(video, () => Promise.resolve());
  return counter.table(classIds);
}

const table = async (video: Partial<ConfusedVideo>) =>
  (await confusion([{ present: [], absent: [], predicted: [], ...video }])).counts;

test('agreement stands on the diagonal, a class against another in its cell, a miss under none', async () => {
  const counts = await table({
    present: [span(walk, 0, 100), span(run, 100, 150)],
    predicted: [span(walk, 10, 110), span(rest, 120, 130)],
  });
  expect(counts).toEqual([
    [90, 0, 0, 10],
    [10, 0, 10, 30],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});

test('frames of which nobody has said anything count nowhere', async () => {
  const counts = await table({ present: [span(walk, 50, 60)], predicted: [span(walk, 0, 200), span(run, 300, 400)] });
  expect(counts.flat().reduce((a, b) => a + b)).toBe(10);
  expect(counts[0]![0]).toBe(10);
});

test('verified absence: a prediction of that class is wrong, of another one unknown, and none is right', async () => {
  const counts = await table({
    absent: [span(walk, 0, 100)],
    predicted: [span(walk, 0, 10), span(run, 20, 30)],
  });
  expect(counts[3]).toEqual([10, 0, 0, 80]);
});

test('several classes at once: each that is left stands against each of the other side', async () => {
  const counts = await table({
    present: [span(walk, 0, 10), span(run, 0, 10)],
    predicted: [span(walk, 0, 10), span(rest, 0, 10)],
  });
  expect(counts[0]![0]).toBe(10);
  expect(counts[1]![2]).toBe(10);
  const extra = await table({ present: [span(walk, 0, 10)], predicted: [span(walk, 0, 10), span(rest, 0, 10)] });
  // Nobody has said that the rest is not there, too: that takes a verified absence.
  expect([extra[0]![0], extra[3]![2]]).toEqual([10, 0]);
  const absent = await table({
    present: [span(walk, 0, 10)],
    absent: [span(rest, 4, 10)],
    predicted: [span(walk, 0, 10), span(rest, 0, 10)],
  });
  expect([absent[0], absent[3]]).toEqual([
    [10, 0, 0, 0],
    [0, 0, 6, 0],
  ]);
});

test('overlapping segments of one class count once, and videos add up', async () => {
  const video = { present: [span(walk, 0, 10), span(walk, 5, 20)], absent: [], predicted: [span(walk, 0, 20)] };
  expect((await confusion([video, video])).counts[0]![0]).toBe(40);
  expect(await confusion([], [])).toEqual({ classIds: [], counts: [[0]], rowFrames: [0], frames: 0 });
});

test('a row has each of its frames once, and the whole each frame, however many classes the run says there', async () => {
  const { counts, rowFrames, frames } = await confusion([
    {
      present: [span(walk, 0, 100), span(run, 90, 100)],
      absent: [span(walk, 200, 230)],
      predicted: [span(rest, 0, 90), span(run, 50, 100), span(rest, 200, 210), span(walk, 205, 215)],
    },
  ]);
  expect(counts).toEqual([
    [0, 40, 90, 10],
    [0, 10, 0, 0],
    [0, 0, 0, 0],
    [10, 0, 0, 15],
  ]);
  expect([rowFrames, frames]).toEqual([[100, 10, 0, 25], 125]);
});
