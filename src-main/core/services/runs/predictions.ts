import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import { manifestSchema } from '../../../shared/manifest.ts';
import type { Parsed, Result } from '../../../shared/protocol.ts';
import type { PredictionWindow, RibbonSeries, RunInfo, RunVideo } from '../../../shared/protocol/run-methods.ts';
import type { ModelRecord, RunId, Span, VideoId } from '../../../shared/records.ts';
import { topIndices } from '../../base/top-indices.ts';
import { snapshot } from '../../store/database.ts';
import type { StoredRun, StoredRunVideo } from '../../store/run-store.ts';
import type { StoredWindow } from '../../store/score-store.ts';
import { FAN } from '../../store/score-tile.ts';
import type { NodeRange, NodeScores } from '../../store/tile-store.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { asAbandoned } from './abandoned.ts';
import { withStandIns } from '../analysis/clips.ts';
import type { OpenProject } from '../project/open-project.ts';
import { windowAt } from '../analysis/sampling.ts';

/** More nodes than this in a column can't be seen. */
const NODES_A_COLUMN = 2;

/** All that predictions need of a project. */
type Stored = Pick<OpenProject, 'store'>;
/** A few milliseconds' worth of reading. */
const WINDOWS_AT_ONCE = 500;

type Where = { readonly runId: RunId; readonly videoId: VideoId };

/** 'models.list'. */
export function listModels({ store }: Stored): ModelRecord[] {
  return store.runs.models();
}

/** 'runs.list': by number, each with its videos in the order of the run. */
export function listRuns({ store }: Stored): RunInfo[] {
  return snapshot(store.db, () => {
    const models = new Map(store.runs.models().map((model) => [model.hash, model]));
    const videos = new Map(store.videos.list({ includeRemoved: true }).map((video) => [video.id, video]));
    const isAnalyzing = store.runs.lock.isHeld();
    return store.runs.runs().map((run) => {
      const runVideos = store.runs
        .runVideos(run.id)
        .map((entry) => runVideoInfo(entry, videos.get(entry.videoId)!, isAnalyzing));
      return runInfo(run, models.get(run.modelHash)!, runVideos);
    });
  });
}

/**
 * 'predictions.ribbons': scores along a range from tiles alone, at the finest level with at most two nodes a column.
 *
 * @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' for an empty range or a label of another model.
 */
export function ribbons(project: Stored, params: Parsed<'predictions.ribbons'>): Result<'predictions.ribbons'> {
  const { store } = project;
  return snapshot(store.db, () => {
    const { runVideo, labels } = opened(project, params);
    const range = store.scores.range(runVideo.id, spanFrom(params));
    const level = levelFor(range, params.columns);
    const nodes = nodesOf(range, level);
    const { tiles } = store.scores;
    const classes = params.labels
      ? params.labels.map((label) => classIndexOf(label, labels))
      : topIndices(ranked(tiles.greatest(runVideo.id, level, nodes, labels.length)), params.count);
    const { starts, ends, series } = tiles.nodes(runVideo.id, level, nodes, classes);
    return {
      windowsPerNode: FAN ** level,
      centres: starts.map((start, i) => Math.floor((start + ends[i]!) / 2)),
      series: series.map((scores, i) => ({ label: labels[classes[i]!]!, ...listed(scores) })),
    };
  });
}

/**
 * 'predictions.windows': those that share a frame with the range, in order; others get their turn while many are read.
 *
 * @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' for an empty range.
 */
export async function windows(
  project: Pick<OpenProject, 'store' | 'closing'>,
  params: Parsed<'predictions.windows'>,
): Promise<PredictionWindow[]> {
  const { scores } = project.store;
  const { runVideo, labels } = opened(project, params);
  const { from, to } = scores.range(runVideo.id, spanFrom(params));
  const found: PredictionWindow[] = [];
  for (let first = from; first < to; first += WINDOWS_AT_ONCE) {
    if (first > from) await turn();
    project.closing.throwIfAborted();
    const some = scores.windows(runVideo.id, { from: first, to: Math.min(to, first + WINDOWS_AT_ONCE) });
    for (const window of some) found.push(withLabels(window, labels));
  }
  return found;
}

/**
 * 'predictions.window'.
 *
 * @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' for a window that is not there (yet).
 */
export function window(project: Stored, params: Parsed<'predictions.window'>): Result<'predictions.window'> {
  const { store } = project;
  const { index } = params;
  return snapshot(store.db, () => {
    const { runVideo, labels, model } = opened(project, params);
    const range = { from: index, to: index + 1 };
    const [stored] = store.scores.windows(runVideo.id, range);
    const [scored] = store.scores.scored(runVideo.id, range);
    if (!stored || !scored) {
      const done = runVideo.doneWindows + runVideo.skippedWindows;
      throw new AppError(
        'request.invalid',
        `Run ${params.runId} has no window ${index} of this video: ${done} of ${runVideo.plannedWindows} are done.`,
      );
    }
    const { facts, frameCount } = store.videos.get(params.videoId);
    const video = { frameCount, times: () => ({ ...facts, pts: store.videos.frames(params.videoId).pts }) };
    const { input } = manifestSchema.pick({ input: true }).parse(model.manifest);
    const planned = windowAt(video, input.frames, runVideo.sampling, index)!;
    const missing = new Set(stored.missing);
    return {
      ...withLabels(stored, labels),
      frames: withStandIns(planned.frames, (frame) => !missing.has(frame)),
      scores: scored.scores && Array.from(scored.scores),
    };
  });
}

function opened({ store }: Stored, { runId, videoId }: Where) {
  const run = store.runs.run(runId);
  const runVideo = store.runs.runVideo(runId, videoId);
  const model = store.runs.model(run.modelHash)!;
  return { runVideo, model, labels: model.labels };
}

function spanFrom({ fromFrame, toFrame }: { readonly fromFrame: number; readonly toFrame: number }): Span {
  if (fromFrame < toFrame) return { startFrame: fromFrame, endFrame: toFrame };
  throw new AppError(
    'request.invalid',
    `The range of frames from ${fromFrame} to ${toFrame} is empty: toFrame is the one after the last.`,
  );
}

/** The finest level with at most two nodes a column. @param range of windows. */
export function levelFor({ from, to }: NodeRange, columns: number): number {
  let level = 0;
  while ((to - from) / FAN ** level > columns * NODES_A_COLUMN) level++;
  return level;
}

/** The nodes of a level that windows are in. */
export function nodesOf({ from, to }: NodeRange, level: number): NodeRange {
  const size = FAN ** level;
  return { from: Math.floor(from / size), to: Math.ceil(to / size) };
}

function classIndexOf(label: string, labels: readonly string[]): number {
  const index = labels.indexOf(label);
  if (index >= 0) return index;
  throw new AppError('request.invalid', `The run's model has no label "${label}". models.list has those it has.`);
}

/** Classes without any score come last. */
function ranked(greatest: Float32Array): Float32Array {
  return greatest.map((score) => (Number.isNaN(score) ? -Infinity : score));
}

function listed({ least, mean, greatest }: NodeScores): Omit<RibbonSeries, 'label'> {
  const means = finite(mean);
  return {
    least: least === mean ? means : finite(least),
    mean: means,
    greatest: greatest === mean ? means : finite(greatest),
  };
}

/** JSON has neither NaN nor infinities. A plain loop: a picture of every class has a million of them. */
function finite(values: Float32Array): (number | null)[] {
  const list = new Array<number | null>(values.length);
  for (let i = 0; i < values.length; i++) list[i] = Number.isFinite(values[i]!) ? values[i]! : null;
  return list;
}

function withLabels({ top, ...window }: StoredWindow, labels: readonly string[]): PredictionWindow {
  return { ...window, top: top.map(({ classIndex, score }) => ({ label: labels[classIndex]!, score })) };
}

function runInfo(run: StoredRun, model: ModelRecord, videos: readonly RunVideo[]): RunInfo {
  const { id, modelHash, settings, createdAt } = run;
  return { id, modelHash, modelName: model.name, labels: model.labels, settings, createdAt, videos };
}

/** @param isAnalyzing some process is: else none analyzes this video, whatever its state says. */
function runVideoInfo(entry: StoredRunVideo, video: StoredVideo, isAnalyzing: boolean): RunVideo {
  const { videoId, state, reason, plannedWindows, doneWindows, skippedWindows, segmentSettings, fingerprint } = entry;
  const isStale = video.isChanged || video.fingerprint !== fingerprint;
  const stored = { videoId, state, reason, plannedWindows, doneWindows, skippedWindows, isStale, segmentSettings };
  return state === 'running' && !isAnalyzing ? { ...stored, ...asAbandoned(entry) } : stored;
}
