import { setImmediate as turn } from 'node:timers/promises';
import type { ClassId, RunId, VideoId } from '../../../shared/records.ts';
import type { RatedSpan } from '../../review/agreement.ts';
import { segmentsFromScores } from '../../timeline/segments.ts';
import { ClassScores, type MappedClasses, mappedClasses } from './class-scores.ts';
import type { OpenProject } from '../project/open-project.ts';
import { classifierRun } from './run-scores.ts';
import { spansOf } from './stored-scores.ts';

/** Classes that are cut between two turns of others: about ten milliseconds' worth of a video of six hours. */
const CLASSES_AT_ONCE = 5;

/**
 * What a run says of a video by the schema's classes: segments from its stored scores, cut as they were last
 * proposed, or as the run was begun; class by class. Nothing is written.
 *
 * @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' for a model whose scores are not probabilities.
 */
export async function classSegments(project: OpenProject, runId: RunId, videoId: VideoId): Promise<RatedSpan[]> {
  const { runs, annotations } = project.store;
  const run = classifierRun(project, runId);
  const runVideo = runs.runVideo(runId, videoId);
  const settings = runVideo.segmentSettings ?? { ...runVideo.sampling.segments, classThresholds: {} };
  const mapped = mappedClasses(run.labels, annotations.mappings({ modelHash: runs.run(runId).modelHash }));
  const spans = await spansOf(project, { runVideo });
  const segments: RatedSpan[] = [];
  for (const some of inParts(mapped)) {
    project.closing.throwIfAborted();
    const scores = new ClassScores(spans, run, some, settings);
    for (const { startFrame, endFrame, label } of segmentsFromScores(scores.spans, scores.classIds, scores.settings)) {
      segments.push({ startFrame, endFrame, classId: label as ClassId });
    }
    await turn();
  }
  return segments;
}

function* inParts({ classIds, groups }: MappedClasses): Generator<MappedClasses> {
  for (let from = 0; from < classIds.length; from += CLASSES_AT_ONCE) {
    const to = from + CLASSES_AT_ONCE;
    yield { classIds: classIds.slice(from, to), groups: groups.slice(from, to) };
  }
}
