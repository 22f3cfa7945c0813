import { horizontalBar, horizontalBarWidth } from './draw/colour-bar.ts';
import { clockTime, frameNumber, shortNumber } from './draw/numbers.ts';
import { copyOf, fillRect, filledRaster, place, type Raster, type Rect } from './draw/raster.ts';
import { resizedRaster } from './draw/shrink.ts';
import { drawText, fittedText, textWidth } from './draw/text.ts';
import { ACCENT, LINE, PANEL, TEXT, TEXT_CAPTION, TEXT_SECONDARY, TRACK } from './draw/theme.ts';
import { paintOverlay, type OverlayFrame, type OverlayMap } from './overlay.ts';

export interface ContactSheet {
  /** What is shown, e.g. "class token to patches, layer 11, mean of heads". */
  readonly title: string;
  /** Of what: video, window, model; one line each. */
  readonly details: readonly string[];
  /** The window's best labels, best first. */
  readonly scores: readonly { readonly label: string; readonly score: number }[];
  /** In the window's order, made by `sheetCell`, all maps in the same style. */
  readonly cells: readonly SheetCell[];
  /** What the frames' weights are; '' if they have none. */
  readonly weightName: string;
  /** Position of the frame that was asked for, among the frames; it is marked. */
  readonly current: number | null;
}

/** A frame with its map, the map's rect in the picture's pixels. */
export interface SheetCell {
  readonly frame: OverlayFrame;
  readonly map: OverlayMap;
}

const MARGIN = 24;
const GAP = 12;
const HEADER_LINE = 17;
const TITLE_HEIGHT = 26;
const FOOT_HEIGHT = 34;
const BAR_HEIGHT = 4;
const BAR_LENGTH = 140;
/** Cells are about this area, whatever the frame's shape. */
const CELL_AREA = 300 * 190;

/** All frames of a window with their maps, in reading order, on one dark page. */
export function contactSheetOf(sheet: ContactSheet): Raster {
  const { cells, details, scores } = sheet;
  const { widthPx: width, heightPx: height } = cells[0]!.frame.picture;
  const cell = { width, height };
  const columns = columnCount(cells.length, cell.width);
  const rows = Math.ceil(cells.length / columns);
  const headerLines = Math.max(details.length, scores.length);
  const header = MARGIN + TITLE_HEIGHT + headerLines * HEADER_LINE + GAP;
  const widthPx = Math.max(560, 2 * MARGIN + columns * cell.width + (columns - 1) * GAP);
  const heightPx = header + rows * (cell.height + FOOT_HEIGHT + GAP) + MARGIN - GAP + HEADER_LINE + GAP;
  const page = filledRaster(widthPx, heightPx, PANEL);
  drawHeader(page, sheet);
  const heaviest = cells.reduce((most, { frame }) => Math.max(most, Math.abs(frame.weight ?? 0)), 0);
  cells.forEach((content, i) => {
    const x = MARGIN + (i % columns) * (cell.width + GAP);
    const y = header + Math.floor(i / columns) * (cell.height + FOOT_HEIGHT + GAP);
    drawCell(page, { x, y, ...cell }, { ...content, heaviest, isCurrent: i === sheet.current });
  });
  drawFooter(page, sheet);
  return page;
}

/** A frame and its map at the size a sheet shows them, so that large frames need not be kept until all are there. */
export function sheetCell({ frame, map }: SheetCell): SheetCell {
  const { widthPx, heightPx } = frame.picture;
  const { width, height } = cellSize(frame.picture);
  if (width === widthPx && height === heightPx) return { frame, map };
  const picture = resizedRaster(frame.picture, width, height);
  return { frame: { ...frame, picture }, map: { ...map, rect: scaled(map.rect, width / widthPx, height / heightPx) } };
}

function cellSize({ widthPx, heightPx }: Raster): { width: number; height: number } {
  const ratio = Math.min(3, Math.max(1 / 3, widthPx / heightPx));
  const width = Math.round(Math.sqrt(CELL_AREA * ratio));
  return { width, height: Math.max(1, Math.round((width * heightPx) / widthPx)) };
}

/** As many as fit a wide page, and no row much shorter than the others. */
function columnCount(frames: number, cellWidth: number): number {
  const most = Math.max(1, Math.min(frames, Math.floor(1500 / (cellWidth + GAP)), 8));
  return Math.ceil(frames / Math.ceil(frames / most));
}

function drawHeader(page: Raster, { title, details, scores }: ContactSheet): void {
  const room = page.widthPx - 2 * MARGIN;
  const labelWidth = scores.reduce((most, { label }) => Math.max(most, textWidth(label, { scale: 1 })), 0);
  const scoresWidth = scores.length > 0 ? Math.min(labelWidth, room / 3) + 60 : 0;
  const heading = { colour: TEXT, scale: 1.5 };
  drawText(page, fittedText(title, room, heading), { x: MARGIN, y: MARGIN }, heading);
  const top = MARGIN + TITLE_HEIGHT;
  details.forEach((detail, i) => {
    const style = { colour: TEXT_SECONDARY, scale: 1 };
    const text = fittedText(detail, room - scoresWidth - GAP, style);
    drawText(page, text, { x: MARGIN, y: top + i * HEADER_LINE }, style);
  });
  scores.forEach(({ label, score }, i) => {
    const style = { colour: i === 0 ? TEXT : TEXT_SECONDARY, scale: 1 };
    const y = top + i * HEADER_LINE;
    const number = score.toFixed(2);
    const right = page.widthPx - MARGIN;
    drawText(page, number, { x: right - textWidth(number, style), y }, style);
    drawText(page, fittedText(label, scoresWidth - 60, style), { x: right - scoresWidth, y }, style);
  });
}

interface Cell extends SheetCell {
  readonly heaviest: number;
  readonly isCurrent: boolean;
}

function drawCell(page: Raster, { x, y, width, height }: Rect, { frame, map, heaviest, isCurrent }: Cell): void {
  const picture = copyOf(frame.picture);
  paintOverlay(picture, map);
  if (isCurrent) fillRect(page, { x: x - 2, y: y - 2, width: width + 4, height: height + 4 }, ACCENT);
  place(page, picture, x, y);
  const { weight } = frame;
  const top = y + height + 4;
  if (weight !== null) {
    fillRect(page, { x, y: top, width, height: BAR_HEIGHT }, TRACK);
    const share = heaviest > 0 ? (0.9 * Math.abs(weight)) / heaviest : 0;
    const colour = weight < 0 ? TEXT_CAPTION : ACCENT;
    fillRect(page, { x, y: top, width: width * share, height: BAR_HEIGHT }, colour);
  }
  const style = { colour: TEXT_SECONDARY, scale: 1 };
  const baseline = top + BAR_HEIGHT + 7;
  const number = frame.isRepeated ? `${frameNumber(frame.index)} repeat` : frameNumber(frame.index);
  const bright = { ...style, colour: isCurrent ? TEXT : TEXT_SECONDARY };
  const used = drawText(page, number, { x, y: baseline }, bright);
  const right = weight === null ? '' : shortNumber(weight);
  const rightWidth = textWidth(right, style);
  drawText(page, right, { x: x + width - rightWidth, y: baseline }, bright);
  const time = clockTime(frame.timeSec);
  if (used + rightWidth + textWidth(time, style) + 24 > width) return;
  drawText(page, time, { x: x + used + 10, y: baseline }, { ...style, colour: TEXT_CAPTION });
}

function drawFooter(page: Raster, { cells, weightName }: ContactSheet): void {
  const { style } = cells[0]!.map;
  const y = page.heightPx - MARGIN - 8;
  fillRect(page, { x: MARGIN, y: y - GAP - 2, width: page.widthPx - 2 * MARGIN, height: 1 }, LINE);
  const barWidth = horizontalBarWidth(style, BAR_LENGTH, 1);
  horizontalBar(page, { x: page.widthPx - MARGIN - barWidth, y }, style, { lengthPx: BAR_LENGTH, scale: 1 });
  const notes = ['one scale for all frames', ...(weightName === '' ? [] : [`bars: ${weightName}`])];
  const caption = { colour: TEXT_CAPTION, scale: 1 };
  const room = page.widthPx - 2 * MARGIN - barWidth - GAP;
  drawText(page, fittedText(notes.join('  ·  '), room, caption), { x: MARGIN, y }, caption);
}

function scaled({ x, y, width, height }: Rect, byX: number, byY: number): Rect {
  return { x: x * byX, y: y * byY, width: width * byX, height: height * byY };
}
