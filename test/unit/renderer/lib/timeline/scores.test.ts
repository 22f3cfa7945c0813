import { describe, expect, test } from 'vitest';
import { evenAxis } from '../../../../../src-renderer/lib/timeline/axis.ts';
import { densityOf } from '../../../../../src-renderer/lib/timeline/density.ts';
import { changesOf, differences } from '../../../../../src-renderer/lib/timeline/model-spans.ts';
import { sampledCurve } from '../../../../../src-renderer/lib/timeline/ribbon-curve.ts';
import {
  ribbonLevel,
  RibbonTiles,
  tileFrames,
  tilesIn,
  topLevel,
  type Nodes,
} from '../../../../../src-renderer/lib/timeline/ribbon-tiles.ts';
import { smoothedNodes } from '../../../../../src-renderer/lib/timeline/smoothing.ts';
import { steadyRows, WindowTable } from '../../../../../src-renderer/lib/timeline/window-table.ts';

const view = (fromUnit: number, pxPerUnit: number, widthPx = 20) => ({
  axis: evenAxis(10_000),
  fromUnit,
  pxPerUnit,
  widthPx,
});

function nodesOf(centres: readonly number[], values: readonly number[], windowsPerNode = 1): Nodes {
  const mean = Float32Array.from(values);
  return { windowsPerNode, centres: Float64Array.from(centres), least: mean, mean, greatest: mean };
}

/** What the core answers for one label. */
function answer(label: string, centres: readonly number[], values: readonly (number | null)[]) {
  return { windowsPerNode: 1, centres, series: [{ label, least: values, mean: values, greatest: values }] };
}

describe('tiles of scores', () => {
  test('are of the level whose columns are one to two px wide, but have enough windows', () => {
    expect(ribbonLevel(1, 1)).toBe(0);
    expect(ribbonLevel(0.2, 1)).toBe(3);
    expect(2 ** ribbonLevel(0.2, 1) * 0.2).toBeGreaterThanOrEqual(1);
    // 16 frames between windows: 128 of them are 2048 frames.
    expect(tileFrames(ribbonLevel(10, 16))).toBe(2048);
    expect(tileFrames(topLevel(650_000))).toBeGreaterThanOrEqual(650_000);
    expect(tileFrames(topLevel(650_000) - 1)).toBeLessThan(650_000);
    expect(tilesIn(2, 1000, 2100)).toEqual([
      { level: 2, tile: 0 },
      { level: 2, tile: 1 },
      { level: 2, tile: 2 },
    ]);
  });

  test('a coarser one stands in until the finer is there', () => {
    const tiles = new RibbonTiles();
    tiles.put({ level: 2, tile: 0 }, answer('walk', [100, 400], [0.1, 0.4]));
    const range = { fromFrame: 0, toFrame: 512 };
    expect(tiles.pieces('walk', 0, range, 2)?.centres).toEqual(Float64Array.of(100, 400));
    tiles.put({ level: 0, tile: 1 }, answer('walk', [300, 500], [0.3, 0.5]));
    // The second tile is fine; of the coarse one what lies before it stays.
    expect([...tiles.pieces('walk', 0, range, 2)!.centres]).toEqual([100, 400, 500]);
    expect(tiles.pieces('talk', 0, range, 2)).toBeNull();
  });

  test('of a level beyond the whole video are the whole video’s', () => {
    const tiles = new RibbonTiles();
    tiles.put({ level: 3, tile: 0 }, answer('walk', [10], [0.5]));
    expect(tiles.pieces('walk', 6, { fromFrame: 0, toFrame: 1500 }, 3)?.centres).toEqual(Float64Array.of(10));
  });

  test('are asked for where windows were added, and looked at meanwhile', () => {
    const tiles = new RibbonTiles();
    const id = { level: 0, tile: 1 };
    expect(tiles.missing(id, ['walk', 'talk'])).toEqual(['walk', 'talk']);
    tiles.put(id, answer('walk', [300, 320], [0.3, null]));
    expect(tiles.missing(id, ['walk', 'talk'])).toEqual(['talk']);
    tiles.touch(0, 256);
    expect(tiles.missing(id, ['walk'])).toEqual([]);
    tiles.touch(255, 257);
    expect(tiles.missing(id, ['walk'])).toEqual(['walk']);
    expect(tiles.pieces('walk', 0, { fromFrame: 256, toFrame: 512 }, 0)?.mean[1]).toBeNaN();
  });
});

describe('a curve', () => {
  test('is straight between centres and holds to the ends of the outer windows', () => {
    const { greatest } = sampledCurve(view(0, 1), nodesOf([8, 16], [0, 1]), 8);
    expect([...greatest].map((value) => (Number.isNaN(value) ? null : Number(value.toFixed(2))))).toEqual([
      null,
      null,
      0,
      0,
      0,
      0.25,
      0.5,
      0.75,
      1,
      1,
      1,
    ]);
  });

  test('breaks at windows without scores', () => {
    const { mean } = sampledCurve(view(0, 1), nodesOf([2, 10, 18], [1, Number.NaN, 1]), 4);
    expect([...mean].map(Number.isNaN)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('loses no peak where many nodes share a step', () => {
    const centres = Array.from({ length: 200 }, (_, i) => i * 10);
    const nodes = nodesOf(
      centres,
      centres.map((_, i) => (i === 77 ? 1 : 0.1)),
    );
    const curve = sampledCurve(view(0, 0.01), nodes, 10);
    expect(Math.max(...curve.greatest.filter((value) => !Number.isNaN(value)))).toBe(1);
    expect(Math.min(...curve.least.filter((value) => !Number.isNaN(value)))).toBeCloseTo(0.1);
  });

  test('is smoothed by the mean of what lies within the width', () => {
    const nodes = nodesOf([0, 10, 20, 30], [0, 1, Number.NaN, 0]);
    expect(smoothedNodes(nodes, 0)).toBe(nodes);
    expect([...smoothedNodes(nodes, 20).mean]).toEqual([0.5, 0.5, Number.NaN, 0]);
    const coarse = nodesOf([0, 10], [0, 1], 4);
    expect(smoothedNodes(coarse, 20)).toBe(coarse);
  });
});

describe('a table of windows', () => {
  const window = (index: number, scores: Record<string, number>) => ({
    index,
    startFrame: index * 16,
    endFrame: index * 16 + 32,
    missing: [],
    top: Object.entries(scores).map(([label, score]) => ({ label, score })),
  });
  const table = new WindowTable(['walk', 'talk', 'stand']);
  table.add([window(0, { walk: 0.5, talk: 0.25 }), window(1, {}), window(2, { stand: 0.75, walk: 0.125 })]);

  test('keeps where they lie, the best and the margin', () => {
    expect([table.count, table.frontier]).toEqual([3, 64]);
    expect([table.best(0), table.bestScore(0), table.margin(0)]).toEqual([0, 0.5, 0.25]);
    expect([table.best(1), table.margin(1)]).toEqual([-1, 1]);
    expect(table.gaps).toEqual([{ startFrame: 16, endFrame: 48 }]);
  });

  test('knows of a label that is not among the best only what it does not exceed', () => {
    const many = new WindowTable(['a', 'b', 'c', 'd', 'e', 'f']);
    many.add([window(0, { a: 0.5, b: 0.25, c: 0.125, d: 0.0625, e: 0.03125 }), window(1, {})]);
    expect(many.scoreOf(0, 'b')).toEqual({ score: 0.25, isBound: false });
    expect(many.scoreOf(0, 'f')).toEqual({ score: 0.03125, isBound: true });
    expect(many.scoreOf(1, 'a')).toBeNull();
  });

  test('takes windows in order, each once, however many', () => {
    const long = new WindowTable(['walk']);
    long.add(Array.from({ length: 700 }, (_, i) => window(i, { walk: i / 1000 })));
    long.add([window(699, { walk: 1 }), window(701, { walk: 1 })]);
    expect(long.count).toBe(700);
    expect([long.start(699), long.bestScore(699)]).toEqual([699 * 16, Math.fround(0.699)]);
  });

  test('finds those of a range, and the one whose centre is nearest', () => {
    expect(table.overlapping(32, 33)).toEqual({ from: 1, to: 3 });
    expect(table.overlapping(64, 90)).toEqual({ from: 3, to: 3 });
    expect([0, 23, 25, 40, 999].map((frame) => table.nearest(frame))).toEqual([0, 0, 1, 1, 2]);
    expect(new WindowTable([]).nearest(3)).toBeNull();
  });

  test('names the highest labels', () => {
    expect(table.highest(0, 3, 2)).toEqual(['stand', 'walk']);
    expect(table.highest(0, 1, 9)).toEqual(['walk', 'talk']);
  });

  test('names the two between which a window is decided before the highest of others', () => {
    expect(table.telling(null, { from: 0, to: 3 }, 2)).toEqual(['stand', 'walk']);
    expect(table.telling(0, { from: 0, to: 3 }, 3)).toEqual(['walk', 'talk', 'stand']);
    expect(table.telling(0, { from: 0, to: 3 }, 2)).toEqual(['walk', 'talk']);
    expect(table.telling(99, { from: 0, to: 1 }, 1)).toEqual(['walk']);
  });

  test('rows stay where they are while their label is among the highest', () => {
    expect(steadyRows([], ['a', 'b'])).toEqual(['a', 'b']);
    expect(steadyRows(['a', 'b', 'c'], ['d', 'c', 'a'])).toEqual(['a', 'd', 'c']);
    expect(steadyRows(['a', 'b', 'c'], ['c', 'a'])).toEqual(['a', 'c']);
  });
});

describe('what models say', () => {
  const said = (label: string, startFrame: number, endFrame: number) => ({ label, startFrame, endFrame, score: 1 });

  test('differs where other labels are named', () => {
    const a = [said('walk', 0, 50), said('stand', 50, 100)];
    const b = [said('walk', 0, 40), said('stand', 40, 90), said('talk', 60, 70)];
    expect(differences(a, b)).toEqual([
      { startFrame: 40, endFrame: 50 },
      { startFrame: 60, endFrame: 70 },
      { startFrame: 90, endFrame: 100 },
    ]);
    expect(differences(a, a)).toEqual([]);
    expect(changesOf(b)).toEqual([0, 40, 60, 70, 90]);
  });

  test('narrow spans are summed up by column', () => {
    const columns = densityOf(view(0, 0.3), [
      { startFrame: 0, endFrame: 5 },
      { startFrame: 5, endFrame: 10 },
      { startFrame: 20, endFrame: 21 },
    ]);
    expect(columns.get(0)).toBeCloseTo(1);
    expect([...columns.keys()]).toEqual([0, 2]);
    expect(columns.get(2)).toBeCloseTo(0.1);
  });
});
