import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ColourMapName } from '../../../shared/colour-maps.ts';
import type { VideoWindow } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { rollout } from '../../attention/views/rollout.ts';
import type { AttentionPicture, AttentionRequest, AttentionShape, AttentionView } from '../../attention/view.ts';
import type { ProviderChoice } from '../../inference/providers.ts';
import type { OpenModel } from '../../models/architecture.ts';
import { scoresFromLogits, topScores } from '../../timeline/scores.ts';
import type { RunHost } from '../analysis/analysis-run.ts';
import { type Clip, clipsFrom, openVideo } from '../analysis/clips.ts';
import { type InspectionFile, writePictures } from './inspection-pictures.ts';
import {
  attentionRequest,
  attentionShapeOf,
  frameAt,
  type InspectionWishes,
  type Moment,
  nearestSample,
  viewFor,
  windowAround,
} from './inspection-request.ts';
import { type InspectedWindow, runInspection } from './inspection-run.ts';
import { writeFolder } from '../output-folder.ts';
import { samplingFrom, type SamplingWishes, windowsOf } from '../analysis/sampling.ts';
import { launcherOf } from '../platform.ts';

/** One look at one window of a video. */
export interface InspectionOrder {
  readonly videoPath: string;
  readonly model: OpenModel;
  readonly moment: Moment;
  readonly wishes: InspectionWishes;
  readonly sampling: SamplingWishes;
  readonly provider: ProviderChoice;
  readonly threads: number | null;
  readonly interpolation: 'smooth' | 'patches';
  /** Of the strongest values on the pictures, 0..1. */
  readonly opacity: number;
  readonly out: string;
  /** Replace the folder of an earlier inspection. */
  readonly force: boolean;
}

/** What was written; `inspection.json` in the folder holds the same. */
export interface Inspection {
  readonly version: 1;
  readonly folder: string;
  readonly video: string;
  readonly model: { readonly path: string; readonly name: string; readonly hash: string };
  readonly provider: string;
  /** The frame asked for, and which of the window's frames is nearest. */
  readonly frame: number;
  readonly position: number;
  readonly window: VideoWindow;
  /** Planned frames that did not decode; the nearest stands in. */
  readonly missing: readonly number[];
  readonly view: string;
  readonly title: string;
  readonly layer: number | 'all';
  readonly head: AttentionRequest['head'];
  readonly query: AttentionRequest['query'] | null;
  readonly classLabel: string | null;
  readonly colourMap: ColourMapName;
  /** Values of the map over all frames; every picture is scaled by the larger magnitude. */
  readonly range: readonly [number, number];
  readonly top: readonly { readonly label: string; readonly score: number }[];
  readonly files: readonly InspectionFile[];
}

const TOP = 3;
const MARKER = 'inspection.json';

/**
 * Video and moment → the window around it → attention → overlays of its T frames, a contact sheet and raw arrays, in a
 * folder that appears whole or not at all.
 *
 * @throws AppError for wishes that the model or the video cannot fulfil, and as the stages do.
 */
export async function inspect(
  order: InspectionOrder,
  { platform, signal, launch = launcherOf(platform) }: RunHost,
  onFrame: (done: number, planned: number) => void,
): Promise<Inspection> {
  const { model, wishes, provider, threads } = order;
  const view = viewFor(wishes);
  const shape = attentionShapeOf(model.manifest, model.path);
  attentionRequest(wishes, view, shape, 0);
  const folder = resolve(order.out);
  return writeFolder({ path: folder, marker: MARKER, force: order.force }, async (staging) => {
    const video = await openVideo(order.videoPath, platform, signal);
    const frame = frameAt(video, order.moment);
    const sampling = samplingFrom(order.sampling, model.manifest, video);
    const window = windowAround(windowsOf(video, shape.frames, sampling), frame);
    const clip = await onlyClip(clipsFrom(video, [window], model.manifest, { signal }), frame);
    const position = nearestSample(clip.window, frame);
    const asked = attentionRequest(wishes, view, shape, position);
    const result = await runInspection(
      model,
      clip.pixels,
      { view, shape, request: asked },
      {
        launch,
        provider,
        threads,
        signal,
      },
    );
    const scores = scoresFromLogits(result.logits, model.manifest.problemType);
    const request = wishes.classLabel === undefined ? { ...asked, classIndex: best(scores) } : asked;
    const picture = withWeights(view.render(result.tensors, shape, request), result, shape);
    const colourMap = wishes.colourMap ?? (picture.heatMap.scale === 'diverging' ? 'blue-red' : 'magma');
    const top = topScores(scores, model.manifest.labels, TOP);
    const { interpolation, opacity } = order;
    const { patchPx } = shape;
    const look = { patchPx, colourMap, interpolation, opacity, scores: top, signal, onFrame };
    const files = await writePictures(staging, { video, model, clip, picture, request, ...look });
    const inspection: Inspection = {
      version: 1,
      folder,
      video: order.videoPath,
      model: { path: model.path, name: model.manifest.name, hash: model.hash },
      provider: result.provider,
      frame,
      position,
      window: clip.window,
      missing: clip.missing,
      ...summaryOf({ view, request, picture, shape }),
      colourMap,
      top,
      files: [...files],
    };
    await writeFile(join(staging, MARKER), `${JSON.stringify(inspection, null, 2)}\n`);
    return inspection;
  });
}

async function onlyClip(clips: AsyncIterable<Clip>, frame: number): Promise<Clip> {
  for await (const clip of clips) return clip;
  throw new AppError('video.no_frames', `No frame of the window around frame ${frame} decodes. Choose another frame.`);
}

/** Views within frames cannot rank frames: where it was computed, the rollout's share stands beside them. */
function withWeights(picture: AttentionPicture, result: InspectedWindow, shape: AttentionShape): AttentionPicture {
  if (!result.hasRolloutWeights) return picture;
  const all = { layer: 'all', head: 'mean', query: undefined, frame: 0, classIndex: 0 } as const;
  const { frameWeights, weightName } = rollout.render(result.tensors, shape, all).heatMap;
  return { ...picture, heatMap: { ...picture.heatMap, frameWeights, weightName } };
}

function summaryOf({
  view,
  request,
  picture,
  shape,
}: {
  readonly view: AttentionView;
  readonly request: AttentionRequest;
  readonly picture: AttentionPicture;
  readonly shape: AttentionShape;
}): Pick<Inspection, 'view' | 'title' | 'layer' | 'head' | 'query' | 'classLabel' | 'range'> {
  const { values } = picture.heatMap;
  return {
    view: view.id,
    title: picture.title,
    layer: request.layer,
    head: request.head,
    query: request.query ?? null,
    classLabel: view.id === 'contribution' ? shape.labels[request.classIndex]! : null,
    range: [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))],
  };
}

function best(scores: Float32Array): number {
  return scores.reduce((most, score, i) => (score > scores[most]! ? i : most), 0);
}
