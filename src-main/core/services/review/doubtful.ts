import type { Parsed } from '../../../shared/protocol.ts';
import type { DoubtfulCount } from '../../../shared/protocol/review-methods.ts';
import type { Span } from '../../../shared/records.ts';
import { marginDoubt } from '../../review/doubt.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { RunVideoId, StoredRunVideo } from '../../store/run-store.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import type { OpenProject } from '../project/open-project.ts';
import { classifierRun, freshRunVideo, problemTypeOf, windowRanges } from '../runs/run-scores.ts';
import { decisionsOn } from './decided-windows.ts';

/** A window below the margin. */
interface Doubtful extends Span {
  readonly topIndex: number;
}

/** What was found among a run's windows of a video; true as long as neither number has changed. */
interface Found {
  readonly margin: number;
  readonly storedWindows: number;
  readonly windows: readonly Doubtful[];
}

/** Scores don't change once they are stored, decisions do: what was read of scores is kept while the project is open. */
const found = new WeakMap<ProjectStore, Map<RunVideoId, Found>>();

/**
 * 'queue.doubtful': of each video, how many windows of its newest run lie below a margin and wait for a decision, as a
 * queue by margin over all of that run would list them.
 *
 * @throws AppError 'video.unknown'.
 */
export async function doubtfulCounts(
  project: OpenProject,
  { margin, videoIds }: Parsed<'queue.doubtful'>,
): Promise<DoubtfulCount[]> {
  const { videos } = project.store;
  const counts: DoubtfulCount[] = [];
  for (const video of videoIds?.map((id) => videos.get(id)) ?? videos.list()) {
    const runVideo = newestOf(project, video);
    if (!runVideo) continue;
    const { classIds } = classifierRun(project, runVideo.runId);
    const windows = await windowsBelow(project, runVideo, margin);
    const isDecided = decisionsOn(project, video.id);
    const open = windows.filter((window) => !isDecided(window, classIds[window.topIndex] ?? null));
    counts.push({ videoId: video.id, runId: runVideo.runId, windows: open.length });
  }
  return counts;
}

/** Of the newest run that has windows of the video's content, and whose model tells probabilities of classes. */
function newestOf(project: OpenProject, video: StoredVideo): StoredRunVideo | undefined {
  const { runs } = project.store;
  for (const { id, modelHash } of runs.runs().reverse()) {
    const runVideo = freshRunVideo(project, id, video);
    if (!runVideo || runVideo.doneWindows === 0) continue;
    if (problemTypeOf(runs.model(modelHash)!) !== 'regression') return runVideo;
  }
  return undefined;
}

async function windowsBelow(
  project: OpenProject,
  runVideo: StoredRunVideo,
  margin: number,
): Promise<readonly Doubtful[]> {
  const { store } = project;
  const kept = found.get(store) ?? new Map<RunVideoId, Found>();
  found.set(store, kept);
  const storedWindows = runVideo.doneWindows + runVideo.skippedWindows;
  const known = kept.get(runVideo.id);
  if (known?.margin === margin && known.storedWindows === storedWindows) return known.windows;
  const windows: Doubtful[] = [];
  for await (const range of windowRanges(project, runVideo)) {
    for (const { top, startFrame, endFrame } of store.scores.windows(runVideo.id, range)) {
      const [first, second] = top;
      if (!first || marginDoubt(first.score, second?.score ?? 0) < 1 - margin) continue;
      windows.push({ startFrame, endFrame, topIndex: first.classIndex });
    }
  }
  kept.set(runVideo.id, { margin, storedWindows, windows });
  return windows;
}
