import { setImmediate as turn } from 'node:timers/promises';
import type { QueueRequest } from '../../../shared/protocol/review-methods.ts';
import type { Segment } from '../../../shared/records.ts';
import { boundaryDoubt, entropy, leastConfidence, marginDoubt } from '../../review/doubt.ts';
import { contradiction } from '../../review/layer.ts';
import { drawnNumber } from '../../base/random-draw.ts';
import type { NewQueueItem } from '../../store/review-store.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { layerOf } from '../corrections/layers.ts';
import type { OpenProject } from '../project/open-project.ts';
import { type ClassifierRun, classifierRun } from '../runs/run-scores.ts';
import { classKey, differenceOf, keyedScores, scoreKeys, ScoreTrack } from '../runs/score-track.ts';

/** Segments measured before others get their turn. */
const SEGMENTS_AT_ONCE = 100;

/** How doubtful a segment is; NaN where it can't be said. */
type SegmentMeasure = (segment: Segment) => number;

/**
 * The segments of the wanted statuses and classes, with their doubt. Where a run's scores decide, they are averaged
 * over the segment; confidence and margin are then those of the segment's class. Where they don't (boundary,
 * random, disagreement with an annotator), a run that is named stands for the segments that it proposed.
 *
 * @param request in its normal form.
 */
export async function segmentCandidates(
  project: OpenProject,
  request: QueueRequest,
  videos: readonly StoredVideo[],
): Promise<NewQueueItem[]> {
  const { runId, classIds, statuses = [] } = request;
  const wanted = classIds && new Set(classIds);
  const onlyRun = usesScores(request) ? undefined : runId;
  const candidates: NewQueueItem[] = [];
  for (const video of videos) {
    const measure = await measureFor(project, request, video);
    const run = onlyRun === undefined ? {} : { runId: onlyRun };
    for (const [i, segment] of project.store.annotations.segments({ videoId: video.id, statuses, ...run }).entries()) {
      if (i % SEGMENTS_AT_ONCE === SEGMENTS_AT_ONCE - 1) await turn();
      if (wanted && !wanted.has(segment.classId)) continue;
      const { videoId, startFrame, endFrame, id: segmentId } = segment;
      const item = { videoId, startFrame, endFrame, segmentId, runId: segment.runId, windowIndex: null };
      candidates.push({ ...item, doubt: measure(segment), kind: null });
    }
  }
  return candidates;
}

function usesScores({ measure, against }: QueueRequest): boolean {
  return measure !== 'boundary' && measure !== 'random' && against?.kind !== 'annotator';
}

async function measureFor(project: OpenProject, request: QueueRequest, video: StoredVideo): Promise<SegmentMeasure> {
  const { measure, against, seed } = request;
  if (measure === 'boundary') return (segment) => boundaryDoubt(segment) ?? NaN;
  if (measure === 'random') return ({ id }) => drawnNumber([seed, video.id, id].join(' '));
  if (against?.kind === 'annotator') {
    const layer = layerOf(project, against.annotator, video.id);
    return (segment) => contradiction(segment, segment.classId, layer) ?? NaN;
  }
  const run = classifierRun(project, request.runId!);
  const track = await ScoreTrack.read(project, run, video);
  if (measure === 'entropy') return byScores(track, (scores) => entropy(scores, run.problemType));
  if (against) return disagreementOfRuns(project, { run, track }, classifierRun(project, against.runId), video);
  return byClass(run, track, measure === 'confidence' ? leastConfidence : marginDoubt);
}

function byScores(track: ScoreTrack | undefined, doubt: (scores: Float32Array) => number): SegmentMeasure {
  return (segment) => {
    const scores = track?.meanOver(segment);
    return scores ? doubt(scores) : NaN;
  };
}

/** By the score of the segment's class and the highest of all others; NaN for classes that the run doesn't know. */
function byClass(
  run: ClassifierRun,
  track: ScoreTrack | undefined,
  doubt: (score: number, rival: number) => number,
): SegmentMeasure {
  const keys = scoreKeys(run);
  const keyed = keyedScores(run, keys);
  return (segment) => {
    const place = keys.indexOf(classKey(segment.classId));
    const scores = place < 0 ? null : track?.meanOver(segment);
    if (!scores) return NaN;
    const values = keyed(scores);
    const rival = values.reduce((most, value, i) => (i === place ? most : Math.max(most, value)), 0);
    return doubt(values[place]!, rival);
  };
}

async function disagreementOfRuns(
  project: OpenProject,
  { run, track }: { readonly run: ClassifierRun; readonly track: ScoreTrack | undefined },
  other: ClassifierRun,
  video: StoredVideo,
): Promise<SegmentMeasure> {
  const its = await ScoreTrack.read(project, other, video);
  const difference = differenceOf(run, other);
  return (segment) => {
    const [a, b] = [track?.meanOver(segment), its?.meanOver(segment)];
    return a && b ? difference(a, b) : NaN;
  };
}
