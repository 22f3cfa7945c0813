import type { DiffKind, ItemKind, QueueRequest } from '../../../shared/protocol/review-methods.ts';
import type { ClassId, Span } from '../../../shared/records.ts';
import { framesWithin } from '../../base/spans.ts';
import { entropy, leastConfidence, marginDoubt } from '../../review/doubt.ts';
import { diffKind } from '../../review/model-diff.ts';
import { contradiction, spansByClass } from '../../review/layer.ts';
import { drawnNumber } from '../../base/random-draw.ts';
import type { NewQueueItem } from '../../store/review-store.ts';
import type { StoredWindow } from '../../store/score-store.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { layerOf } from '../corrections/layers.ts';
import type { OpenProject } from '../project/open-project.ts';
import { type ClassifierRun, classifierRun, freshRunVideo, scoresIn, windowRanges } from '../runs/run-scores.ts';
import { differenceOf, ScoreTrack } from '../runs/score-track.ts';
import { decisionsOn } from './decided-windows.ts';

/** How doubtful a window is; NaN where it can't be said. */
interface WindowMeasure {
  /** All K scores are needed, not only the highest. */
  readonly needsScores: boolean;
  doubt(window: StoredWindow, scores: Float32Array | undefined): number;
  /** Where two runs are compared: with which of them people agree; null where that can't be said. */
  kind?(window: StoredWindow): DiffKind | null;
}

/**
 * The windows of a run that nobody has decided, with their doubt: those with scores, of videos whose content is
 * still the one that was analyzed. A class filter goes by the class of a window's highest score. Where kinds are asked
 * for, windows count whether or not they are decided.
 *
 * @param request in its normal form, with a run.
 */
export async function windowCandidates(
  project: OpenProject,
  request: QueueRequest,
  videos: readonly StoredVideo[],
): Promise<NewQueueItem[]> {
  const run = classifierRun(project, request.runId!);
  const wanted = request.classIds && new Set(request.classIds);
  const kinds = request.kinds && new Set<ItemKind>(request.kinds);
  const candidates: NewQueueItem[] = [];
  for (const video of videos) {
    const runVideo = freshRunVideo(project, run.id, video);
    if (!runVideo) continue;
    const measure = await measureFor(project, request, run, video);
    // What the annotator decided with whom it is compared doesn't count: that is what there is to compare.
    const { against } = request;
    const isDecided = decisionsOn(project, video.id, against?.kind === 'annotator' ? against.annotator : undefined);
    for await (const range of windowRanges(project, runVideo)) {
      const scores = measure.needsScores ? scoresIn(project, runVideo.id, range) : undefined;
      for (const window of project.store.scores.windows(runVideo.id, range)) {
        const [top] = window.top;
        if (!top) continue;
        const classId = run.classIds[top.classIndex] ?? null;
        if (wanted && (classId === null || !wanted.has(classId))) continue;
        const kind = measure.kind?.(window) ?? null;
        const isWanted = kinds ? kind !== null && kinds.has(kind) : !isDecided(window, classId);
        if (!isWanted) continue;
        const { startFrame, endFrame, index } = window;
        const doubt = measure.doubt(window, scores?.get(index));
        const item = { videoId: video.id, startFrame, endFrame, segmentId: null, runId: run.id, windowIndex: index };
        candidates.push({ ...item, doubt, kind });
      }
    }
  }
  return candidates;
}

async function measureFor(
  project: OpenProject,
  request: QueueRequest,
  run: ClassifierRun,
  video: StoredVideo,
): Promise<WindowMeasure> {
  const { measure, against, seed } = request;
  switch (measure) {
    case 'confidence':
      return { needsScores: false, doubt: ({ top }) => leastConfidence(top[0]!.score) };
    case 'margin':
      return { needsScores: false, doubt: ({ top }) => marginDoubt(top[0]!.score, top[1]?.score ?? 0) };
    case 'entropy':
      return { needsScores: true, doubt: (_, scores) => (scores ? entropy(scores, run.problemType) : NaN) };
    case 'random':
      return {
        needsScores: false,
        doubt: ({ startFrame, endFrame }) => drawnNumber([seed, video.id, startFrame, endFrame].join(' ')),
      };
    case 'disagreement':
      return against?.kind === 'run'
        ? againstRun(project, run, classifierRun(project, against.runId), video)
        : againstAnnotator(project, run, against!.annotator, video);
    case 'boundary':
    case 'errors':
      throw new Error(`windows are not measured by ${measure}`);
  }
}

async function againstRun(
  project: OpenProject,
  run: ClassifierRun,
  other: ClassifierRun,
  video: StoredVideo,
): Promise<WindowMeasure> {
  const track = await ScoreTrack.read(project, other, video);
  const difference = differenceOf(run, other);
  const truth = presentClasses(project, video);
  const topClass = ({ labels, classIds }: ClassifierRun, scores: Float32Array) =>
    classIds[labels.reduce((best, _, place) => (scores[place]! > scores[best]! ? place : best), 0)] ?? null;
  return {
    needsScores: true,
    kind(window) {
      const said = track?.meanOver(window);
      const own = run.classIds[window.top[0]!.classIndex] ?? null;
      return said ? diffKind(truth(window), own, topClass(other, said)) : null;
    },
    doubt(window, scores) {
      const said = track?.meanOver(window);
      return said && scores ? difference(scores, said) : NaN;
    },
  };
}

function againstAnnotator(
  project: OpenProject,
  run: ClassifierRun,
  annotator: string,
  video: StoredVideo,
): WindowMeasure {
  const layer = layerOf(project, annotator, video.id);
  return {
    needsScores: false,
    doubt(window) {
      const classId = run.classIds[window.top[0]!.classIndex];
      return classId ? (contradiction(window, classId, layer) ?? NaN) : NaN;
    },
  };
}

/** @returns the classes that people say are present on at least half of a window's frames. */
function presentClasses({ store }: OpenProject, { id: videoId }: StoredVideo): (window: Span) => ReadonlySet<ClassId> {
  const byClass = spansByClass(store.annotations.segments({ videoId, statuses: ['accepted', 'corrected'] }));
  return (window) => {
    const half = (window.endFrame - window.startFrame) / 2;
    return new Set([...byClass].flatMap(([id, spans]) => (framesWithin(window, spans) >= half ? [id] : [])));
  };
}
