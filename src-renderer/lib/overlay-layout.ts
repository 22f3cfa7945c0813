import type { Placement, Size } from './viewport.ts';

/** A rectangle of the frame as displayed, 0..1 of its width and height; beyond where the frame was padded. */
interface CropBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The least border that the upright colour bar and the long label fit into, in px. */
const UPRIGHT_FROM_PX = 96;
const LONG_LABEL_FROM_PX = 150;
const BAR_LENGTH_PX = 112;
const SHORT_BAR_LENGTH_PX = 64;
const EDGE_PX = 6;
/** Room for a colour bar and a few words. */
const LEGEND_PX = 220;

/** Where the crop lies in the viewport. */
export function cropPlacement(picture: Placement, crop: CropBox): Placement {
  const [left, top] = [picture.left + crop.left * picture.width, picture.top + crop.top * picture.height];
  return { left, top, width: crop.width * picture.width, height: crop.height * picture.height };
}

/** What of the picture lies outside the crop: left, right, above, below; those that are there. */
export function unseenParts(picture: Placement, crop: Placement): Placement[] {
  const [left, right] = [Math.max(picture.left, crop.left), Math.min(end(picture, 'x'), end(crop, 'x'))];
  const [top, bottom] = [Math.max(picture.top, crop.top), Math.min(end(picture, 'y'), end(crop, 'y'))];
  const parts = [
    { left: picture.left, top: picture.top, width: left - picture.left, height: picture.height },
    { left: right, top: picture.top, width: end(picture, 'x') - right, height: picture.height },
    { left, top: picture.top, width: right - left, height: top - picture.top },
    { left, top: bottom, width: right - left, height: end(picture, 'y') - bottom },
  ];
  return parts.filter(({ width, height }) => width >= 1 && height >= 1);
}

export type ColourBarPlace =
  /** 88 high, with words beside it, in the border at the right. */
  | { readonly kind: 'upright'; readonly rightPx: number; readonly bottomPx: number }
  /** At the lower left of the crop. */
  | { readonly kind: 'level'; readonly leftPx: number; readonly bottomPx: number; readonly lengthPx: number };

/** Where the colour bar goes: distances from the viewport's left, right and lower edge. */
export function colourBarPlace(viewport: Size, picture: Placement, crop: Placement): ColourBarPlace {
  const bottomPx = Math.max(0, viewport.height - end(picture, 'y')) + EDGE_PX;
  const borderRight = Math.min(viewport.width, end(picture, 'x'));
  if (borderRight - end(crop, 'x') >= UPRIGHT_FROM_PX) {
    return { kind: 'upright', rightPx: viewport.width - borderRight + EDGE_PX, bottomPx };
  }
  const lengthPx = crop.width < 300 ? SHORT_BAR_LENGTH_PX : BAR_LENGTH_PX;
  const cropBottomPx = Math.max(0, viewport.height - end(crop, 'y')) + EDGE_PX;
  return { kind: 'level', leftPx: Math.max(0, crop.left) + EDGE_PX, bottomPx: cropBottomPx, lengthPx };
}

/** How wide a level colour bar with its words may get: what of the crop is seen; on a narrow crop, of what lies right of it too. */
export function legendPx(viewport: Size, crop: Placement): number {
  const left = Math.max(0, crop.left) + EDGE_PX;
  const seen = Math.min(viewport.width, end(crop, 'x')) - EDGE_PX - left;
  return Math.max(seen, Math.min(LEGEND_PX, viewport.width - EDGE_PX - left));
}

/** The words in the border and where; null where they do not fit. */
export function unseenLabel(
  picture: Placement,
  crop: Placement,
): { readonly text: string; readonly leftPx: number; readonly topPx: number } | null {
  const [leftPx, topPx] = [Math.max(0, picture.left) + EDGE_PX, Math.max(0, picture.top) + EDGE_PX];
  const [beside, above] = [crop.left - Math.max(0, picture.left), crop.top - Math.max(0, picture.top)];
  if (beside > LONG_LABEL_FROM_PX || above > 36) return { text: 'not seen by the model', leftPx, topPx };
  return beside > UPRIGHT_FROM_PX ? { text: 'not seen', leftPx, topPx } : null;
}

/** The patch under a point of the viewport; null outside the crop. */
export function patchAt(
  crop: Placement,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  at: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } | null {
  const x = Math.floor(((at.x - crop.left) / crop.width) * columns);
  const y = Math.floor(((at.y - crop.top) / crop.height) * rows);
  return x >= 0 && x < columns && y >= 0 && y < rows ? { x, y } : null;
}

/** Where a patch lies in the viewport. */
export function patchPlacement(
  crop: Placement,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { x, y }: { readonly x: number; readonly y: number },
): Placement {
  const [width, height] = [crop.width / columns, crop.height / rows];
  return { left: crop.left + x * width, top: crop.top + y * height, width, height };
}

function end({ left, top, width, height }: Placement, axis: 'x' | 'y'): number {
  return axis === 'x' ? left + width : top + height;
}
