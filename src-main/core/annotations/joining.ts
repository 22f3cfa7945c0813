import type { Segment } from '../../shared/records.ts';
import type { Draft } from './draft.ts';

/**
 * Puts one segment over all of them in their place: the longest one (the earliest of several) with the outermost
 * edges, their doubts, and everyone's notes.
 *
 * @param segments of one video, by start; at least one.
 */
export function joined(segments: readonly Segment[]): Segment {
  const longest = segments.reduce((best, one) => (lengthOf(one) > lengthOf(best) ? one : best));
  const last = segments.reduce((best, one) => (one.endFrame > best.endFrame ? one : best));
  const { startFrame, startDoubtFrames } = segments[0]!;
  const notes = segments.map(({ note }) => note).filter((note) => note !== '');
  return {
    ...longest,
    startFrame,
    startDoubtFrames,
    endFrame: last.endFrame,
    endDoubtFrames: last.endDoubtFrames,
    note: [...new Set(notes)].join('\n'),
  };
}

/** Puts `into` in the place of segments of which it has one's id. */
export function replaceBy(draft: Draft, segments: readonly Segment[], into: Segment): void {
  for (const { id } of segments) if (id !== into.id) draft.remove('segment', id);
  draft.put('segment', into);
}

function lengthOf({ startFrame, endFrame }: Segment): number {
  return endFrame - startFrame;
}
