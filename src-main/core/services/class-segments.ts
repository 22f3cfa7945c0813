import type { ClassId, RunId, VideoId } from '../../shared/records.ts';
import type { RatedSpan } from '../review/agreement.ts';
import { segmentsFromScores } from '../timeline/segments.ts';
import { joinedScores } from '../timeline/joined-scores.ts';
import { thresholdsOf } from '../timeline/thresholds.ts';
import type { OpenProject } from './open-project.ts';
import { classifierRun } from './run-scores.ts';
import { ScoreTrack } from './score-track.ts';

/**
 * What a run says of a video by the schema's classes: segments from its stored scores, cut as they were last
 * proposed, or as the run was begun. Nothing is written.
 *
 * @throws AppError 'run.unknown', 'video.unknown'.
 */
export async function classSegments(project: OpenProject, runId: RunId, videoId: VideoId): Promise<RatedSpan[]> {
  const run = classifierRun(project, runId);
  const runVideo = project.store.runs.runVideo(runId, videoId);
  const track = await ScoreTrack.read(project, run, project.store.videos.get(videoId));
  const classIds = [...new Set(run.classIds.flatMap((id) => id ?? []))];
  const groups = classIds.map((id) => [...run.labels.keys()].filter((index) => run.classIds[index] === id));
  const spans = joinedScores(track?.spans ?? [], groups, run.problemType);
  const settings = runVideo.segmentSettings ?? runVideo.sampling.segments;
  const lowest = (group: readonly number[]) =>
    Math.min(...group.map((index) => thresholdsOf(settings, run.labels[index]!).enter));
  const classThresholds = Object.fromEntries(classIds.map((id, i) => [id, lowest(groups[i]!)]));
  return segmentsFromScores(spans, classIds, { ...settings, classThresholds }).map(
    ({ startFrame, endFrame, label }) => ({
      startFrame,
      endFrame,
      classId: label as ClassId,
    }),
  );
}
