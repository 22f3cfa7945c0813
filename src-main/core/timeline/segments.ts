import type { PredictedSegment } from '../../shared/domain.ts';
import { type Cells, cellsFrom, classCurve, type ScoredSpan, smoothed } from './curve.ts';
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
  const greatest = greatestScores(spans, labels.length);
  const curve = new Float64Array(cells.count);
  const smooth = new Float64Array(cells.count);
  const found: PredictedSegment[] = [];
  for (const [index, label] of labels.entries()) {
    const thresholds = thresholdsOf(settings, label);
    // A mean never exceeds the greatest: of hundreds of classes, most end here.
    if (!(greatest[index]! >= thresholds.enter)) continue;
    classCurve(cells, spans, index, curve);
    const runs = runsAbove(smoothed(cells, curve, settings.smoothingFrames, smooth), thresholds);
    for (const run of merged(cells, runs, settings.mergeGapFrames)) {
      const length = cells.bounds[run.to]! - cells.bounds[run.from]!;
      if (length >= settings.minLengthFrames) found.push(segmentFrom(cells, curve, run, label));
    }
  }
  return found.sort((a, b) => a.startFrame - b.startFrame);
}

/** Each class's greatest score; -Infinity without windows. */
function greatestScores(spans: readonly ScoredSpan[], classes: number): Float32Array {
  const greatest = new Float32Array(classes).fill(-Infinity);
  for (const { scores } of spans) {
    for (let k = 0; k < classes; k++) if (scores[k]! > greatest[k]!) greatest[k] = scores[k]!;
  }
  return greatest;
}

/** Cells [from, to). */
interface Run {
  readonly from: number;
  readonly to: number;
}

function runsAbove(curve: Float64Array, { enter, leave }: ClassThresholds): Run[] {
  const runs: Run[] = [];
  let cell = 0;
  while (cell < curve.length) {
    const from = cell;
    let isReached = false;
    // NaN, an uncovered cell, compares false and ends the run.
    while (cell < curve.length && curve[cell]! >= leave) isReached = curve[cell++]! >= enter || isReached;
    if (isReached) runs.push({ from, to: cell });
    if (cell === from) cell++;
  }
  return runs;
}

function merged({ bounds }: Cells, runs: readonly Run[], gapFrames: number): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last && bounds[run.from]! - bounds[last.to]! <= gapFrames) result[result.length - 1] = { ...last, to: run.to };
    else result.push(run);
  }
  return result;
}

function segmentFrom({ bounds }: Cells, curve: Float64Array, { from, to }: Run, label: string): PredictedSegment {
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
