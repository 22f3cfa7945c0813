import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Rational, Video, VideoWindow } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { TaskInfo } from '../../../shared/protocol/app-methods.ts';
import type { WindowRef } from '../../../shared/protocol/attention-methods.ts';
import type { Parsed } from '../../../shared/protocol.ts';
import type { Raster } from '../../attention/draw/raster.ts';
import { decodeFrames } from '../../video/decode.ts';
import { encodeMovie } from '../../video/encode-movie.ts';
import { windowsOf } from '../analysis/sampling.ts';
import { nearestSample } from '../inspection/inspection-request.ts';
import type { OpenProject } from '../project/open-project.ts';
import { openProjectVideo } from '../project/video-files.ts';
import type { RunningTask } from '../tasks/task.ts';
import type { ReadyWindow } from './ready-window.ts';
import { overlayPicture } from './overlay-picture.ts';
import { cropOf, runWindow } from './run-window.ts';
import { askedMap, captionOf, windowMap } from './window-map.ts';

type MovieRequest = Parsed<'attention.movie'>;

interface MovieTools {
  readonly project: OpenProject;
  readonly ready: (ref: WindowRef, signal: AbortSignal) => Promise<ReadyWindow>;
}

/** Wider videos are made smaller: to look at a map nobody needs more. */
const MOST_WIDTH_PX = 1280;

/** Where movies are kept; they may be deleted at any time. */
export function movieFolder({ platform }: Pick<OpenProject, 'platform'>): string {
  return join(platform.cacheDir, 'movies');
}

/** Begins the movie. @throws AppError 'request.invalid' for a range outside the video. */
export function startMovie(tools: MovieTools, request: MovieRequest): TaskInfo {
  const { project } = tools;
  const { videoId, fromFrame, toFrame, map } = request;
  const { name, frameCount } = project.store.videos.get(videoId);
  if (fromFrame >= toFrame || toFrame > frameCount) {
    throw new AppError(
      'request.invalid',
      `The frames ${fromFrame} to ${toFrame} are no range of "${name}", which has ${frameCount}: toFrame is the one after the last.`,
    );
  }
  const title = `Movie of the ${map.view} map, ${name}`;
  const total = toFrame - fromFrame;
  return project.tasks.start({ kind: 'movie', title, unit: 'frames', total }, async (task) => ({
    resource: `movie/${await moviePath(tools, request, task)}`,
  }));
}

/** @returns the movie's name in the folder; made unless the same one is there. */
async function moviePath(tools: MovieTools, request: MovieRequest, task: RunningTask): Promise<string> {
  const { project } = tools;
  const video = await openProjectVideo(project, request.videoId);
  const { model, runVideo } = runWindow(project, { ...request, index: 0 });
  const identity = JSON.stringify([1, request, model.hash, runVideo.sampling, video.fingerprint]);
  const name = `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}.mp4`;
  const folder = movieFolder(project);
  const path = join(folder, name);
  if (existsSync(path)) return name;
  await mkdir(folder, { recursive: true });
  // Another core may be making the same one.
  const staging = `${path}.${randomUUID()}.part`;
  try {
    await writeMovie(staging, tools, { request, video, task });
    await rename(staging, path);
  } finally {
    await rm(staging, { force: true });
  }
  return name;
}

async function writeMovie(
  path: string,
  tools: MovieTools,
  what: { readonly request: MovieRequest; readonly video: Video; readonly task: RunningTask },
): Promise<void> {
  const { request, video, task } = what;
  const pictures = picturesOf(tools, what);
  const first = await pictures.next();
  if (first.done) throw new AppError('video.no_frames', 'No frame of this range decodes. Choose another range.');
  const { widthPx, heightPx, rgb: firstRgb } = first.value;
  const count = request.toFrame - request.fromFrame;
  async function* all() {
    yield firstRgb;
    let done = 1;
    task.progress(done);
    for await (const { rgb } of pictures) {
      yield rgb;
      task.progress(++done);
    }
  }
  const rate = rateOf(video, request.fromFrame, count);
  try {
    await encodeMovie(all(), { path, widthPx, heightPx, rate, signal: task.signal });
  } finally {
    await pictures.return();
  }
}

/** Each frame of the range with the map of the sampled frame nearest to it, of the window whose middle is nearest. */
async function* picturesOf(
  { project, ready }: MovieTools,
  { request, video, task }: { readonly request: MovieRequest; readonly video: Video; readonly task: RunningTask },
): AsyncGenerator<Raster, void> {
  const { runId, videoId, fromFrame, toFrame, map } = request;
  const { manifest, runVideo } = runWindow(project, { runId, videoId, index: 0 });
  const windows = windowsOf(video, manifest.input.frames, runVideo.sampling);
  const frames = Array.from({ length: toFrame - fromFrame }, (_, i) => fromFrame + i);
  let index = 0;
  for await (const frame of decodeFrames(video, { frames, signal: task.signal })) {
    index = nearestWindow(windows, frame.index, index);
    const subject = subjectFor(await ready({ runId, videoId, index }, task.signal), frame, map);
    yield overlayPicture({ ...subject, video }, request, MOST_WIDTH_PX);
  }
}

function subjectFor({ asked, shape, prepared }: ReadyWindow, frame: Frame, wish: MovieRequest['map']) {
  const map = askedMap(wish, shape, prepared.scores);
  const place = nearestSample(prepared.clip.window, frame.index);
  const sampled = prepared.clip.window.frames[place]!;
  const caption = captionOf(map, shape) + (sampled === frame.index ? '' : `, map of frame ${sampled}`);
  const { query } = map.request;
  return {
    ...{ frame, place, caption },
    picture: windowMap(prepared, shape, map),
    query: typeof query === 'object' ? query : null,
    crop: cropOf(frame, asked),
  };
}

/** Windows begin ever later: the one whose middle is nearest is never before the last frame's. */
function nearestWindow(windows: readonly VideoWindow[], frame: number, from: number): number {
  const distance = ({ startFrame, endFrame }: VideoWindow) => Math.abs((startFrame + endFrame - 1) / 2 - frame);
  let best = from;
  while (best + 1 < windows.length && distance(windows[best + 1]!) < distance(windows[best]!)) best++;
  return best;
}

/** The mean rate of the range; a video of variable rate plays evenly. */
function rateOf({ pts, timeBase, lastDuration }: Video, from: number, count: number): Rational {
  const end = pts[from + count] ?? pts.at(-1)! + lastDuration;
  return { num: count * timeBase.den, den: (end - pts[from]!) * timeBase.num };
}
