import type { ProjectVideo } from '#shared/records';
import { videoState, type VideoState } from '../../lib/video-state.ts';
import type { App } from '../../state/app.svelte.ts';

/** What the library says of a video now. */
export function stateOf({ library, runs }: App, video: ProjectVideo): VideoState {
  const job = runs.jobs.find(({ state, videoId }) => state === 'running' && videoId === video.id) ?? null;
  const isWaiting = runs.jobs.some(({ waitingVideoIds }) => waitingVideoIds.includes(video.id));
  const run = runs.videoOf(runs.all.findLast((each) => runs.videoOf(each, video.id) !== null) ?? null, video.id);
  return videoState({
    ...{ video, job, isWaiting, run },
    stats: library.statsOf(video.id),
    doubtful: library.doubts.of(video.id),
  });
}
