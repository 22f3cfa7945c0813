import type { ProjectVideo } from '#shared/records';
import type { Size } from './viewport.ts';

/** A video's size as it is to be shown, with square pixels; its rotation is in its size already. */
export function displaySize({ facts }: Pick<ProjectVideo, 'facts'>): Size {
  const { num, den } = facts.sampleAspectRatio;
  return { width: Math.max(1, Math.round((facts.widthPx * num) / den)), height: facts.heightPx };
}
