import { colourTable } from '../../../shared/colour-maps.ts';
import type { HeatScale } from '../../../shared/heat-map.ts';
import { shortNumber } from './numbers.ts';
import { blendPixel, type Colour, type Raster, type Rect } from './raster.ts';
import { drawText, textWidth } from './text.ts';
import { TEXT, TEXT_SECONDARY } from './theme.ts';

const THICKNESS = 8;

/** The values at a bar's ends, lowest first. */
function barEnds({ scale, largest }: HeatScale): [string, string] {
  if (scale === 'sequential') return ['0', shortNumber(largest)];
  return [largest === 0 ? '0' : `−${shortNumber(largest)}`, largest === 0 ? '0' : `+${shortNumber(largest)}`];
}

/** Width in pixels that `horizontalBar` takes. */
export function horizontalBarWidth(heat: HeatScale, lengthPx: number, scale: number): number {
  const [low, high] = barEnds(heat);
  return textWidth(low, { scale }) + textWidth(high, { scale }) + lengthPx + 2 * 6 * scale;
}

/** A bar from left to right with its ends' values beside it; 8 px high at scale 1. */
export function horizontalBar(
  raster: Raster,
  { x, y }: { readonly x: number; readonly y: number },
  heat: HeatScale,
  { lengthPx, scale }: { readonly lengthPx: number; readonly scale: number },
): void {
  const [low, high] = barEnds(heat);
  const gap = 6 * scale;
  const left = x + drawText(raster, low, { x, y }, { colour: TEXT_SECONDARY, scale }) + gap;
  paintBar(raster, { x: left, y, width: lengthPx, height: THICKNESS * scale }, heat);
  drawText(raster, high, { x: left + lengthPx + gap, y }, { colour: TEXT, scale });
}

/** The whole colour map from left to right. */
function paintBar(raster: Raster, rect: Rect, { colourMap }: HeatScale): void {
  const table = colourTable(colourMap);
  for (let column = 0; column < Math.round(rect.width); column++) {
    const index = 3 * Math.round((255 * column) / (rect.width - 1));
    const colour: Colour = [table[index]!, table[index + 1]!, table[index + 2]!];
    for (let row = 0; row < Math.round(rect.height); row++) {
      blendPixel(raster, Math.round(rect.x) + column, Math.round(rect.y) + row, colour, 1);
    }
  }
}
