import type { Lane } from './lanes.ts';
import type { Pen } from './pen.ts';
import type { ContentScene } from './scene.ts';
import { visibleFrames, xOf } from './view.ts';

/** Slots in a tile of the core's filmstrips. */
export const FILM_SLOTS = 8;
/** Coarser levels that stand in. */
const STAND_INS = 4;
/** Least share of a thumbnail that a slot shows: narrower ones show its middle. */
const LEAST_SHARE = 0.62;

/** The level whose slots are about as wide as a thumbnail; at the highest zoom, one frame a slot. */
export function filmLevel(pxPerFrame: number, thumbPx: number, frameCount: number): number {
  const most = Math.max(0, Math.ceil(Math.log2(Math.max(1, frameCount))));
  return Math.max(0, Math.min(most, pxPerFrame >= 24 ? 0 : Math.ceil(Math.log2((LEAST_SHARE * thumbPx) / pxPerFrame))));
}

/** The filmstrip: each thumbnail is the frame at its left edge. Where one is still loaded, a coarser level's stay, at theirs. */
export function drawFilm(pen: Pen, { view, film }: ContentScene, { yPx, heightPx }: Lane): void {
  const { startFrame, endFrame } = visibleFrames(view);
  pen.rect(pen.palette.well, 0, yPx, view.widthPx, heightPx);
  pen.within(0, yPx, view.widthPx, heightPx, () => {
    for (let level = film.level + STAND_INS; level >= film.level; level--) {
      const tileFrames = FILM_SLOTS * 2 ** level;
      for (let tile = Math.floor(startFrame / tileFrames); tile * tileFrames < endFrame; tile++) {
        const picture = film.picture(level, tile);
        if (picture) drawTile(pen, { view, film, picture, level, tile }, { topPx: yPx + 1, heightPx: heightPx - 2 });
      }
    }
  });
}

/** How many slots a tile has: the last one of a level may have fewer. */
export function slotsIn(level: number, tile: number, frameCount: number): number {
  return Math.min(FILM_SLOTS, Math.ceil(frameCount / 2 ** level) - tile * FILM_SLOTS);
}

interface TileScene extends Pick<ContentScene, 'view' | 'film'> {
  readonly picture: CanvasImageSource;
  readonly level: number;
  readonly tile: number;
}

function drawTile(
  pen: Pen,
  { view, film, picture, level, tile }: TileScene,
  { topPx, heightPx }: { readonly topPx: number; readonly heightPx: number },
): void {
  const { frameCount } = view.axis;
  const slots = slotsIn(level, tile, frameCount);
  const source = sizeOf(picture);
  const sourceSlot = source.width / slots;
  for (let slot = 0; slot < slots; slot++) {
    const frame = (tile * FILM_SLOTS + slot) * 2 ** level;
    const x = pen.snap(xOf(view, frame));
    const room = pen.snap(xOf(view, Math.min(frameCount, frame + 2 ** level))) - x - 1;
    const width = Math.min(room, heightPx * film.aspect);
    if (width <= 0 || x > view.widthPx || x + width < 0) continue;
    const crop = (width / (heightPx * film.aspect)) * sourceSlot;
    const left = slot * sourceSlot + (sourceSlot - crop) / 2;
    pen.ctx.drawImage(picture, left, 0, crop, source.height, x, topPx, width, heightPx);
  }
}

function sizeOf(picture: CanvasImageSource): { readonly width: number; readonly height: number } {
  return picture instanceof ImageBitmap ? picture : { width: 1, height: 1 };
}
