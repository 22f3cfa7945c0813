import { colourTable } from '../../shared/colour-maps.ts';
import { horizontalBar, horizontalBarWidth } from './draw/colour-bar.ts';
import { colourIndex, type HeatScale } from '../../shared/heat-map.ts';
import { frameNumber } from './draw/numbers.ts';
import { fillRect, filledRaster, strokeRect, type Colour, type Raster } from './draw/raster.ts';
import { drawText, fittedText, textWidth } from './draw/text.ts';
import { PANEL, TEXT, TEXT_CAPTION, TEXT_SECONDARY, WHITE } from './draw/theme.ts';
import type { Matrix } from './view.ts';

const MARGIN = 24;
const HEADER = 58;
const LABELS = 60;
const FOOTER = 44;
const LARGEST_SIDE = 512;
const SMALLEST_PAGE = 420;

/** Frames looking at frames: row looks at column, the asking frame's row outlined, frame numbers on both sides. */
export function matrixPicture(
  matrix: Matrix,
  heat: HeatScale,
  labels: { readonly frames: readonly number[]; readonly row: number },
): Raster {
  const cell = Math.max(4, Math.floor(LARGEST_SIDE / Math.max(matrix.rows, 10)));
  const widthPx = Math.max(SMALLEST_PAGE, 2 * MARGIN + LABELS + matrix.cols * cell);
  const page = filledRaster(widthPx, HEADER + matrix.rows * cell + 20 + FOOTER, PANEL);
  const title = { colour: TEXT, scale: 1 };
  drawText(page, fittedText(matrix.title, widthPx - 2 * MARGIN, title), { x: MARGIN, y: MARGIN - 4 }, title);
  drawText(page, 'row looks at column', { x: MARGIN, y: MARGIN + 14 }, { colour: TEXT_CAPTION, scale: 1 });
  const left = MARGIN + LABELS;
  const table = colourTable(heat.colourMap);
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.cols; column++) {
      const index = 3 * colourIndex(matrix.values[row * matrix.cols + column]!, heat);
      const colour: Colour = [table[index]!, table[index + 1]!, table[index + 2]!];
      const at = { x: left + column * cell, y: HEADER + row * cell, width: cell - 1, height: cell - 1 };
      fillRect(page, at, colour);
    }
  }
  const outline = { x: left - 2, y: HEADER + labels.row * cell - 2, width: matrix.cols * cell + 3, height: cell + 3 };
  strokeRect(page, outline, WHITE, { widthPx: 2 });
  drawFrameNumbers(page, labels.frames, { left, cell, rows: matrix.rows });
  const barWidth = horizontalBarWidth(heat, 112, 1);
  const barAt = { x: Math.max(MARGIN, left + matrix.cols * cell - barWidth), y: page.heightPx - MARGIN };
  horizontalBar(page, barAt, heat, { lengthPx: 112, scale: 1 });
  return page;
}

/** Every frame's number where there is room, else every second, fourth, ... */
function drawFrameNumbers(
  page: Raster,
  frames: readonly number[],
  { left, cell, rows }: { readonly left: number; readonly cell: number; readonly rows: number },
): void {
  const style = { colour: TEXT_SECONDARY, scale: 1 };
  const widest = frames.reduce((most, index) => Math.max(most, textWidth(frameNumber(index), style)), 0);
  const stepDown = stepFor(12, cell);
  const stepAcross = stepFor(widest + 6, cell);
  frames.forEach((index, i) => {
    const text = frameNumber(index);
    const width = textWidth(text, style);
    const middle = (i + 0.5) * cell - 4;
    if (i % stepDown === 0) drawText(page, text, { x: left - 10 - width, y: HEADER + middle }, style);
    if (i % stepAcross !== 0) return;
    drawText(page, text, { x: left + (i + 0.5) * cell - width / 2, y: HEADER + rows * cell + 8 }, style);
  });
}

function stepFor(neededPx: number, cell: number): number {
  let step = 1;
  while (step * cell < neededPx) step *= 2;
  return step;
}
