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
  /** How many there are. */
  readonly count: number;
  /** count + 1 frames, ascending; cell i is frames [bounds[i], bounds[i + 1]). Empty without windows. */
  readonly bounds: Float64Array;
  /** Cell i is covered by the windows [first[i], end[i]); by none where they are equal. */
  readonly first: Uint32Array;
  readonly end: Uint32Array;
}

/** Cells [from, to). */
export interface CellRange {
  readonly from: number;
  readonly to: number;
}

/** @param spans windows in order of their start; their ends must ascend too, as they do for equal lengths. */
export function cellsFrom(spans: readonly ScoredSpan[]): Cells {
  const bounds = boundsOf(spans);
  const count = Math.max(0, bounds.length - 1);
  const first = new Uint32Array(count);
  const end = new Uint32Array(count);
  let from = 0;
  let to = 0;
  for (let cell = 0; cell < count; cell++) {
    const bound = bounds[cell]!;
    while (to < spans.length && spans[to]!.startFrame <= bound) to++;
    while (from < to && spans[from]!.endFrame <= bound) from++;
    first[cell] = from;
    end[cell] = to;
  }
  return { count, bounds, first, end };
}

/** Starts and ends, each list ascending, as one list without repeats. */
function boundsOf(spans: readonly ScoredSpan[]): Float64Array {
  const bounds = new Float64Array(2 * spans.length);
  let count = 0;
  let start = 0;
  let end = 0;
  while (end < spans.length) {
    const frame = Math.min(spans[start]?.startFrame ?? Infinity, spans[end]!.endFrame);
    while (start < spans.length && spans[start]!.startFrame === frame) start++;
    while (end < spans.length && spans[end]!.endFrame === frame) end++;
    bounds[count++] = frame;
  }
  return bounds.slice(0, count);
}

/**
 * A class's score along time: in each cell, the mean over the windows that cover it.
 *
 * @param into where to write it, `cells.count` values; a new array unless given.
 * @param range the cells that are wanted; the others stay as they are.
 * @returns one value a cell; NaN where no window looks.
 */
export function classCurve(
  { count, first, end }: Cells,
  spans: readonly ScoredSpan[],
  classIndex: number,
  into = new Float64Array(count),
  range: CellRange = { from: 0, to: count },
): Float64Array {
  for (let cell = range.from; cell < range.to; cell++) {
    const from = first[cell]!;
    const to = end[cell]!;
    let sum = 0;
    for (let i = from; i < to; i++) sum += spans[i]!.scores[classIndex]!;
    into[cell] = sum / (to - from);
  }
  return into;
}

/**
 * Moving average: each cell takes the mean of the curve over `widthFrames` frames around the cell's centre.
 * Frames that no window covers don't count, and stay uncovered.
 *
 * @param widthFrames 0 leaves the curve as it is.
 * @param into where to write it, another array than the curve's; a new one unless given.
 * @param range the cells that are wanted; the others stay as they are, and of the curve `cellsWithin` half a width
 *   around them is read.
 */
export function smoothed(
  { count, bounds }: Cells,
  curve: Float64Array,
  widthFrames: number,
  into = new Float64Array(count),
  range: CellRange = { from: 0, to: count },
): Float64Array {
  if (widthFrames <= 0) return curve;
  let nearest = cellAt(bounds, bounds[range.from]! - widthFrames / 2);
  for (let cell = range.from; cell < range.to; cell++) {
    const centre = (bounds[cell]! + bounds[cell + 1]!) / 2;
    const from = centre - widthFrames / 2;
    const to = centre + widthFrames / 2;
    while (bounds[nearest + 1]! <= from) nearest++;
    let sum = 0;
    let weight = 0;
    for (let other = nearest; other < count && bounds[other]! < to; other++) {
      const value = curve[other]!;
      if (Number.isNaN(value)) continue;
      const share = Math.min(to, bounds[other + 1]!) - Math.max(from, bounds[other]!);
      sum += value * share;
      weight += share;
    }
    into[cell] = Number.isNaN(curve[cell]) ? NaN : sum / weight;
  }
  return into;
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

/** The cells that share a frame with [startFrame, endFrame), of which at least one does. */
export function cellsWithin({ bounds, count }: Cells, startFrame: number, endFrame: number): CellRange {
  return { from: cellAt(bounds, startFrame), to: Math.min(count, cellAt(bounds, endFrame - 1) + 1) };
}

/** The cell that holds a frame, or the first one for frames before it. */
function cellAt(bounds: Float64Array, frame: number): number {
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bounds[middle]! <= frame) low = middle;
    else high = middle - 1;
  }
  return low;
}
