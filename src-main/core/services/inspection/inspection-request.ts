import { DIVERGING_COLOUR_MAPS, SEQUENTIAL_COLOUR_MAPS, type ColourMapName } from '../../../shared/colour-maps.ts';
import type { Video, VideoWindow } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { clockText, secondsFromStart } from '../../../shared/time.ts';
import { attentionView } from '../../attention/index.ts';
import type { AttentionRequest, AttentionShape, AttentionView, PatchQuery } from '../../attention/view.ts';
import { frameShownAt } from '../../clips/timed-windows.ts';
import { parseTimesformerConfig } from '../../models/timesformer/parse-config.ts';

export const INSPECTION_KINDS = ['spatial', 'temporal', 'contribution'] as const;

/** What of the model's attention is wanted. Undefined leaves a choice to the kind. */
export interface InspectionWishes {
  readonly kind: (typeof INSPECTION_KINDS)[number];
  /** A layer from 0, the mean of all, or the rollout through all. */
  readonly layer: number | 'all' | 'rollout' | undefined;
  readonly head: number | 'mean' | undefined;
  readonly query: 'class' | PatchQuery | undefined;
  /** Name of the class that contributions go to; the best one of the window unless given. */
  readonly classLabel: string | undefined;
  readonly colourMap: ColourMapName | undefined;
}

/** The place in the video: a frame, or seconds from its first frame. */
export type Moment = { readonly frame: number } | { readonly timeSec: number };

/** @throws AppError 'model.unsupported' for a model without attention that could be looked at. */
export function attentionShapeOf(manifest: Manifest, path: string): AttentionShape & { readonly patchPx: number } {
  if (manifest.architecture !== 'timesformer') {
    throw new AppError(
      'model.unsupported',
      `${manifest.name} is a ${manifest.architecture} model: its graph gives no attention, so there is nothing to inspect.`,
    );
  }
  const { architecture } = parseTimesformerConfig(manifest.config, path);
  const { attentionType, numHiddenLayers, numAttentionHeads, patchSize } = architecture;
  const { frames, height, width } = manifest.input;
  return {
    attentionType,
    layers: numHiddenLayers,
    heads: numAttentionHeads,
    frames,
    rows: Math.floor(height / patchSize),
    cols: Math.floor(width / patchSize),
    labels: manifest.labels,
    patchPx: patchSize,
  };
}

/** Which view shows what is wanted. @throws AppError 'request.invalid' for wishes that contradict one another. */
export function viewFor({ kind, layer, query, classLabel, colourMap }: InspectionWishes): AttentionView {
  if (layer === 'rollout' && kind !== 'spatial') {
    throw new AppError('request.invalid', `--layer rollout is spatial; --kind ${kind} takes a layer or all.`);
  }
  if (classLabel !== undefined && kind !== 'contribution') {
    throw new AppError('request.invalid', `--class goes with --kind contribution; --kind ${kind} has no class.`);
  }
  const maps: readonly string[] = kind === 'contribution' ? DIVERGING_COLOUR_MAPS : SEQUENTIAL_COLOUR_MAPS;
  if (colourMap !== undefined && !maps.includes(colourMap)) {
    const values = kind === 'contribution' ? 'signed' : 'never negative';
    const advice = `--kind ${kind} takes ${maps.join(', ')}`;
    throw new AppError(
      'request.invalid',
      `--colour-map ${colourMap} does not fit values that are ${values}: ${advice}.`,
    );
  }
  if (kind !== 'spatial') return attentionView(kind);
  if (typeof query === 'object') return attentionView(layer === 'rollout' ? 'rollout' : 'patch');
  return attentionView(layer === undefined || layer === 'rollout' ? 'rollout' : 'class-token');
}

/**
 * The wishes with every default filled in, checked against the model.
 *
 * @param frame which of the T frames is asked.
 * @throws AppError 'request.invalid' for a layer, head, patch or class that the model has not.
 */
export function attentionRequest(
  wishes: InspectionWishes,
  view: AttentionView,
  shape: AttentionShape,
  frame: number,
): AttentionRequest {
  const { layer, head, query, classLabel } = wishes;
  const request: AttentionRequest = {
    layer: layer === 'rollout' || layer === undefined ? 'all' : layer,
    head: head ?? 'mean',
    query,
    frame,
    classIndex: classLabel === undefined ? 0 : classIndexOf(classLabel, shape.labels),
  };
  const refusal = view.refusal(shape, request);
  if (refusal === null) return request;
  throw new AppError('request.invalid', refusal);
}

/** @throws AppError 'request.invalid' for a moment outside the video. */
export function frameAt(video: Video, moment: Moment): number {
  const count = video.pts.length;
  if ('frame' in moment) {
    if (moment.frame < count) return moment.frame;
    throw new AppError('request.invalid', `There is no frame ${moment.frame}: ${video.path} has ${count}, from 0.`);
  }
  const lengthSec = secondsFromStart(video, count);
  if (moment.timeSec < lengthSec) {
    const { num, den } = video.timeBase;
    return frameShownAt(video.pts, video.pts[0]! + (moment.timeSec * den) / num);
  }
  const asked = clockText(moment.timeSec);
  throw new AppError('request.invalid', `There is nothing at ${asked}: ${video.path} ends at ${clockText(lengthSec)}.`);
}

/**
 * Of the windows that cover a frame the one whose middle is nearest to it, the earlier of two.
 *
 * @throws AppError 'request.invalid' where none covers it.
 */
export function windowAround(windows: readonly VideoWindow[], frame: number): VideoWindow {
  const distance = ({ startFrame, endFrame }: VideoWindow) => Math.abs((startFrame + endFrame - 1) / 2 - frame);
  const [first, ...rest] = windows.filter(({ startFrame, endFrame }) => startFrame <= frame && frame < endFrame);
  if (first) return rest.reduce((best, window) => (distance(window) < distance(best) ? window : best), first);
  throw new AppError(
    'request.invalid',
    `No window covers frame ${frame} with this stride; give --stride a smaller one.`,
  );
}

/** Position of the sampled frame nearest to a frame, the earlier of two. */
export function nearestSample({ frames }: VideoWindow, frame: number): number {
  const distance = (position: number) => Math.abs(frames[position]! - frame);
  return frames.reduce((best, _, i) => (distance(i) < distance(best) ? i : best), 0);
}

function classIndexOf(name: string, labels: readonly string[]): number {
  const exact = labels.indexOf(name);
  if (exact >= 0) return exact;
  const folded = labels.map((label) => label.toLowerCase());
  const index = folded.indexOf(name.toLowerCase());
  if (index >= 0) return index;
  const near = labels.filter((_, i) => folded[i]!.includes(name.toLowerCase())).slice(0, 5);
  const known = near.length > 0 ? near : labels.slice(0, 5);
  const more = labels.length > known.length ? `, … (${labels.length} classes)` : '';
  throw new AppError('request.invalid', `The model has no class "${name}". It has ${known.join(', ')}${more}.`);
}
