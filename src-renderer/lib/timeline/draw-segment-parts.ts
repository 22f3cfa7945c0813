import type { Segment } from '#shared/records';
import { rgba } from './palette.ts';
import type { Pen } from './pen.ts';
import type { Paint } from './scene.ts';

/** A segment's body, in px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Narrower: only the glyph; narrower still: nothing. */
const NAMED_PX = 56;
const GLYPH_PX = 22;

/** How far an edge may lie elsewhere: a gradient with whiskers. @param width of the doubt to each side. */
export function drawFringe(
  pen: Pen,
  colour: string,
  { atX, width }: { readonly atX: number; readonly width: number },
  { y, height }: Box,
): void {
  const { ctx } = pen;
  const gradient = ctx.createLinearGradient(atX - width, 0, atX + width, 0);
  gradient.addColorStop(0, rgba(colour, 0));
  gradient.addColorStop(0.5, rgba(colour, 0.55));
  gradient.addColorStop(1, rgba(colour, 0));
  ctx.fillStyle = gradient;
  ctx.fillRect(atX - width, y + 1, 2 * width, height - 2);
  ctx.strokeStyle = rgba(colour, 0.62);
  ctx.lineWidth = 1;
  const middle = pen.sharp(y + height / 2);
  const [left, right] = [pen.sharp(atX - width), pen.sharp(atX + width)];
  ctx.beginPath();
  for (const x of [left, right]) {
    ctx.moveTo(x, y + 3);
    ctx.lineTo(x, y + height - 3);
  }
  ctx.moveTo(left, middle);
  ctx.lineTo(right, middle);
  ctx.stroke();
}

/** Two handles, each 5 wide with a notch; a ring around the one that has the focus. */
export function drawHandles(pen: Pen, { x, y, width, height }: Box, focused: 'start' | 'end' | null): void {
  const { ctx, palette } = pen;
  for (const edge of [x, x + width]) {
    ctx.fillStyle = palette.accent;
    pen.rounded(edge - 2.5, y + 1, 5, height - 2, 2);
    ctx.fill();
    ctx.fillStyle = palette.onAccent;
    ctx.fillRect(edge - 0.5, y + height / 2 - 3, 1, 6);
    if (focused === null || (focused === 'start') !== (edge === x)) continue;
    ctx.strokeStyle = palette.t1;
    ctx.lineWidth = 2;
    pen.rounded(edge - 5, y - 1, 10, height + 2, 4);
    ctx.stroke();
  }
}

/** The glyph and name, at the left edge that is in view. */
export function drawChip(
  pen: Pen,
  segment: Segment,
  paint: Paint,
  { box, isSelected, widthPx }: { readonly box: Box; readonly isSelected: boolean; readonly widthPx: number },
): void {
  const right = box.x + box.width;
  const left = Math.max(box.x, 0);
  const seen = Math.min(right, widthPx) - left;
  if (right - left < GLYPH_PX || seen < 12 || box.height < 8) return;
  const { palette } = pen;
  const glyphX = left + (box.x < 0 ? 10 : isSelected ? 13 : 9);
  const middle = box.y + box.height / 2;
  const arrow = segment.source === 'import' ? '↓ ' : '';
  const room = right - glyphX - 12;
  const name = right - left >= NAMED_PX ? fitted(pen, `${arrow}${paint.name}`, room, isSelected) : '';
  const nameWidth = name === '' ? 0 : pen.widthOf(name, isSelected);
  pen.ctx.fillStyle = rgba(palette.lane, 0.78);
  pen.rounded(glyphX - 6, box.y + 1.5, name === '' ? 12 : nameWidth + 18, box.height - 3, 2);
  pen.ctx.fill();
  pen.glyph(paint, glyphX, middle, Math.min(8, box.height - 2));
  if (name === '') return;
  pen.font(isSelected);
  const isRejected = segment.status === 'rejected';
  pen.text(name, glyphX + 8, middle, isRejected ? palette.t3 : palette.t1);
  if (isRejected) pen.rect(palette.t3, glyphX + 8, Math.round(middle), nameWidth, 1);
}

/** Accepted: check; corrected: pencil; rejected: cross; at the right, where there is room beside the name. */
export function drawMark(pen: Pen, { status }: Segment, { name }: Paint, { x, y, width, height }: Box): void {
  if (status === 'unreviewed' || x + width - Math.max(x, 0) < pen.widthOf(name) + 44 || height < 10) return;
  const { ctx, palette } = pen;
  const [left, middle] = [x + width - 13, y + height / 2];
  ctx.fillStyle = rgba(palette.lane, 0.78);
  pen.rounded(left - 4, y + 1.5, 14, height - 3, 2);
  ctx.fill();
  ctx.strokeStyle = palette.t1;
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  if (status === 'accepted') {
    ctx.moveTo(left - 1, middle);
    ctx.lineTo(left + 1.5, middle + 2.5);
    ctx.lineTo(left + 6, middle - 3);
  } else if (status === 'corrected') {
    ctx.moveTo(left, middle + 3);
    ctx.lineTo(left + 5, middle - 3);
    ctx.moveTo(left, middle + 3);
    ctx.lineTo(left + 2.4, middle + 2.4);
  } else {
    ctx.moveTo(left, middle - 3);
    ctx.lineTo(left + 6, middle + 3);
    ctx.moveTo(left + 6, middle - 3);
    ctx.lineTo(left, middle + 3);
  }
  ctx.stroke();
}

/** As much of a text as there is room for. */
function fitted(pen: Pen, text: string, roomPx: number, isBold: boolean): string {
  if (pen.widthOf(text, isBold) <= roomPx) return text;
  let length = text.length - 1;
  while (length > 1 && pen.widthOf(`${text.slice(0, length)}…`, isBold) > roomPx) length--;
  return length > 1 ? `${text.slice(0, length).trimEnd()}…` : '';
}
