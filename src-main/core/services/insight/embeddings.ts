import { setImmediate as turn } from 'node:timers/promises';
import type { RunId, VideoId } from '../../../shared/records.ts';
import { EmbeddingMatrix } from '../../review/embedding-matrix.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { StoredRunVideo } from '../../store/run-store.ts';
import type { OpenProject } from '../project/open-project.ts';
import { freshRunVideo } from '../runs/run-scores.ts';

/** A few milliseconds' worth. */
const WINDOWS_AT_ONCE = 50;

/** Embeddings of one video's windows, with the number of each. */
export interface VideoEmbeddings {
  readonly videoId: VideoId;
  readonly runVideo: StoredRunVideo;
  readonly matrix: EmbeddingMatrix;
  readonly indices: readonly number[];
}

interface KeptVideo {
  readonly matrix: EmbeddingMatrix;
  readonly indices: number[];
  /** Windows that were stored when it was read, with or without an embedding. */
  windows: number;
}

/** Of the run that was asked about last: one run of a long project takes tens of megabytes. */
interface Kept {
  readonly runId: RunId;
  readonly videos: Map<VideoId, KeptVideo>;
}

const kept = new WeakMap<ProjectStore, Kept>();
const reading = new WeakMap<ProjectStore, Promise<unknown>>();

/**
 * The class-token embeddings of a run's windows, video by video, as far as they are stored. What was read stays in
 * memory for the next question; windows that have come since are added. Others get their turn while many are read.
 * Videos that were removed, or whose content the run hasn't seen, are left out.
 *
 * @throws AppError 'run.unknown'; 'cancelled' when the project is being closed.
 */
export async function embeddingsOf(project: OpenProject, runId: RunId): Promise<VideoEmbeddings[]> {
  const { store } = project;
  store.runs.run(runId);
  // One reader after the other: windows are added once each.
  const before = reading.get(store) ?? Promise.resolve();
  const read = before.then(() => readAll(project, runId));
  reading.set(
    store,
    read.catch(() => undefined),
  );
  return read;
}

async function readAll(project: OpenProject, runId: RunId): Promise<VideoEmbeddings[]> {
  const { store } = project;
  const known = kept.get(store);
  const { videos } = known?.runId === runId ? known : { videos: new Map<VideoId, KeptVideo>() };
  kept.set(store, { runId, videos });
  const found: VideoEmbeddings[] = [];
  for (const video of store.videos.list()) {
    const runVideo = freshRunVideo(project, runId, video);
    const one = runVideo && (await caughtUp(project, runVideo, videos.get(video.id)));
    if (!one) continue;
    videos.set(video.id, one);
    found.push({ videoId: video.id, runVideo, matrix: one.matrix, indices: one.indices });
  }
  return found;
}

/** @returns undefined for a video without embeddings. */
async function caughtUp(
  project: OpenProject,
  runVideo: StoredRunVideo,
  before: KeptVideo | undefined,
): Promise<KeptVideo | undefined> {
  const windows = runVideo.doneWindows + runVideo.skippedWindows;
  if (before?.windows === windows) return before;
  // Windows come in order, but for those of a damaged video that are made later: then all are read again.
  const last = before?.indices.at(-1) ?? -1;
  const isInOrder = before !== undefined && project.store.scores.nextIndex(runVideo.id) > last;
  const start = isInOrder ? last + 1 : 0;
  let one = isInOrder ? before : undefined;
  for (let from = start; from < runVideo.plannedWindows; from += WINDOWS_AT_ONCE) {
    project.closing.throwIfAborted();
    for (const { index, embedding } of project.store.scores.embeddings(runVideo.id, {
      from,
      to: from + WINDOWS_AT_ONCE,
    })) {
      one ??= { matrix: new EmbeddingMatrix(embedding.length, runVideo.plannedWindows), indices: [], windows: 0 };
      one.matrix.add(embedding);
      one.indices.push(index);
    }
    await turn();
  }
  if (one) one.windows = windows;
  return one;
}
