import { blendPixel, type Colour, type Raster } from './raster.ts';
import { CAP_HEIGHT, DESCENT, glyphOf, LETTER_GAP } from './stroke-font.ts';

export interface TextStyle {
  readonly colour: Colour;
  /** Pixels per font unit: at 1, capitals are 8 px high. Sharpest at whole numbers. */
  readonly scale: number;
  readonly bold?: boolean;
}

/** Half the stroke width in font units. */
const REGULAR_RADIUS = 0.56;
const BOLD_RADIUS = 0.86;

/** Width of a text in pixels, rounded up. */
export function textWidth(text: string, { scale }: Pick<TextStyle, 'scale'>): number {
  const last = Array.from(text).at(-1);
  if (last === undefined) return 0;
  return Math.ceil(pens(text, scale).at(-1)! + (glyphOf(last).width + 1) * scale);
}

/** Draws one line. (x, y) is the left end of the capitals' top edge. @returns the text's width in pixels. */
export function drawText(raster: Raster, text: string, { x, y }: { x: number; y: number }, style: TextStyle): number {
  const { scale } = style;
  const positions = pens(text, scale);
  Array.from(text).forEach((character, i) =>
    drawGlyph(raster, character, { x: Math.round(x) + positions[i]!, y: Math.round(y) }, style),
  );
  return textWidth(text, { scale });
}

/** The text, cut and ended with "…" where it is wider than maxWidthPx. */
export function fittedText(text: string, maxWidthPx: number, style: Pick<TextStyle, 'scale'>): string {
  if (textWidth(text, style) <= maxWidthPx) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, style) > maxWidthPx) characters.pop();
  return characters.length > 0 ? `${characters.join('').trimEnd()}…` : '';
}

/** Where each glyph's origin goes: on whole pixels, so that stems stay sharp. */
function pens(text: string, scale: number): number[] {
  let pen = 0;
  return Array.from(text).map((character) => {
    const at = Math.round(pen);
    pen += (glyphOf(character).width + LETTER_GAP) * scale;
    return at;
  });
}

function drawGlyph(raster: Raster, character: string, { x, y }: { x: number; y: number }, style: TextStyle): void {
  const { width, strokes } = glyphOf(character);
  const { scale, colour } = style;
  const radius = (style.bold === true ? BOLD_RADIUS : REGULAR_RADIUS) * scale;
  const columns = Math.ceil((width + 3) * scale);
  const rows = Math.ceil((CAP_HEIGHT + DESCENT + 3) * scale);
  for (let row = -scale; row < rows; row++) {
    for (let column = Math.floor(-scale); column < columns; column++) {
      // A pixel's centre in font units. Stroke centres lie half a unit in, so that a stem fills whole pixels.
      const u = (column + 0.5) / scale - 0.5;
      const v = CAP_HEIGHT + 0.5 - (Math.floor(row) + 0.5) / scale;
      const coverage = Math.min(1, radius + 0.5 - distanceTo(strokes, u, v) * scale);
      if (coverage > 0) blendPixel(raster, x + column, y + Math.floor(row), colour, coverage);
    }
  }
}

/** From a point to the nearest stroke's centre line. */
function distanceTo(strokes: readonly Float32Array[], u: number, v: number): number {
  let nearest = Infinity;
  for (const points of strokes) {
    for (let i = 0; i + 3 < points.length; i += 2) {
      const [x, y] = [points[i]!, points[i + 1]!];
      const [dx, dy] = [points[i + 2]! - x, points[i + 3]! - y];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((u - x) * dx + (v - y) * dy) / length));
      nearest = Math.min(nearest, Math.hypot(u - x - along * dx, v - y - along * dy));
    }
  }
  return nearest;
}
