/** Maps of a clip: what the model did with each of its frames. */
export interface ClipMap {
  /** Row-major: frames × rows × columns. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** The clip's frames, in the order of `values`. */
  readonly frames: readonly number[];
}

/** The sampled frame whose map a frame is shown with. */
export interface MapPlace {
  /** Place in the clip. */
  readonly place: number;
  /** The frame that was sampled there. */
  readonly frame: number;
  /** Whether it is the frame itself. */
  readonly isExact: boolean;
}

/** The sampled frame nearest to a frame, of two the earlier; null outside the window, where there is none. */
export function mapPlace(
  frames: readonly number[],
  frame: number,
  window: { readonly startFrame: number; readonly endFrame: number },
): MapPlace | null {
  if (frame < window.startFrame || frame >= window.endFrame || frames.length === 0) return null;
  let place = 0;
  frames.forEach((sampled, i) => {
    if (Math.abs(sampled - frame) < Math.abs(frames[place]! - frame)) place = i;
  });
  return { place, frame: frames[place]!, isExact: frames[place] === frame };
}

/** One frame's part of a clip's maps: rows × columns. */
export function valuesAt({ values, rows, columns }: ClipMap, place: number): Float32Array {
  return values.subarray(place * rows * columns, (place + 1) * rows * columns);
}

/** The greatest magnitude: what the colour bar ends at. 0 for a map of zeros. */
export function greatestMagnitude(values: Float32Array): number {
  let greatest = 0;
  for (const value of values) greatest = Math.max(greatest, Math.abs(value));
  return greatest;
}

/** Column and row of the strongest patch. */
export function strongestPatch(values: Float32Array, columns: number): { readonly x: number; readonly y: number } {
  let best = 0;
  values.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(values[best]!)) best = i;
  });
  return { x: best % columns, y: Math.floor(best / columns) };
}

/** A value of a map as it is printed: three digits: ".184", ".0213", "12.3", "2.1e-5". */
export function mapValueText(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  const text = magnitude < 0.001 ? magnitude.toExponential(1) : String(Number(magnitude.toPrecision(3)));
  return `${value < 0 ? '−' : ''}${text.replace(/^0\./, '.')}`;
}
