import { horizontalBar, horizontalBarWidth } from './draw/colour-bar.ts';
import { paintHeatLayer, type Grid, type HeatLayerStyle } from './draw/heat-layer.ts';
import { clockTime, frameNumber, shortNumber } from './draw/numbers.ts';
import { copyOf, fillRect, filledRaster, hatchRect, place, strokeRect, type Raster, type Rect } from './draw/raster.ts';
import { drawText, fittedText, textWidth } from './draw/text.ts';
import { BLACK, PANEL, TEXT, TEXT_SECONDARY, WHITE } from './draw/theme.ts';

/** Where the model's picture lies on the frame; what the frame processor's geometry says. */
export interface CropGeometry {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly cropLeftPx: number;
  readonly cropTopPx: number;
}

/** One sampled frame and what is known of it. */
export interface OverlayFrame {
  readonly index: number;
  readonly timeSec: number;
  readonly picture: Raster;
  readonly weight: number | null;
  /** The frame stands in for one past the video's end. */
  readonly isRepeated: boolean;
}

export interface OverlayMap {
  readonly grid: Grid;
  /** The patch grid on the frame, in frame pixels: `gridRect`. */
  readonly rect: Rect;
  readonly style: HeatLayerStyle;
  /** The patch that was asked, to be outlined. */
  readonly query: { readonly x: number; readonly y: number } | null;
}

/** Below this, text would not fit. */
const SMALLEST_FOR_TEXT_PX = { width: 260, height: 150 };

/**
 * The patch grid in frame pixels; parts of it may lie outside the frame where the crop was padded.
 *
 * @param patchPx side of a patch in the model's picture.
 */
export function gridRect(
  { scaleX, scaleY, cropLeftPx, cropTopPx }: CropGeometry,
  { rows, cols }: { readonly rows: number; readonly cols: number },
  patchPx: number,
): Rect {
  return {
    x: cropLeftPx / scaleX,
    y: cropTopPx / scaleY,
    width: (cols * patchPx) / scaleX,
    height: (rows * patchPx) / scaleY,
  };
}

/**
 * The frame at its own size with the map over it and what the model did not see shaded; below it a strip with the
 * caption and the colour bar, so that nothing of the frame is hidden. Frames too small to carry text get no strip.
 */
export function overlayOf(frame: OverlayFrame, map: OverlayMap, caption: string): Raster {
  const steps = overlaySteps(frame, map, caption);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, with a rest after each few rows: a frame of 1080p takes an eighth of a second. */
export function* overlaySteps(frame: OverlayFrame, map: OverlayMap, caption: string): Generator<void, Raster, void> {
  const { widthPx, heightPx } = frame.picture;
  const picture = copyOf(frame.picture);
  const stepPx = hatchStep(picture);
  // The hatch goes on from band to band.
  const bandPx = stepPx * Math.max(1, Math.floor(BAND_PIXELS / widthPx / stepPx));
  for (let top = 0; top < heightPx; top += bandPx) {
    const { rect } = map;
    paintParts(rowsOf(picture, top, bandPx), { ...map, rect: { ...rect, y: rect.y - top } }, stepPx);
    yield;
  }
  if (widthPx < SMALLEST_FOR_TEXT_PX.width || heightPx < SMALLEST_FOR_TEXT_PX.height) return picture;
  const scale = Math.max(1, Math.round(Math.min(widthPx, heightPx) / 180) / 2);
  drawUnseenNote(picture, map.rect, { scale, margin: Math.round(8 * scale) });
  const page = filledRaster(widthPx, heightPx + Math.round(40 * scale), PANEL);
  place(page, picture, 0, 0);
  drawStrip(page, heightPx, { facts: factsOf(frame), caption, style: map.style, scale });
  return page;
}

/** Map, shading and outlines only, for small pictures. `map.rect` is in the raster's pixels. */
export function paintOverlay(raster: Raster, map: OverlayMap): void {
  paintParts(raster, map, hatchStep(raster));
}

function paintParts(raster: Raster, { grid, rect, style, query }: OverlayMap, stepPx: number): void {
  paintHeatLayer(raster, rect, grid, style);
  shadeUnseen(raster, rect, stepPx);
  if (query === null) return;
  const cell = { width: rect.width / grid.cols, height: rect.height / grid.rows };
  const patch = { x: rect.x + query.x * cell.width, y: rect.y + query.y * cell.height, ...cell };
  strokeRect(raster, grown(patch, 2), BLACK, { widthPx: 1 });
  strokeRect(raster, grown(patch, 1), WHITE, { widthPx: Math.min(cell.width, cell.height) < 8 ? 1 : 2 });
}

/** Pixels that are painted between two rests. */
const BAND_PIXELS = 100_000;

/** From one line of the hatch to the next. */
function hatchStep({ widthPx, heightPx }: Raster): number {
  return Math.max(6, 8 * Math.round(Math.min(widthPx, heightPx) / 360));
}

/** Rows [top, top + count) of a picture, sharing its pixels. */
function rowsOf({ widthPx, heightPx, rgb }: Raster, top: number, count: number): Raster {
  const end = Math.min(heightPx, top + count);
  return { widthPx, heightPx: end - top, rgb: rgb.subarray(top * widthPx * 3, end * widthPx * 3) };
}

function shadeUnseen(raster: Raster, rect: Rect, stepPx: number): void {
  const unseen = unseenRects(raster, rect);
  if (unseen.length === 0) return;
  for (const part of unseen) {
    fillRect(raster, part, BLACK, 0.55);
    hatchRect(raster, part, WHITE, { alpha: 0.16, stepPx, widthPx: Math.max(1, Math.round(stepPx / 8)) });
  }
  strokeRect(raster, rect, WHITE, { alpha: 0.55 });
}

/** Left, right, top and bottom of the grid, those that have pixels. */
function unseenRects({ widthPx, heightPx }: Raster, { x, y, width, height }: Rect): Rect[] {
  const [left, right] = [Math.max(0, Math.round(x)), Math.min(widthPx, Math.round(x + width))];
  const [top, bottom] = [Math.max(0, Math.round(y)), Math.min(heightPx, Math.max(0, Math.round(y + height)))];
  const parts = [
    { x: 0, y: 0, width: left, height: heightPx },
    { x: right, y: 0, width: widthPx - right, height: heightPx },
    { x: left, y: 0, width: right - left, height: top },
    { x: left, y: bottom, width: right - left, height: heightPx - bottom },
  ];
  return parts.filter((part) => part.width > 0 && part.height > 0);
}

function drawUnseenNote(raster: Raster, rect: Rect, { scale, margin }: { scale: number; margin: number }): void {
  const lines = ['not seen', 'by the model'];
  const width = Math.max(...lines.map((line) => textWidth(line, { scale })));
  const room = unseenRects(raster, rect).find((part) => part.width >= width + 2 * margin && part.height >= 40 * scale);
  if (!room) return;
  lines.forEach((line, i) => {
    const at = { x: room.x + margin, y: room.y + margin + i * 13 * scale };
    drawText(raster, line, at, { colour: TEXT_SECONDARY, scale });
  });
}

interface Strip {
  readonly facts: string;
  readonly caption: string;
  readonly style: HeatLayerStyle;
  readonly scale: number;
}

/** Two lines below the frame: what frame it is, and what is shown with the colour bar beside it. */
function drawStrip(page: Raster, top: number, { facts, caption, style, scale }: Strip): void {
  const margin = Math.round(8 * scale);
  const firstLine = top + Math.round(8 * scale);
  const secondLine = top + Math.round(24 * scale);
  const lengthPx = Math.round(Math.min(112 * scale, page.widthPx / 4));
  const barWidth = horizontalBarWidth(style, lengthPx, scale);
  const title = { colour: TEXT, scale };
  const detail = { colour: TEXT_SECONDARY, scale };
  drawText(page, fittedText(facts, page.widthPx - 2 * margin, title), { x: margin, y: firstLine }, title);
  const text = fittedText(caption, page.widthPx - barWidth - 3 * margin, detail);
  drawText(page, text, { x: margin, y: secondLine }, detail);
  horizontalBar(page, { x: page.widthPx - margin - barWidth, y: secondLine }, style, { lengthPx, scale });
}

function factsOf({ index, timeSec, weight, isRepeated }: OverlayFrame): string {
  return [
    `frame ${frameNumber(index)}${isRepeated ? ' (repeat)' : ''}`,
    clockTime(timeSec),
    ...(weight === null ? [] : [`weight ${shortNumber(weight)}`]),
  ].join('  ·  ');
}

function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
