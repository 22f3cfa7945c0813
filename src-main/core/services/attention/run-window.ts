import type { Video, VideoWindow } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { manifestSchema, type Manifest } from '../../../shared/manifest.ts';
import type { CropBox, WindowRef } from '../../../shared/protocol/attention-methods.ts';
import type { ModelRecord } from '../../../shared/records.ts';
import { gridRect } from '../../attention/overlay.ts';
import type { AttentionShape } from '../../attention/view.ts';
import { createFrameProcessor } from '../../pixels/frame-processor.ts';
import type { StoredRun, StoredRunVideo } from '../../store/run-store.ts';
import { withStandIns } from '../analysis/clips.ts';
import { windowAt } from '../analysis/sampling.ts';
import { attentionShapeOf } from '../inspection/inspection-request.ts';
import { storedManifest } from '../runs/stored-manifest.ts';
import type { OpenProject } from '../project/open-project.ts';

/** A window of a run, and the model that saw it: all from the project's records, nothing opened. */
export interface RunWindow {
  readonly ref: WindowRef;
  readonly run: StoredRun;
  readonly runVideo: StoredRunVideo;
  readonly model: ModelRecord;
  readonly manifest: Manifest;
  /** null where the model shows no attention; then `refusal` says why, in a sentence. */
  readonly shape: (AttentionShape & { readonly patchPx: number }) | null;
  readonly refusal: string | null;
  /** Its frames are those that the model was given. */
  readonly window: VideoWindow;
}

type Stored = Pick<OpenProject, 'store'>;

/** @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' for a window that the run has not planned. */
export function runWindow({ store }: Stored, ref: WindowRef): RunWindow {
  const run = store.runs.run(ref.runId);
  const runVideo = store.runs.runVideo(ref.runId, ref.videoId);
  const found = store.runs.model(run.modelHash);
  const manifest = storedManifest(manifestSchema, found);
  const model = found!;
  const { facts, frameCount } = store.videos.get(ref.videoId);
  const video = { frameCount, times: () => ({ ...facts, pts: store.videos.frames(ref.videoId).pts }) };
  const planned = windowAt(video, manifest.input.frames, runVideo.sampling, ref.index);
  if (!planned) {
    const last = runVideo.plannedWindows - 1;
    throw new AppError(
      'request.invalid',
      `Run ${ref.runId} has no window ${ref.index} of this video: its last is ${last}.`,
    );
  }
  const [stored] = store.scores.windows(runVideo.id, { from: ref.index, to: ref.index + 1 });
  const missing = new Set(stored?.missing);
  const frames = withStandIns(planned.frames, (frame) => !missing.has(frame));
  const window = frames.length === 0 ? planned : { ...planned, frames };
  return { ref, run, runVideo, model, manifest, window, ...shapeOf(manifest, model.path) };
}

function shapeOf(manifest: Manifest, path: string): Pick<RunWindow, 'shape' | 'refusal'> {
  if (manifest.architecture !== 'timesformer') {
    const refusal = `${manifest.name} is a ${manifest.architecture} model: its graph gives scores only, no attention.`;
    return { shape: null, refusal };
  }
  if (manifest.graphs.inspect === null) {
    const refusal = `${manifest.name} was converted to int8 for prediction only. Analyze with its fp32 model to see attention.`;
    return { shape: null, refusal };
  }
  return { shape: attentionShapeOf(manifest, path), refusal: null };
}

/**
 * Where the model's picture lies on the frame as shown. With a shape it is the patch grid, which may reach beyond the
 * frame where the crop was padded; without, the part that is seen.
 */
export function cropOf(video: Pick<Video, 'widthPx' | 'heightPx'>, { manifest, shape }: RunWindow): CropBox {
  const { widthPx, heightPx } = video;
  const { geometry } = createFrameProcessor(video, manifest.preprocessing, manifest.input.channels);
  const { x, y, width, height } = shape ? gridRect(geometry, shape, shape.patchPx) : geometry.seen;
  return { left: x / widthPx, top: y / heightPx, width: width / widthPx, height: height / heightPx };
}

/** The same window as text, for maps and shared work. */
export function windowKey({ runId, videoId, index }: WindowRef): string {
  return `${runId}/${videoId}/${index}`;
}
