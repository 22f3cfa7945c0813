import type { Span } from '#shared/records';

/**
 * Spans of frames that were seen, with one more frame. While a video plays, frames that the screen had no time for count
 * as seen at that speed: twice as many as the speed passes over at 1 frame a picture.
 *
 * @param spans in the order they were seen, the last one going on. @param speed 0 for a picture that stood.
 */
export function withFrame(spans: readonly Span[], frame: number, speed: number): Span[] {
  const last = spans.at(-1);
  const reach = Math.max(1, Math.ceil(2 * speed));
  if (!last || frame < last.startFrame - reach || frame > last.endFrame - 1 + reach) {
    return [...spans, { startFrame: frame, endFrame: frame + 1 }];
  }
  const joined = { startFrame: Math.min(last.startFrame, frame), endFrame: Math.max(last.endFrame, frame + 1) };
  return [...spans.slice(0, -1), joined];
}
