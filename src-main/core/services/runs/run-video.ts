import type { Hole, Video } from '../../../shared/domain.ts';
import { AppError, toWire } from '../../../shared/errors.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { StoredRunVideo } from '../../store/run-store.ts';
import type { NewWindow } from '../../store/score-store.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { type PlannedWindow, type PredictedWindow, predictedWindows } from '../analysis.ts';
import type { AnalysisLease } from './analysis-lease.ts';
import type { AttentionSummaries } from './attention-summaries.ts';
import type { ModelRunner } from '../analysis/model-runner.ts';
import { WindowWriter } from './window-writer.ts';

/** What has just been stored: `count` windows, all of them within [fromIndex, toIndex). */
export interface StoredWindows {
  readonly fromIndex: number;
  readonly toIndex: number;
  readonly count: number;
}

/** One video of a run, and what it takes to compute the windows that are not stored yet. */
export interface RunVideoTask {
  readonly store: ProjectStore;
  readonly lease: AnalysisLease;
  readonly video: Video;
  readonly runVideo: StoredRunVideo;
  /** All that are planned. */
  readonly windows: readonly PlannedWindow[];
  readonly manifest: Manifest;
  readonly runner: ModelRunner;
  /** null for a model that gives no attention. */
  readonly summaries: AttentionSummaries | null;
  /** Windows in one run of the model. */
  readonly batch: number;
  readonly signal: AbortSignal;
  /** Rejects when the video's file is missing or has changed. */
  readonly verifyFile: () => Promise<unknown>;
  readonly onStored: (stored: StoredWindows) => void;
}

/**
 * Goes on with a video at its first missing window, and leaves it complete, stopped or failed with a reason; complete
 * only when every planned window is stored. What an interrupted analysis stored is kept: it and the rest are what an
 * analysis in one go stores.
 *
 * @throws what ended it, once the state is written; an aborted signal does not throw.
 */
export async function completeRunVideo(task: RunVideoTask): Promise<void> {
  const { store, lease, runVideo, windows, signal } = task;
  lease.write(() => store.runs.setState(runVideo.id, 'running', null));
  try {
    await storeRemaining(task, runVideo.holes.length > 0);
  } catch (error) {
    const fault = await faultOf(task, error);
    if (!signal.aborted) {
      endAs(task, 'failed', toWire(fault).message);
      throw fault;
    }
  }
  if (!signal.aborted) return;
  const done = windows.length - store.scores.missingIndices(runVideo.id, windows.length).length;
  if (done < windows.length) endAs(task, 'stopped', `Stopped after ${done} of ${windows.length} windows.`);
}

/**
 * @param fromStart decodes from the first frame although windows are stored: errors of a damaged video reach over many
 *   frames, and only whoever decodes all of them sees the same holes and pictures again.
 */
async function storeRemaining(task: RunVideoTask, fromStart: boolean): Promise<void> {
  const { store, lease, video, runVideo, windows, manifest, runner, batch, signal } = task;
  const missing = new Set(store.scores.missingIndices(runVideo.id, windows.length));
  const remaining = windows.filter(({ index }) => missing.has(index));
  const found: Hole[] = [];
  let damage: Hole[] = [];
  let stored = 0;
  const writer = new WindowWriter({
    ...{ store, lease, runVideoId: runVideo.id, remaining, verifyFile: task.verifyFile },
    holes: () => united(runVideo.holes, found, damage),
    onStored(total) {
      const fromIndex = remaining[stored]!.index;
      task.onStored({ fromIndex, toIndex: remaining[total - 1]!.index + 1, count: total - stored });
      stored = total;
    },
  });
  const pipeline = {
    ...{ runner, manifest, batch, signal },
    onHole: (hole: Hole) => void found.push(hole),
    onDamage: (soFar: Hole) => void (damage = [soFar]),
    ...(fromStart && { isDone: (index: number) => !missing.has(index) }),
  };
  try {
    const source = remaining.length === 0 ? [] : predictedWindows(video, fromStart ? windows : remaining, pipeline);
    for await (const { windows: done } of source) {
      await writer.add(done.map((predicted) => newWindowFrom(predicted, task.summaries)));
    }
    if (!signal.aborted) await writer.finish();
  } catch (error) {
    if (isOnlyHoles(error) && !fromStart && remaining.length < windows.length) return storeRemaining(task, true);
    // What was computed is kept, unless it is storing that fails.
    await writer.flush().catch(() => undefined);
    throw error;
  }
  await writer.flush();
  if (!signal.aborted) complete(task, remaining.length === 0 ? runVideo.holes : found);
}

/** The end of a damaged video may hold nothing that decodes, which is for the whole video to say. */
function isOnlyHoles(error: unknown): boolean {
  return error instanceof AppError && error.code === 'video.no_frames';
}

function complete({ store, lease, runVideo, windows }: RunVideoTask, holes: readonly Hole[]): void {
  const missing = store.scores.missingIndices(runVideo.id, windows.length);
  if (missing.length > 0) throw new Error(`${missing.length} of ${windows.length} windows were never made`);
  lease.write(() => {
    store.runs.setHoles(runVideo.id, holes);
    store.runs.setState(runVideo.id, 'complete', null);
    if (holes.length === 0) return;
    const { videoId } = runVideo;
    store.videos.setHoles(videoId, united(store.videos.get(videoId).holes, holes));
  });
}

/** A file that is gone or changed explains whatever else went wrong. */
async function faultOf({ verifyFile }: RunVideoTask, error: unknown): Promise<unknown> {
  if (error instanceof AppError && !/^(video|ffmpeg)\./.test(error.code)) return error;
  return verifyFile().then(
    () => error,
    (fault: unknown) => fault,
  );
}

/** A disk that is full has no room for the state either: then it stays 'running', and whoever comes next mends that. */
function endAs({ store, lease, runVideo }: RunVideoTask, state: 'stopped' | 'failed', reason: string): void {
  try {
    lease.write(() => store.runs.setState(runVideo.id, state, reason));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

function newWindowFrom(
  { window, missing, output, scores }: PredictedWindow,
  summaries: AttentionSummaries | null,
): NewWindow {
  const { index, startFrame, endFrame } = window;
  const attention = summaries?.of(output) ?? null;
  return { index, startFrame, endFrame, missing, scores, embedding: output.embedding, attention };
}

/** Each hole once. */
function united(...lists: (readonly Hole[])[]): Hole[] {
  return [...new Map(lists.flat().map((hole) => [JSON.stringify(hole), hole])).values()];
}
