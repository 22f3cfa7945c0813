import { setImmediate as turn } from 'node:timers/promises';
import type { QueueRequest } from '../../../shared/protocol/review-methods.ts';
import type { ClassId, Span } from '../../../shared/records.ts';
import { union } from '../../base/spans.ts';
import { lookedAt } from '../../review/coverage.ts';
import { type LabelError, labelErrors } from '../../review/label-errors.ts';
import { spansByClass } from '../../review/layer.ts';
import type { NewQueueItem } from '../../store/review-store.ts';
import type { StoredRunVideo } from '../../store/run-store.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import type { OpenProject } from '../project/open-project.ts';
import { classSegments } from '../runs/class-segments.ts';
import { type ClassifierRun, classifierRun, freshRunVideo } from '../runs/run-scores.ts';
import { classKey, keyedScores, scoreKeys, ScoreTrack } from '../runs/score-track.ts';

/**
 * Labels of people that a run would have otherwise, and what it would have besides, in the videos that it has
 * finished. A label is an item of its segment; one that is missed, of the window in its middle.
 *
 * @param request in its normal form, with a run.
 */
export async function errorCandidates(
  project: OpenProject,
  { runId, classIds, kinds, statuses = [] }: QueueRequest,
  videos: readonly StoredVideo[],
): Promise<NewQueueItem[]> {
  const run = classifierRun(project, runId!);
  const wantedClasses = classIds && new Set(classIds);
  const wantedKinds = kinds && new Set<string>(kinds);
  const candidates: NewQueueItem[] = [];
  for (const video of videos) {
    const runVideo = freshRunVideo(project, run.id, video);
    const track = runVideo?.state === 'complete' ? await ScoreTrack.read(project, run, video) : undefined;
    if (!runVideo || !track || track.spans.length === 0) continue;
    const labels = project.store.annotations.segments({ videoId: video.id, statuses });
    const predicted = await classSegments(project, run.id, video.id);
    await turn();
    const errors = labelErrors({
      ...{ labels, predicted, toleranceFrames: toleranceOf(runVideo, track) },
      ...reviewedIn(project, video),
      score: scorer(run, track),
    });
    for (const error of errors) {
      if (wantedClasses && !wantedClasses.has(error.classId)) continue;
      if (wantedKinds && !wantedKinds.has(error.kind)) continue;
      candidates.push(itemOf(error, video, run, track));
    }
    await turn();
  }
  return candidates;
}

function itemOf(error: LabelError, { id: videoId }: StoredVideo, run: ClassifierRun, track: ScoreTrack): NewQueueItem {
  const { startFrame, endFrame, kind, doubt, label, classId } = error;
  const common = { videoId, startFrame, endFrame, runId: run.id, doubt, kind };
  if (label) return { ...common, segmentId: label.id, windowIndex: null, classId };
  return { ...common, segmentId: null, windowIndex: middleWindow(track, error) };
}

/** The window whose centre is nearest to a span's. */
function middleWindow({ spans }: ScoreTrack, span: Span): number {
  const distance = (window: Span) => Math.abs(window.startFrame + window.endFrame - span.startFrame - span.endFrame);
  return spans.reduce((best, window) => (distance(window) < distance(best) ? window : best)).index;
}

/** The step from one window to the next: the run knows no edge better. */
function toleranceOf({ plannedWindows }: StoredRunVideo, { spans }: ScoreTrack): number {
  const [first, last] = [spans[0]!, spans.at(-1)!];
  return plannedWindows > 1 && last.index > first.index
    ? (last.startFrame - first.startFrame) / (last.index - first.index)
    : first.endFrame - first.startFrame;
}

function reviewedIn({ store }: OpenProject, { id: videoId }: StoredVideo) {
  const ledger = store.review.coverage.of(videoId);
  const absences = store.annotations.absences({ videoId });
  const decided = store.annotations.segments({ videoId, statuses: ['accepted', 'corrected', 'rejected'] });
  return {
    absent: spansByClass(absences),
    reviewed: union([...lookedAt(ledger), ...ledger.filter(({ kind }) => kind === 'decided'), ...decided, ...absences]),
  };
}

function scorer(run: ClassifierRun, track: ScoreTrack): (classId: ClassId, span: Span) => number | null {
  const keys = scoreKeys(run);
  const keyed = keyedScores(run, keys);
  return (classId, span) => {
    const place = keys.indexOf(classKey(classId));
    const scores = place < 0 ? null : track.meanOver(span);
    return scores && keyed(scores)[place]!;
  };
}
