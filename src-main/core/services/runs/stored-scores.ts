import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import { manifestSchema } from '../../../shared/manifest.ts';
import type { ModelRecord, RunId, VideoId } from '../../../shared/records.ts';
import type { StoredRun, StoredRunVideo } from '../../store/run-store.ts';
import type { NodeRange } from '../../store/tile-store.ts';
import type { IndexedSpan } from '../../timeline/votes.ts';
import type { OpenProject } from '../project/open-project.ts';
import { storedManifest } from './stored-manifest.ts';

/** Windows that are read before others have their turn: a few milliseconds' worth. */
const WINDOWS_AT_ONCE = 512;

/** What of a model's manifest decides what its scores mean. */
const neededSchema = manifestSchema.pick({ labels: true, problemType: true });

/** The stored scores as a reader needs the project. */
export type ScoresProject = Pick<OpenProject, 'store' | 'closing'>;

/** One video of a run with all that its scores mean. */
export interface ScoredVideo {
  readonly run: StoredRun;
  readonly runVideo: StoredRunVideo;
  readonly model: ModelRecord;
  readonly manifest: z.output<typeof neededSchema>;
}

/** @throws AppError 'run.unknown', 'video.unknown'. */
export function scoredVideo({ store }: Pick<OpenProject, 'store'>, runId: RunId, videoId: VideoId): ScoredVideo {
  const run = store.runs.run(runId);
  const runVideo = store.runs.runVideo(runId, videoId);
  const model = store.runs.model(run.modelHash);
  const manifest = storedManifest(neededSchema, model);
  return { run, runVideo, model: model!, manifest };
}

/**
 * The stored scores of a video, without the windows in holes; in small pieces, so that whoever waits for the event
 * loop gets it in between.
 *
 * @throws AppError 'cancelled' when the project is being closed.
 */
export async function spansOf(
  { store, closing }: ScoresProject,
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
