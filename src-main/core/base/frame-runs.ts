import type { Span } from '../../shared/records.ts';

/** The runs of frames for which `isOn` holds, by start; neither overlapping nor touching. */
export function runsOf(frameCount: number, isOn: (frame: number) => boolean): Span[] {
  const runs: Span[] = [];
  let start: number | null = null;
  for (let frame = 0; frame <= frameCount; frame++) {
    const on = frame < frameCount && isOn(frame);
    if (on) start ??= frame;
    else if (start !== null) {
      runs.push({ startFrame: start, endFrame: frame });
      start = null;
    }
  }
  return runs;
}
