import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../../../../src-main/core/base/float16.ts';
import type { NewWindow } from '../../../../src-main/core/store/score-store.ts';
import type { RunVideoId } from '../../../../src-main/core/store/run-store.ts';
import type { ProjectStore } from '../../../../src-main/core/store/project-store.ts';
import { coverOf, type NodeScores } from '../../../../src-main/core/store/tile-store.ts';
import { levelsOf } from '../../../../src-main/core/store/tile-writer.ts';
import { projectWithRun } from '../../../support/stored-run.ts';

const CLASSES = 3;

/** Windows of 32 frames every 16th; every seventh lies in a hole. */
function drawnWindow(index: number, classes = CLASSES): NewWindow {
  const span = { startFrame: index * 16, endFrame: index * 16 + 32 };
  if (index % 7 === 3) {
    return { index, ...span, missing: [index * 16], scores: null, embedding: null, attention: null };
  }
  const scores = Float32Array.from({ length: classes }, (_, k) => Math.abs(Math.sin(index * 12.9898 + k * 78.233)));
  return {
    index,
    ...span,
    missing: index % 5 === 0 ? [index * 16 + 4] : [],
    scores,
    embedding: Float32Array.of(index, -1.5),
    attention: Uint8Array.of(1, index % 256),
  };
}

const drawn = (count: number, classes = CLASSES) => Array.from({ length: count }, (_, i) => drawnWindow(i, classes));
const rounded = (values: Float32Array) => fromFloat16(toFloat16(values));

function tilesOf(store: ProjectStore): unknown[] {
  return [
    ...store.db.prepare('SELECT level, tile, spans FROM score_tile ORDER BY level, tile').all(),
    ...store.db.prepare('SELECT level, part, tile, scores FROM score_tile_part ORDER BY level, part, tile').all(),
  ];
}

describe('windows', () => {
  test('come back as they were stored: the top exact, all classes as halves', () => {
    const { store, run, runVideo } = projectWithRun(8);
    const windows = drawn(12, 8);
    store.scores.append(runVideo.id, windows);
    const stored = store.scores.windows(runVideo.id);
    const scored = [...store.scores.scored(runVideo.id)];
    for (const [i, { index, startFrame, endFrame, missing, scores, embedding, attention }] of windows.entries()) {
      expect(stored[i]).toMatchObject({ index, startFrame, endFrame, missing });
      expect(scored[i]).toEqual({ index, startFrame, endFrame, scores: scores && rounded(scores) });
      expect(store.scores.embedding(runVideo.id, index)).toEqual(embedding);
      expect(store.scores.attention(runVideo.id, index)).toEqual(attention);
      const best = [...(scores ?? [])].map((score, classIndex) => ({ classIndex, score }));
      expect(stored[i]!.top).toEqual(best.sort((a, b) => b.score - a.score).slice(0, 5));
    }
    expect(store.scores.windows(runVideo.id, { from: 3, to: 5 })).toEqual(stored.slice(3, 5));
    expect(store.runs.runVideo(run.id, runVideo.videoId)).toMatchObject({ doneWindows: 10, skippedWindows: 2 });
  });

  test('of equal scores the lower class comes first, and fewer than five classes are all kept', () => {
    const { store, runVideo } = projectWithRun(3);
    store.scores.append(runVideo.id, [{ ...drawnWindow(0), scores: Float32Array.of(0.25, 0.5, 0.5) }]);
    expect(store.scores.windows(runVideo.id)[0]!.top.map(({ classIndex }) => classIndex)).toEqual([1, 2, 0]);
  });

  test('a batch is stored whole or not at all', () => {
    const { store, run, runVideo } = projectWithRun(CLASSES);
    store.scores.append(runVideo.id, drawn(3));
    const tiles = tilesOf(store);
    expect(() => store.scores.append(runVideo.id, [drawnWindow(4), drawnWindow(2)])).toThrow();
    expect(() => store.scores.append(runVideo.id, [drawnWindow(4), drawnWindow(5, 2)])).toThrow(
      expect.objectContaining({
        code: 'tensor.shape',
        message: expect.stringContaining('Window 5 has 2 scores') as string,
      }),
    );
    expect(store.scores.windows(runVideo.id)).toHaveLength(3);
    expect(store.runs.runVideo(run.id, runVideo.videoId)).toMatchObject({ doneWindows: 3, skippedWindows: 0 });
    expect(tilesOf(store)).toEqual(tiles);
  });

  test('the first missing one is where a run goes on', () => {
    const { store, runVideo } = projectWithRun(CLASSES);
    expect(store.scores.nextIndex(runVideo.id)).toBe(0);
    store.scores.append(runVideo.id, [drawnWindow(0), drawnWindow(1), drawnWindow(4)]);
    expect(store.scores.nextIndex(runVideo.id)).toBe(2);
    expect(store.scores.missingIndices(runVideo.id, 6)).toEqual([2, 3, 5]);
    store.scores.append(runVideo.id, [drawnWindow(2), drawnWindow(3)]);
    expect(store.scores.nextIndex(runVideo.id)).toBe(5);
    expect(store.scores.missingIndices(runVideo.id, 5)).toEqual([]);
  });

  test('removed, nothing of them is left', () => {
    const { store, run, runVideo } = projectWithRun(CLASSES);
    store.scores.append(runVideo.id, drawn(70));
    store.scores.removeWindows(runVideo.id);
    expect(store.runs.runVideo(run.id, runVideo.videoId)).toEqual(runVideo);
    for (const table of ['window', 'window_embedding', 'window_attention', 'score_tile', 'score_tile_part']) {
      expect(store.db.prepare(`SELECT * FROM ${table}`).all()).toEqual([]);
    }
  });

  test('are found by the frames they share', () => {
    const { store, runVideo } = projectWithRun(CLASSES);
    const windows = drawn(40);
    store.scores.append(runVideo.id, windows);
    fc.assert(
      fc.property(fc.nat(800), fc.integer({ min: 1, max: 300 }), (startFrame, length) => {
        const endFrame = startFrame + length;
        const sharing = windows.filter((window) => window.startFrame < endFrame && window.endFrame > startFrame);
        const { from, to } = store.scores.range(runVideo.id, { startFrame, endFrame });
        expect(windows.slice(from, to)).toEqual(sharing);
      }),
    );
  });
});

describe('tiles', () => {
  test('are the same bytes whatever the batches and their order', () => {
    const count = 150;
    const { store, runVideo } = projectWithRun(CLASSES);
    store.scores.append(runVideo.id, drawn(count));
    const wanted = tilesOf(store);
    const batches = fc
      .shuffledSubarray(drawn(count), { minLength: count, maxLength: count })
      .chain((windows) => fc.tuple(fc.constant(windows), fc.integer({ min: 5, max: 60 }), fc.boolean()));
    fc.assert(
      fc.property(batches, ([windows, size, inOrder]) => {
        store.scores.removeWindows(runVideo.id);
        const ordered = inOrder ? drawn(count) : windows;
        for (let i = 0; i < count; i += size) store.scores.append(runVideo.id, ordered.slice(i, i + size));
        expect(tilesOf(store)).toEqual(wanted);
      }),
      { numRuns: 10 },
    );
  });

  test('hold least, mean and greatest of the windows of each node', () => {
    const count = 300;
    const { store, runVideo } = projectWithRun(CLASSES);
    const windows = drawn(count);
    store.scores.append(runVideo.id, windows);
    for (let level = 0; level < levelsOf(count); level++) {
      const size = 4 ** level;
      const nodes = Math.ceil(count / size);
      const got = store.scores.tiles.nodes(runVideo.id, level, { from: 0, to: nodes }, [2, 0]);
      expect(got.starts).toHaveLength(nodes);
      for (let node = 0; node < nodes; node++) {
        const inside = windows.slice(node * size, (node + 1) * size);
        expect([got.starts[node], got.ends[node]]).toEqual([inside[0]!.startFrame, inside.at(-1)!.endFrame]);
        expectNode(
          got.series[0]!,
          node,
          inside.map(({ scores }) => scores && rounded(scores)[2]!),
        );
        expectNode(
          got.series[1]!,
          node,
          inside.map(({ scores }) => scores && rounded(scores)[0]!),
        );
      }
    }
  });

  test('part the classes, and give any of them in the order asked for', () => {
    const classes = 47;
    const { store, runVideo } = projectWithRun(classes);
    const windows = drawn(70, classes);
    store.scores.append(runVideo.id, windows);
    const wanted = [46, 0, 19, 20, 40, 39, 0];
    const { series } = store.scores.tiles.nodes(runVideo.id, 0, { from: 62, to: 66 }, wanted);
    for (const [i, k] of wanted.entries()) {
      const scores = windows.slice(62, 66).map(({ scores }) => (scores ? rounded(scores)[k]! : NaN));
      expect([...series[i]!.mean]).toEqual(scores);
    }
    const greatest = store.scores.tiles.greatest(runVideo.id, 0, { from: 0, to: 70 }, classes);
    for (const k of wanted) {
      expect(greatest[k]).toBe(Math.max(...windows.flatMap(({ scores }) => (scores ? [rounded(scores)[k]!] : []))));
    }
  });

  test('leave out nodes that no window is stored of', () => {
    const { store, runVideo } = projectWithRun(CLASSES);
    store.scores.append(runVideo.id, [drawnWindow(1), drawnWindow(40), drawnWindow(65)]);
    const { tiles } = store.scores;
    expect(tiles.nodes(runVideo.id, 0, { from: 0, to: 66 }, []).starts).toEqual([16, 640, 1040]);
    expect(tiles.nodes(runVideo.id, 1, { from: 0, to: 17 }, []).starts).toEqual([16, 640, 1040]);
    expect(tiles.nodes(runVideo.id, 3, { from: 0, to: 2 }, []).ends).toEqual([672, 1072]);
  });

  test('find the greatest score of each class over any nodes', () => {
    const { store, runVideo } = projectWithRun(CLASSES);
    const windows = drawn(600);
    store.scores.append(runVideo.id, windows);
    const ranges = fc.tuple(fc.nat(3), fc.nat(599), fc.integer({ min: 1, max: 600 }));
    fc.assert(
      fc.property(ranges, ([level, first, length]) => {
        const size = 4 ** level;
        const range = { from: Math.floor(first / size), to: Math.ceil(Math.min(600, first + length) / size) };
        const inside = windows.slice(range.from * size, range.to * size);
        const scores = inside.flatMap(({ scores }) => (scores ? [rounded(scores)] : []));
        const wanted = Array.from({ length: CLASSES }, (_, k) =>
          scores.length === 0 ? NaN : Math.max(...scores.map((values) => values[k]!)),
        );
        expect([...store.scores.tiles.greatest(runVideo.id, level, range, CLASSES)]).toEqual(wanted);
      }),
    );
  });

  test('a cover is exactly the windows, in few nodes', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(20_000), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const cover = coverOf(0, { from, to });
        const spans = cover.map(({ level, from, to }) => [from * 4 ** level, to * 4 ** level] as const);
        spans.sort(([x], [y]) => x - y);
        expect(spans.reduce((at, [start, end]) => (start === at ? end : NaN), from)).toBe(to);
        expect(cover.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThanOrEqual(256 + 6 * 8);
      }),
    );
  });
});

/** @param scores one a window, null without. */
function expectNode(series: NodeScores, node: number, scores: readonly (number | null)[]): void {
  const there = scores.filter((score) => score !== null);
  if (there.length === 0) {
    expect([series.least[node], series.mean[node], series.greatest[node]]).toEqual([NaN, NaN, NaN]);
    return;
  }
  expect(series.least[node]).toBe(Math.min(...there));
  expect(series.greatest[node]).toBe(Math.max(...there));
  // Each level rounds the means of the one below to float16.
  const mean = there.reduce((sum, score) => sum + score, 0) / there.length;
  expect(Math.abs(series.mean[node]! - mean)).toBeLessThanOrEqual(5 * 2 ** -11 * Math.max(...there));
}

test('windows of two runs are kept apart', () => {
  const { store, run, runVideo } = projectWithRun(CLASSES);
  const other = store.runs.addRun({ ...run, settingsKey: 'other' });
  const second = store.runs.addRunVideo({ ...runVideo, runId: other.id });
  store.scores.append(runVideo.id, drawn(5));
  store.scores.append(second.id, drawn(2));
  store.scores.removeWindows(runVideo.id);
  expect(store.scores.nextIndex(second.id)).toBe(2);
  expect(store.scores.nextIndex(99 as RunVideoId)).toBe(0);
});
