import { isDeepStrictEqual } from 'node:util';
import type { PredictedSegment } from '../../../shared/domain.ts';
import type { RunSegmentSettings, SegmentWishes } from '../../../shared/protocol/run-methods.ts';
import type { ClassId, EntryId, RunId, VideoId } from '../../../shared/records.ts';
import type { Proposal } from '../../annotations/proposals.ts';
import { edgeDoubts } from '../../timeline/boundaries.ts';
import { segmentsFromScores } from '../../timeline/segments.ts';
import { ClassScores, mappedClasses } from './class-scores.ts';
import type { Corrections } from '../corrections/corrections.ts';
import type { OpenProject } from '../project/open-project.ts';
import { segmentSettingsFor } from './segment-settings.ts';
import { type ScoredVideo, scoredVideo, type ScoresProject, spansOf } from './stored-scores.ts';

/** Which video of which run, and what is wished of its segments. */
export interface SegmentsRequest {
  readonly runId: RunId;
  readonly videoId: VideoId;
  readonly settings: SegmentWishes;
}

/** What proposing changed in the project. */
export interface Proposed {
  /** null where everything was there already. */
  readonly entryId: EntryId | null;
  readonly added: number;
  readonly removed: number;
}

/**
 * Segments by the model's labels from stored scores: nothing is computed by the model, and nothing written.
 *
 * @throws AppError as scoredVideo and segmentSettingsFor.
 */
export async function segmentsOfRun(
  project: ScoresProject,
  request: SegmentsRequest,
): Promise<{ settings: RunSegmentSettings; segments: PredictedSegment[] }> {
  const scored = scoredVideo(project, request.runId, request.videoId);
  const settings = segmentSettingsFor(scored, request.settings);
  if (!isCut(scored, request.settings)) return { settings, segments: [] };
  return { settings, segments: segmentsFromScores(await spansOf(project, scored), scored.manifest.labels, settings) };
}

/**
 * Puts segments by the schema's classes into the project, with the doubt of their edges, as one entry of the journal.
 * Labels that are mapped to one class are joined first; what a person has decided stays as it is.
 *
 * @throws AppError as scoredVideo, segmentSettingsFor and the project's store.
 */
export async function proposeSegments(
  project: OpenProject,
  corrections: Pick<Corrections, 'propose'>,
  request: SegmentsRequest,
): Promise<Proposed> {
  const { runs, annotations } = project.store;
  const { runId, videoId } = request;
  const scored = scoredVideo(project, runId, videoId);
  const settings = segmentSettingsFor(scored, request.settings);
  const spans = isCut(scored, request.settings) ? await spansOf(project, scored) : [];
  const mapped = mappedClasses(scored.manifest.labels, annotations.mappings({ modelHash: scored.model.hash }));
  const proposals = proposalsFrom(new ClassScores(spans, scored.manifest, mapped, settings));
  const { minLengthFrames } = settings;
  const done = corrections.propose({ videoId, runId, proposals, minLengthFrames });
  runs.setSegmentSettings(scored.runVideo.id, settings);
  return done ?? { entryId: null, added: 0, removed: 0 };
}

/** Whether proposing with these wishes would cut the video otherwise than it was last proposed. */
export function wouldCutAnew(project: OpenProject, { runId, videoId, settings }: SegmentsRequest): boolean {
  const scored = scoredVideo(project, runId, videoId);
  return !isDeepStrictEqual(segmentSettingsFor(scored, settings), scored.runVideo.segmentSettings);
}

/** Numbers of a regression have no natural threshold: until one was given, they have no segments. */
function isCut({ run, runVideo, manifest }: ScoredVideo, { threshold, classThresholds }: SegmentWishes): boolean {
  if (manifest.problemType !== 'regression') return true;
  const isGiven = threshold !== undefined || classThresholds !== undefined || run.settings.threshold !== null;
  return isGiven || runVideo.segmentSettings !== null;
}

function proposalsFrom(scores: ClassScores): Proposal[] {
  const { spans, classIds, settings } = scores;
  const indices = new Map(classIds.map((id, index) => [id, index]));
  return segmentsFromScores(spans, classIds, settings).map(({ label, startFrame, endFrame, score }) => {
    const classId = label as ClassId;
    const span = { startFrame, endFrame };
    return { classId, ...span, score, ...edgeDoubts(spans, indices.get(classId)!, span, scores.thresholds(classId)) };
  });
}
