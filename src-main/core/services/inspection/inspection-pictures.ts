import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ColourMapName } from '../../../shared/colour-maps.ts';
import type { Frame, Video } from '../../../shared/domain.ts';
import { secondsFromStart } from '../../../shared/time.ts';
import { contactSheetOf, type SheetCell, sheetCell } from '../../attention/contact-sheet.ts';
import type { HeatLayerStyle } from '../../attention/draw/heat-layer.ts';
import { matrixPicture } from '../../attention/matrix-picture.ts';
import { npyFrom } from '../../attention/npy.ts';
import { gridRect, overlayOf, type OverlayMap } from '../../attention/overlay.ts';
import { pngFrom } from '../../attention/png.ts';
import type { AttentionPicture, AttentionRequest } from '../../attention/view.ts';
import { createFrameProcessor } from '../../pixels/frame-processor.ts';
import { decodeFrames } from '../../video/decode.ts';
import type { Clip } from '../analysis/clips.ts';
import type { OpenModel } from '../../models/architecture.ts';

/** A file of an inspection, named relative to its folder. */
export type InspectionFile =
  | { readonly kind: 'overlay'; readonly name: string; readonly frame: number; readonly position: number }
  | { readonly kind: 'contact-sheet' | 'matrix'; readonly name: string }
  | { readonly kind: 'array'; readonly name: string; readonly shape: readonly number[] };

/** What the pictures show and where they come from. */
export interface PicturePlan {
  readonly video: Video;
  readonly model: OpenModel;
  /** Side of a patch in the model's picture. */
  readonly patchPx: number;
  readonly clip: Clip;
  readonly picture: AttentionPicture;
  readonly request: AttentionRequest;
  readonly colourMap: ColourMapName;
  readonly interpolation: HeatLayerStyle['interpolation'];
  readonly opacity: number;
  readonly scores: readonly { readonly label: string; readonly score: number }[];
  readonly signal: AbortSignal;
  readonly onFrame: (done: number, planned: number) => void;
}

/** Writes overlays, contact sheet, matrix and arrays. @param folder exists. */
export async function writePictures(folder: string, plan: PicturePlan): Promise<InspectionFile[]> {
  const { files, cells } = await writeOverlays(folder, plan);
  const { picture, clip, request, model } = plan;
  const sheet = contactSheetOf({
    title: `${picture.title.charAt(0).toUpperCase()}${picture.title.slice(1)}`,
    details: sheetDetails(plan),
    scores: plan.scores,
    cells,
    weightName: picture.heatMap.weightName,
    current: request.frame,
  });
  await writeFile(join(folder, 'contact-sheet.png'), pngFrom(sheet, describe(plan)));
  files.push({ kind: 'contact-sheet', name: 'contact-sheet.png' });
  if (picture.matrix) {
    const { matrix } = picture;
    const heat = { colourMap: plan.colourMap, scale: 'sequential', largest: largestOf(matrix.values) } as const;
    const page = matrixPicture(matrix, heat, { frames: clip.window.frames, row: request.frame });
    await writeFile(join(folder, 'matrix.png'), pngFrom(page, describe(plan)));
    files.push({ kind: 'matrix', name: 'matrix.png' });
  }
  return [...files, ...(await writeArrays(folder, plan, model.manifest.input.frames))];
}

async function writeOverlays(
  folder: string,
  plan: PicturePlan,
): Promise<{ files: InspectionFile[]; cells: SheetCell[] }> {
  const { clip, picture, video, signal, onFrame } = plan;
  const sampled = clip.window.frames;
  const files: InspectionFile[] = [];
  const cells: SheetCell[] = [];
  for await (const frame of decodeFrames(video, { frames: [...new Set(sampled)], signal })) {
    for (const [position, index] of sampled.entries()) {
      if (index !== frame.index) continue;
      const content = cellFor(plan, frame, position);
      const name = `overlay-${String(position).padStart(2, '0')}-frame-${String(index).padStart(6, '0')}.png`;
      await writeFile(
        join(folder, name),
        pngFrom(overlayOf(content.frame, content.map, picture.title), describe(plan)),
      );
      files.push({ kind: 'overlay', name, frame: index, position });
      cells.push(sheetCell(content));
      onFrame(cells.length, sampled.length);
    }
  }
  return { files, cells };
}

function cellFor(plan: PicturePlan, frame: Frame, position: number): SheetCell {
  const { clip, picture, video, model, request, colourMap, interpolation, opacity, patchPx } = plan;
  const { heatMap } = picture;
  const { rows, cols, values, scale, frameWeights } = heatMap;
  const { geometry } = createFrameProcessor(video, model.manifest.preprocessing, model.manifest.input.channels);
  const grid = { rows, cols, values: values.subarray(position * rows * cols, (position + 1) * rows * cols) };
  const map: OverlayMap = {
    grid,
    rect: gridRect(geometry, grid, patchPx),
    query: typeof request.query === 'object' ? request.query : null,
    style: { colourMap, scale, largest: largestOf(values), opacity, interpolation },
  };
  const isRepeated = position > 0 && clip.window.frames[position - 1] === frame.index;
  return {
    map,
    frame: {
      index: frame.index,
      timeSec: secondsFromStart(video, frame.index),
      picture: frame,
      weight: frameWeights?.[position] ?? null,
      isRepeated,
    },
  };
}

/** The plain numbers, for NumPy: map (T, H', W'), weights (T), matrix (T, T), the frames' indices and times. */
async function writeArrays(folder: string, plan: PicturePlan, count: number): Promise<InspectionFile[]> {
  const { picture, clip, video } = plan;
  const { heatMap, matrix } = picture;
  const { frames } = clip.window;
  const arrays: [string, readonly number[], Float32Array | Float64Array | Int32Array][] = [
    ['map', [heatMap.frames, heatMap.rows, heatMap.cols], heatMap.values],
    ['frames', [count], Int32Array.from(frames)],
    ['times-sec', [count], Float64Array.from(frames, (index) => secondsFromStart(video, index))],
  ];
  if (heatMap.frameWeights) arrays.push(['frame-weights', [count], heatMap.frameWeights]);
  if (matrix) arrays.push(['matrix', [matrix.rows, matrix.cols], matrix.values]);
  const files: InspectionFile[] = [];
  for (const [stem, shape, data] of arrays) {
    await writeFile(join(folder, `${stem}.npy`), npyFrom(shape, data));
    files.push({ kind: 'array', name: `${stem}.npy`, shape });
  }
  return files;
}

function sheetDetails({ video, model, clip }: PicturePlan): string[] {
  const { startFrame, endFrame, frames } = clip.window;
  const { widthPx, heightPx } = video;
  const missing = clip.missing.length === 0 ? '' : `  ·  ${clip.missing.length} did not decode`;
  return [
    `${basename(video.path)}  ·  ${widthPx} × ${heightPx}  ·  window of frames ${startFrame} to ${endFrame - 1}`,
    `${model.manifest.name}  ·  ${frames.length} frames${missing}`,
  ];
}

function describe({ video, model, picture }: PicturePlan): string {
  return `${picture.title}; ${basename(video.path)}; ${model.manifest.name} ${model.hash.slice(0, 12)}`;
}

function largestOf(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
