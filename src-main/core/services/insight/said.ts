import { AppError } from '../../../shared/errors.ts';
import type { Absence, RunId, Segment, VideoId } from '../../../shared/records.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import type { OpenProject } from '../project/open-project.ts';
import { freshRunVideo } from '../runs/run-scores.ts';

/** What people say of a video. */
export interface Said {
  readonly present: readonly Segment[];
  readonly absent: readonly Absence[];
}

/** What one annotator, or anybody, says of a video: accepted and corrected segments, and verified absences. */
export function saidOf({ store }: OpenProject, videoId: VideoId, annotator: string | undefined): Said {
  const absences = store.annotations.absences({ videoId });
  return {
    present: store.annotations.segments({ videoId, annotator, statuses: ['accepted', 'corrected'] }),
    absent: annotator === undefined ? absences : absences.filter((own) => own.annotator === annotator),
  };
}

/**
 * Videos in which a run can be compared with people: those that are named, or all that it has finished.
 *
 * @throws AppError 'video.unknown'; 'request.invalid' for a named one that the run hasn't finished.
 */
export function finishedVideos(
  project: OpenProject,
  runId: RunId,
  videoIds: readonly VideoId[] | undefined,
): StoredVideo[] {
  const { videos } = project.store;
  const isFinished = (video: StoredVideo) => freshRunVideo(project, runId, video)?.state === 'complete';
  if (!videoIds) return videos.list().filter(isFinished);
  return [...new Set(videoIds)].map((id) => {
    const video = videos.get(id);
    if (isFinished(video)) return video;
    throw new AppError(
      'request.invalid',
      `Run ${runId} has not finished ${video.name} as it is now. Analyze it first, or leave it out.`,
    );
  });
}
