/** The scores of one window and the span of frames they speak of. */
export interface ScoredSpan {
  readonly startFrame: number;
  readonly endFrame: number;
  /** K values. */
  readonly scores: Float32Array;
}

/**
 * The video cut wherever a window starts or ends. Between two cuts the same windows cover every frame, so a
 * class's curve is constant there and need not be kept frame by frame: a video of six hours has as many cells
 * as two for each window.
 */
export interface Cells {
  /** Ascending; cell i is frames [bounds[i], bounds[i + 1]). */
  readonly bounds: readonly number[];
  /** Cell i is covered by the windows [first[i], end[i]); by none where they are equal. */
  readonly first: readonly number[];
  readonly end: readonly number[];
}

/** @param spans windows in order of their start; their ends must ascend too, as they do for equal lengths. */
export function cellsFrom(spans: readonly ScoredSpan[]): Cells {
  const bounds = [...new Set(spans.flatMap(({ startFrame, endFrame }) => [startFrame, endFrame]))].sort(
    (a, b) => a - b,
  );
  const first: number[] = [];
  const end: number[] = [];
  let from = 0;
  let to = 0;
  for (const bound of bounds.slice(0, -1)) {
    while (to < spans.length && spans[to]!.startFrame <= bound) to++;
    while (from < to && spans[from]!.endFrame <= bound) from++;
    first.push(from);
    end.push(to);
  }
  return { bounds, first, end };
}

/**
 * A class's score along time: in each cell, the mean over the windows that cover it.
 *
 * @returns one value a cell; NaN where no window looks.
 */
export function classCurve({ first, end }: Cells, spans: readonly ScoredSpan[], classIndex: number): Float64Array {
  return Float64Array.from(first, (from, cell) => {
    const to = end[cell]!;
    let sum = 0;
    for (let i = from; i < to; i++) sum += spans[i]!.scores[classIndex]!;
    return sum / (to - from);
  });
}

/**
 * Moving average: each cell takes the mean of the curve over `widthFrames` frames around the cell's centre.
 * Frames that no window covers don't count, and stay uncovered.
 *
 * @param widthFrames 0 leaves the curve as it is.
 */
export function smoothed({ bounds }: Cells, curve: Float64Array, widthFrames: number): Float64Array {
  if (widthFrames <= 0) return curve;
  const result = new Float64Array(curve.length);
  let nearest = 0;
  for (let cell = 0; cell < curve.length; cell++) {
    const centre = (bounds[cell]! + bounds[cell + 1]!) / 2;
    const from = centre - widthFrames / 2;
    const to = centre + widthFrames / 2;
    while (bounds[nearest + 1]! <= from) nearest++;
    let sum = 0;
    let weight = 0;
    for (let other = nearest; other < curve.length && bounds[other]! < to; other++) {
      const value = curve[other]!;
      if (Number.isNaN(value)) continue;
      const share = Math.min(to, bounds[other + 1]!) - Math.max(from, bounds[other]!);
      sum += value * share;
      weight += share;
    }
    result[cell] = Number.isNaN(curve[cell]) ? NaN : sum / weight;
  }
  return result;
}

/**
 * A curve as a row of columns, e.g. of a terminal.
 *
 * @param columns frames at the columns' edges, ascending; one more than there are columns.
 * @returns the curve's mean over each column; NaN where no window looks.
 */
export function sampledCurve({ bounds }: Cells, curve: Float64Array, columns: readonly number[]): Float64Array {
  const result = new Float64Array(Math.max(0, columns.length - 1));
  for (let column = 0; column < result.length; column++) {
    const from = columns[column]!;
    const to = Math.max(columns[column + 1]!, from + 1);
    let sum = 0;
    let weight = 0;
    for (let cell = cellAt(bounds, from); cell < curve.length && bounds[cell]! < to; cell++) {
      const share = Math.min(to, bounds[cell + 1]!) - Math.max(from, bounds[cell]!);
      if (Number.isNaN(curve[cell]) || share <= 0) continue;
      sum += curve[cell]! * share;
      weight += share;
    }
    result[column] = sum / weight;
  }
  return result;
}

/** The cell that holds a frame, or the first one for frames before it. */
function cellAt(bounds: readonly number[], frame: number): number {
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bounds[middle]! <= frame) low = middle;
    else high = middle - 1;
  }
  return low;
}
