import type { Vote } from '../../../shared/protocol/run-methods.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ClassId, RunId, SegmentId, VideoId } from '../../../shared/records.ts';
import type { NodeRange } from '../../store/tile-store.ts';
import { type EdgeDoubts, edgeDoubts, nearestAgainst } from '../../timeline/boundaries.ts';
import { votesOver } from '../../timeline/votes.ts';
import { ClassScores, mappedClasses } from './class-scores.ts';
import type { OpenProject } from '../project/open-project.ts';
import { segmentSettingsFor } from './segment-settings.ts';
import { type ScoredVideo, scoredVideo, spansOf } from './stored-scores.ts';

/** Windows to either side of a segment that are read at first to see where its edges may lie; four times as many next. */
const FIRST_MARGIN = 32;

/**
 * How the windows over a segment voted on its class: those of the run that proposed it, or else of the newest run of
 * its video.
 *
 * @returns in order; none without a run, or where no label of its model means the class.
 * @throws AppError 'segment.unknown'.
 */
export async function votesOnSegment(
  project: OpenProject,
  { segmentId }: { readonly segmentId: SegmentId },
): Promise<Vote[]> {
  const { store } = project;
  const segment = store.annotations.segment(segmentId);
  if (!segment) throw new AppError('segment.unknown', `The project has no segment with the id "${segmentId}".`);
  const runId = segment.runId ?? newestRun(project, segment.videoId);
  if (runId === null) return [];
  const scored = scoredVideo(project, runId, segment.videoId);
  const scores = await classScores(project, scored, segment.classId, store.scores.range(scored.runVideo.id, segment));
  return scores ? votesOver(scores.spans, 0, segment, scores.thresholds(segment.classId)) : [];
}

/**
 * How sure the edges of a span would be, were it a segment of the class: for an edge that is being dragged.
 *
 * @returns null where no window over it is for the class.
 * @throws AppError 'run.unknown', 'video.unknown'; 'class.unknown'; 'request.invalid' for a span without frames.
 */
export async function doubtOfSpan(
  project: OpenProject,
  request: {
    readonly runId: RunId;
    readonly videoId: VideoId;
    readonly classId: ClassId;
    readonly fromFrame: number;
    readonly toFrame: number;
  },
): Promise<EdgeDoubts> {
  const { runId, videoId, classId, fromFrame: startFrame, toFrame: endFrame } = request;
  if (endFrame <= startFrame) {
    throw new AppError(
      'request.invalid',
      `Frames ${startFrame} to ${endFrame} are no span: it must end after its start.`,
    );
  }
  if (!project.store.annotations.labelClass(classId)) {
    throw new AppError('class.unknown', `The project has no class with the id "${classId}".`);
  }
  const scored = scoredVideo(project, runId, videoId);
  const { from, to } = project.store.scores.range(scored.runVideo.id, { startFrame, endFrame });
  const planned = scored.runVideo.plannedWindows;
  for (let margin = FIRST_MARGIN; ; margin *= 4) {
    const range = { from: Math.max(0, from - margin), to: Math.min(planned, to + margin) };
    const scores = await classScores(project, scored, classId, range);
    if (!scores) return { startDoubtFrames: null, endDoubtFrames: null };
    const votes = [scores.spans, 0, { startFrame, endFrame }, scores.thresholds(classId)] as const;
    const { before, after } = nearestAgainst(...votes);
    const isWhole = (before >= 0 || range.from === 0) && (after < scores.spans.length || range.to === planned);
    if (isWhole) return edgeDoubts(...votes);
  }
}

/** The scores of one class over some windows; null where no label of the model means it. */
async function classScores(
  project: OpenProject,
  scored: ScoredVideo,
  classId: ClassId,
  range: NodeRange,
): Promise<ClassScores | null> {
  const { manifest, model } = scored;
  const mappings = project.store.annotations.mappings({ modelHash: model.hash, classId });
  const mapped = mappedClasses(manifest.labels, mappings);
  if (mapped.classIds.length === 0) return null;
  const spans = await spansOf(project, scored, range);
  return new ClassScores(spans, manifest, mapped, segmentSettingsFor(scored, {}));
}

function newestRun({ store }: OpenProject, videoId: VideoId): RunId | null {
  const runs = store.runs.runs().filter(({ id }) => (store.runs.findRunVideo(id, videoId)?.doneWindows ?? 0) > 0);
  return runs.at(-1)?.id ?? null;
}
