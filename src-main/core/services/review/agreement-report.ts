import { AppError } from '../../../shared/errors.ts';
import type { Parsed } from '../../../shared/protocol.ts';
import type { AgreementReport, Rater } from '../../../shared/protocol/review-methods.ts';
import type { VideoId } from '../../../shared/records.ts';
import { agreement, type RatedSide, type RatedVideo } from '../../review/agreement.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { classSegments } from '../runs/class-segments.ts';
import { presentSegments } from '../corrections/layers.ts';
import type { OpenProject } from '../project/open-project.ts';

/** One side: which videos it has judged as a whole, and what it says of one. */
interface RaterView {
  /** Why a video can't be compared; undefined where it can. */
  gap(video: StoredVideo): string | undefined;
  side(video: StoredVideo): Promise<RatedSide>;
}

/**
 * 'agreement.compare'. A person's word are their accepted and corrected segments; a run's are the segments that its
 * stored scores give, as last proposed or by default, with labels through the mapping. A run judges every frame, a
 * person only what they decided about. Unless videos are named,
 * those that both sides have judged are compared: a person by a segment, an absence or a decision there, a run by
 * having finished the video.
 *
 * @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' for a person nobody knows, or a named video that
 *   a run hasn't finished.
 */
export async function compareRaters(
  project: OpenProject,
  { a, b, videoIds, ious }: Parsed<'agreement.compare'>,
): Promise<AgreementReport> {
  const views = [viewOf(project, a), viewOf(project, b)] as const;
  const { videos, annotations } = project.store;
  const chosen = videoIds ? [...new Set(videoIds)].map((id) => videos.get(id)) : undefined;
  for (const video of chosen ?? []) requireWhole(video, views, [a, b]);
  const compared = chosen ?? videos.list().filter((video) => views.every((view) => view.gap(video) === undefined));
  const rated: RatedVideo[] = [];
  for (const video of compared) {
    project.closing.throwIfAborted();
    const [ofA, ofB] = [await views[0].side(video), await views[1].side(video)];
    rated.push({ videoId: video.id, frameCount: video.frameCount, a: ofA, b: ofB });
  }
  const classIds = annotations.labelClasses().map(({ id }) => id);
  return { a, b, videoIds: rated.map(({ videoId }) => videoId), ...agreement(rated, classIds, ious) };
}

function viewOf(project: OpenProject, rater: Rater): RaterView {
  if (rater.kind === 'annotator') return annotatorView(project, rater.annotator);
  project.store.runs.run(rater.runId);
  return {
    gap: ({ id, name, fingerprint, isChanged }) => {
      const runVideo = project.store.runs.findRunVideo(rater.runId, id);
      if (runVideo?.state !== 'complete') return `Run ${rater.runId} has not finished ${name}.`;
      const isStale = isChanged || runVideo.fingerprint !== fingerprint;
      return isStale ? `What run ${rater.runId} says is of another content than ${name} has now.` : undefined;
    },
    side: async ({ id }) => ({ present: await classSegments(project, rater.runId, id), decisions: null }),
  };
}

function annotatorView(project: OpenProject, annotator: string): RaterView {
  const { store } = project;
  const decidedWindows = (id: VideoId) =>
    store.review.coverage.of(id).filter((row) => row.kind === 'decided' && row.annotator === annotator);
  const rejectedSegments = (videoId: VideoId) =>
    store.annotations.segments({ videoId, annotator, statuses: ['rejected'] });
  const isKnown = (id: VideoId) =>
    presentSegments(project, annotator, id).length + rejectedSegments(id).length > 0 ||
    store.annotations.absences({ videoId: id }).some((own) => own.annotator === annotator) ||
    decidedWindows(id).length > 0;
  if (!store.videos.list({ includeRemoved: true }).some(({ id }) => isKnown(id))) {
    throw new AppError('request.invalid', `Nobody called "${annotator}" has decided anything in this project.`);
  }
  return {
    gap: ({ id, name }) => (isKnown(id) ? undefined : `${annotator} has decided nothing in ${name}.`),
    side: ({ id: videoId }) =>
      Promise.resolve({
        present: presentSegments(project, annotator, videoId),
        decisions: {
          absent: store.annotations.absences({ videoId }).filter((own) => own.annotator === annotator),
          rejected: rejectedSegments(videoId),
          windows: decidedWindows(videoId),
        },
      }),
  };
}

/** A video that is named may be one in which a person found nothing, but not one that a run hasn't seen whole. */
function requireWhole(video: StoredVideo, views: readonly RaterView[], raters: readonly Rater[]): void {
  for (const [i, view] of views.entries()) {
    const gap = raters[i]!.kind === 'run' ? view.gap(video) : undefined;
    if (gap !== undefined) throw new AppError('request.invalid', `${gap} Analyze it first, or leave it out.`);
  }
}
