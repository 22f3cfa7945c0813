import type { ClassId, RunId, VideoId } from '../../../shared/records.ts';
import type { RatedSpan } from '../../review/agreement.ts';
import { segmentsFromScores } from '../../timeline/segments.ts';
import { ClassScores, mappedClasses } from './class-scores.ts';
import type { OpenProject } from '../project/open-project.ts';
import { classifierRun } from './run-scores.ts';
import { spansOf } from './stored-scores.ts';

/**
 * What a run says of a video by the schema's classes: segments from its stored scores, cut as they were last
 * proposed, or as the run was begun. Nothing is written.
 *
 * @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' for a model whose scores are not probabilities.
 */
export async function classSegments(project: OpenProject, runId: RunId, videoId: VideoId): Promise<RatedSpan[]> {
  const { runs, annotations } = project.store;
  const run = classifierRun(project, runId);
  const runVideo = runs.runVideo(runId, videoId);
  const settings = runVideo.segmentSettings ?? { ...runVideo.sampling.segments, classThresholds: {} };
  const mapped = mappedClasses(run.labels, annotations.mappings({ modelHash: runs.run(runId).modelHash }));
  const scores = new ClassScores(await spansOf(project, { runVideo }), run, mapped, settings);
  return segmentsFromScores(scores.spans, scores.classIds, scores.settings).map(({ startFrame, endFrame, label }) => ({
    startFrame,
    endFrame,
    classId: label as ClassId,
  }));
}
