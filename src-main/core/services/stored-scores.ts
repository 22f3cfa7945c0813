import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { type Manifest, manifestSchema } from '../../shared/manifest.ts';
import type { ModelRecord, RunId, VideoId } from '../../shared/records.ts';
import type { StoredRun, StoredRunVideo } from '../store/run-store.ts';
import type { NodeRange } from '../store/tile-store.ts';
import type { IndexedSpan } from '../timeline/votes.ts';
import type { OpenProject } from './open-project.ts';

/** Windows that are read before others have their turn: a few milliseconds' worth. */
const WINDOWS_AT_ONCE = 512;

/** One video of a run with all that its scores mean. */
export interface ScoredVideo {
  readonly run: StoredRun;
  readonly runVideo: StoredRunVideo;
  readonly model: ModelRecord;
  readonly manifest: Manifest;
}

/** @throws AppError 'run.unknown', 'video.unknown'. */
export function scoredVideo({ store }: OpenProject, runId: RunId, videoId: VideoId): ScoredVideo {
  const run = store.runs.run(runId);
  const runVideo = store.runs.runVideo(runId, videoId);
  const model = store.runs.model(run.modelHash);
  const manifest = manifestSchema.safeParse(model?.manifest);
  if (model && manifest.success) return { run, runVideo, model, manifest: manifest.data };
  const what = `the model of run ${runId} is ${model ? 'stored in a form that this version does not know' : 'missing'}`;
  throw new AppError('project.invalid', `In ${store.path}, ${what}. \`timeloupe project check\` tells more.`);
}

/**
 * The stored scores of a video, without the windows in holes; in small pieces, so that whoever waits for the event
 * loop gets it in between.
 *
 * @throws AppError 'cancelled' when the project is being closed.
 */
export async function spansOf(
  { store, closing }: OpenProject,
  { runVideo }: Pick<ScoredVideo, 'runVideo'>,
  range: NodeRange = { from: 0, to: runVideo.plannedWindows },
): Promise<IndexedSpan[]> {
  const spans: IndexedSpan[] = [];
  for (let from = range.from; from < range.to; from += WINDOWS_AT_ONCE) {
    if (from > range.from) await setImmediate();
    closing.throwIfAborted();
    const to = Math.min(range.to, from + WINDOWS_AT_ONCE);
    for (const { scores, ...span } of store.scores.scored(runVideo.id, { from, to })) {
      if (scores) spans.push({ ...span, scores });
    }
  }
  return spans;
}
