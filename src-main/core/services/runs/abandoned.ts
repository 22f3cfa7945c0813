import type { RunVideo } from '../../../shared/protocol/run-methods.ts';
import type { StoredRunVideo } from '../../store/run-store.ts';

/** What a video is whose process ended without a word: what it stored is there, and an analysis goes on with it. */
export function asAbandoned(video: StoredRunVideo): Pick<RunVideo, 'state' | 'reason'> {
  const done = video.doneWindows + video.skippedWindows;
  return { state: 'stopped', reason: `Broken off after ${done} of ${video.plannedWindows} windows.` };
}
