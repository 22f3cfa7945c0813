import type { PredictedSegment } from '../../shared/domain.ts';
import { type CellRange, type Cells, cellsFrom, cellsWithin, classCurve, type ScoredSpan, smoothed } from './curve.ts';
import { type ClassThresholds, type ThresholdSettings, thresholdsOf } from './thresholds.ts';

/** How scores become segments. All lengths are in frames. */
export interface SegmentSettings extends ThresholdSettings {
  /** Width of the moving average over a class's curve; 0 for none. */
  readonly smoothingFrames: number;
  /** Segments of one class with a gap of at most this become one. */
  readonly mergeGapFrames: number;
  /** What is shorter once merged is dropped. */
  readonly minLengthFrames: number;
}

/**
 * Overlapping window scores → a timeline, class by class: mean over the windows that cover a frame, moving
 * average, threshold with hysteresis, gaps merged, short ones dropped. Segments of one class never overlap or
 * touch closer than the gap; those of different classes may overlap. Uncovered frames belong to no segment but
 * may be bridged as a gap.
 *
 * @param spans windows in order of start and of end, each with one score for each label.
 * @returns by start, then by label's index. `score` is the mean of the curve (not smoothed) over the frames.
 */
export function segmentsFromScores(
  spans: readonly ScoredSpan[],
  labels: readonly string[],
  settings: SegmentSettings,
): PredictedSegment[] {
  const cells = cellsFrom(spans);
  const thresholds = labels.map((label) => thresholdsOf(settings, label));
  const active = activeWindows(spans, thresholds);
  const curve = new Float64Array(cells.count);
  const smooth = new Float64Array(cells.count);
  const found: PredictedSegment[] = [];
  for (const [index, label] of labels.entries()) {
    const runs: CellRange[] = [];
    for (const island of islandsOf(cells, spans, active[index]!, settings.smoothingFrames / 2)) {
      classCurve(cells, spans, index, curve, island.read);
      const line = smoothed(cells, curve, settings.smoothingFrames, smooth, island.cells);
      runs.push(...runsAbove(line, thresholds[index]!, island.cells));
    }
    for (const run of merged(cells, runs, settings.mergeGapFrames)) {
      const length = cells.bounds[run.to]! - cells.bounds[run.from]!;
      if (length < settings.minLengthFrames) continue;
      found.push(segmentFrom(cells, classCurve(cells, spans, index, curve, run), run, label));
    }
  }
  return found.sort((a, b) => a.startFrame - b.startFrame);
}

/**
 * For each class the windows at or above its leave threshold, in order; none where nothing reaches the enter
 * threshold. A mean never exceeds the greatest of what it is of, so the class can be present only near these: of
 * hundreds of classes, that is hardly anywhere.
 */
function activeWindows(spans: readonly ScoredSpan[], thresholds: readonly ClassThresholds[]): number[][] {
  const active: number[][] = thresholds.map(() => []);
  const isReached = thresholds.map(() => false);
  const leaves = Float64Array.from(thresholds, ({ leave }) => leave);
  for (const [i, { scores }] of spans.entries()) {
    for (let k = 0; k < leaves.length; k++) {
      // NaN compares false.
      if (!(scores[k]! >= leaves[k]!)) continue;
      active[k]!.push(i);
      if (scores[k]! >= thresholds[k]!.enter) isReached[k] = true;
    }
  }
  return active.map((windows, k) => (isReached[k]! ? windows : []));
}

/** Cells in which a class may be present, and those whose curve is read to smooth them. */
interface Island {
  readonly cells: CellRange;
  readonly read: CellRange;
}

/** @param active windows in order. @param reach frames that smoothing spreads a score to either side. */
function islandsOf(cells: Cells, spans: readonly ScoredSpan[], active: readonly number[], reach: number): Island[] {
  const islands: { from: number; to: number }[] = [];
  for (const i of active) {
    const { startFrame, endFrame } = spans[i]!;
    const range = cellsWithin(cells, startFrame - reach, endFrame + reach);
    const last = islands.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else islands.push({ ...range });
  }
  return islands.map((range) => ({
    cells: range,
    read: cellsWithin(cells, cells.bounds[range.from]! - reach, cells.bounds[range.to]! + reach),
  }));
}

/** Stretches of the range at or above the leave threshold that reach the enter threshold. */
function runsAbove(curve: Float64Array, { enter, leave }: ClassThresholds, range: CellRange): CellRange[] {
  const runs: CellRange[] = [];
  let cell = range.from;
  while (cell < range.to) {
    const from = cell;
    let isReached = false;
    // NaN, an uncovered cell, compares false and ends the run.
    while (cell < range.to && curve[cell]! >= leave) isReached = curve[cell++]! >= enter || isReached;
    if (isReached) runs.push({ from, to: cell });
    if (cell === from) cell++;
  }
  return runs;
}

function merged({ bounds }: Cells, runs: readonly CellRange[], gapFrames: number): CellRange[] {
  const result: CellRange[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last && bounds[run.from]! - bounds[last.to]! <= gapFrames) result[result.length - 1] = { ...last, to: run.to };
    else result.push(run);
  }
  return result;
}

function segmentFrom({ bounds }: Cells, curve: Float64Array, { from, to }: CellRange, label: string): PredictedSegment {
  let sum = 0;
  let frames = 0;
  for (let cell = from; cell < to; cell++) {
    const length = bounds[cell + 1]! - bounds[cell]!;
    if (Number.isNaN(curve[cell])) continue;
    sum += curve[cell]! * length;
    frames += length;
  }
  return { startFrame: bounds[from]!, endFrame: bounds[to]!, label, score: sum / frames };
}
