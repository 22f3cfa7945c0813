import type { ProjectVideo } from '#shared/records';
import { videoState, type VideoState } from '../../lib/video-state.ts';
import type { App } from '../../state/app.svelte.ts';

/** What the library says of a video now. */
export function stateOf({ library, runs }: App, video: ProjectVideo): VideoState {
  const job = runs.job?.videoId === video.id && runs.job.state === 'running' ? runs.job : null;
  const run = runs.videoOf(runs.all.findLast((each) => runs.videoOf(each, video.id) !== null) ?? null, video.id);
  const isWaiting = job === null && runs.job !== null && run?.state === 'waiting' ? run : null;
  return videoState({ video, stats: library.statsOf(video.id), job, run: isWaiting ?? run });
}
