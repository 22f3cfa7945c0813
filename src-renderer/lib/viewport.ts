/** Where a picture lies in its viewport, in CSS px from the viewport's upper left corner. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How the picture is looked at. `scale` is CSS px to one pixel of the video; null fits it. */
export interface View {
  readonly scale: number | null;
  /** The picture's point, 0..1 of its width and height, that is in the middle of the viewport. */
  readonly centreX: number;
  readonly centreY: number;
}

export const FITTED: View = { scale: null, centreX: 0.5, centreY: 0.5 };

/** Room left around a fitted picture, in px. */
const MARGIN_PX = 2;
const LEAST_SCALE = 0.05;
const GREATEST_SCALE = 32;
/** A picture that would be enlarged by less than this is shown at its own size: sharp, and "100 %" is true. */
const SNAP = 0.06;

/** CSS px to one pixel of the video at which all of it is in view. */
export function fitScale(viewport: Size, picture: Size): number {
  const fitted = (marginPx: number) =>
    Math.min(
      Math.max(1, viewport.width - 2 * marginPx) / picture.width,
      Math.max(1, viewport.height - 2 * marginPx) / picture.height,
    );
  const tight = fitted(0);
  return tight >= 1 && tight < 1 + SNAP ? 1 : fitted(MARGIN_PX);
}

/** The scale in force. */
export function scaleOf(view: View, viewport: Size, picture: Size): number {
  return view.scale ?? fitScale(viewport, picture);
}

/** Where the picture lies, on whole px so that it is sharp at its own size. */
export function placementOf(view: View, viewport: Size, picture: Size): Placement {
  const scale = scaleOf(view, viewport, picture);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return {
    left: Math.round(axisStart(viewport.width, width, view.centreX)),
    top: Math.round(axisStart(viewport.height, height, view.centreY)),
    width: Math.round(width),
    height: Math.round(height),
  };
}

/** A picture that is smaller than the viewport stays in its middle; a larger one never leaves a gap. */
function axisStart(viewportPx: number, picturePx: number, centre: number): number {
  if (picturePx <= viewportPx) return (viewportPx - picturePx) / 2;
  return Math.min(0, Math.max(viewportPx - picturePx, viewportPx / 2 - centre * picturePx));
}

/**
 * Zooms so that the picture's point under the cursor stays under it, as far as no gap is left.
 *
 * @param factor above 1 zooms in. @param at the cursor, in px of the viewport.
 */
export function zoomedAt(
  view: View,
  viewport: Size,
  picture: Size,
  factor: number,
  at: { readonly x: number; readonly y: number },
): View {
  const before = placementOf(view, viewport, picture);
  const scale = clamp(scaleOf(view, viewport, picture) * factor, LEAST_SCALE, GREATEST_SCALE);
  const [x, y] = [(at.x - before.left) / before.width, (at.y - before.top) / before.height];
  const [width, height] = [picture.width * scale, picture.height * scale];
  return kept({
    scale,
    centreX: x + (viewport.width / 2 - at.x) / width,
    centreY: y + (viewport.height / 2 - at.y) / height,
  });
}

/** Moves the picture with the pointer, by px. */
export function panned(view: View, viewport: Size, picture: Size, dx: number, dy: number): View {
  const at = placementOf(view, viewport, picture);
  const centre = (start: number, size: number, viewportPx: number) => (viewportPx / 2 - start) / size;
  return kept({
    scale: view.scale,
    centreX: at.width > viewport.width ? centre(at.left + dx, at.width, viewport.width) : view.centreX,
    centreY: at.height > viewport.height ? centre(at.top + dy, at.height, viewport.height) : view.centreY,
  });
}

/** "Fit 132 %" where it is fitted, else "100 %". */
export function zoomText(view: View, viewport: Size, picture: Size): string {
  const percent = `${Math.round(100 * scaleOf(view, viewport, picture))} %`;
  return view.scale === null ? `Fit ${percent}` : percent;
}

function kept({ scale, centreX, centreY }: View): View {
  return { scale, centreX: clamp(centreX, 0, 1), centreY: clamp(centreY, 0, 1) };
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.min(greatest, Math.max(least, value));
}
