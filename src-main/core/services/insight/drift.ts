import { setImmediate as turn } from 'node:timers/promises';
import type { Parsed } from '../../../shared/protocol.ts';
import type { Drift, DriftCount } from '../../../shared/protocol/insight-methods.ts';
import type { QueueItem } from '../../../shared/protocol/review-methods.ts';
import type { ClassId, Span, VideoId } from '../../../shared/records.ts';
import { framesWithin } from '../../base/spans.ts';
import { spansByClass } from '../../review/layer.ts';
import type { OpenProject } from '../project/open-project.ts';
import { type ClassifierRun, classifierRun, freshRunVideo } from '../runs/run-scores.ts';

/** Items of one queue, as many as one may have. */
const ALL = 100_000;

/**
 * 'charts.drift': the windows that an annotator decided in queues of a run, each once; those of a blind queue count as
 * blind only. What is said of a window is what covers at least half of it now, by that annotator.
 *
 * @throws AppError 'run.unknown'; 'request.invalid' for a run whose scores are not probabilities.
 */
export async function driftChart(
  project: OpenProject,
  { runId, annotator, margin }: Parsed<'charts.drift'>,
): Promise<Drift> {
  const run = classifierRun(project, runId);
  const { store } = project;
  const blind = new Map<string, QueueItem>();
  const shown = new Map<string, QueueItem>();
  for (const { id, request } of store.review.queues(annotator)) {
    if (request.runId !== runId || request.target !== 'windows') continue;
    for (const item of store.review.items(id, 0, ALL)) {
      if (item.state === 'decided') (request.isBlind ? blind : shown).set(`${item.videoId} ${item.windowIndex}`, item);
    }
    await turn();
  }
  for (const key of blind.keys()) shown.delete(key);
  const agreement = agreementOf(project, run, annotator);
  return { blind: count(blind.values(), margin, agreement), shown: count(shown.values(), margin, agreement) };
}

/** Of one window: whether the run's class is what the annotator says, and how far its best two are apart. */
interface Agreed {
  readonly isAgreed: boolean;
  readonly margin: number;
}

function count(
  items: Iterable<QueueItem>,
  limit: number,
  agreement: (item: QueueItem) => Agreed | null,
): Readonly<Record<'doubtful' | 'clear', DriftCount>> {
  const counts = { doubtful: { windows: 0, agreed: 0 }, clear: { windows: 0, agreed: 0 } };
  for (const item of items) {
    const found = agreement(item);
    if (!found) continue;
    const group = found.margin < limit ? counts.doubtful : counts.clear;
    group.windows++;
    if (found.isAgreed) group.agreed++;
  }
  return counts;
}

function agreementOf(project: OpenProject, run: ClassifierRun, annotator: string): (item: QueueItem) => Agreed | null {
  const { store } = project;
  const said = new Map<VideoId, ReadonlyMap<ClassId, readonly Span[]>>();
  const saidIn = (videoId: VideoId) => {
    const known = said.get(videoId);
    if (known) return known;
    const own = store.annotations
      .segments({ videoId, statuses: ['accepted', 'corrected'] })
      .filter((segment) => segment.annotator === annotator);
    const found = spansByClass(own);
    said.set(videoId, found);
    return found;
  };
  return (item) => {
    const { videoId, windowIndex: index } = item;
    const runVideo = index === null ? undefined : freshRunVideo(project, run.id, store.videos.get(videoId));
    if (!runVideo || index === null) return null;
    const [window] = store.scores.windows(runVideo.id, { from: index, to: index + 1 });
    const [first, second] = window?.top ?? [];
    if (!window || !first) return null;
    const classId = run.classIds[first.classIndex];
    const spans = (classId && saidIn(videoId).get(classId)) ?? [];
    const half = (window.endFrame - window.startFrame) / 2;
    return { isAgreed: framesWithin(window, spans) >= half, margin: first.score - (second?.score ?? 0) };
  };
}
