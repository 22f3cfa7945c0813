import type { Lane } from './lanes.ts';
import { rgba } from './palette.ts';
import type { Pen } from './pen.ts';
import type { Nodes } from './ribbon-tiles.ts';
import { sampledCurve, STEP_PX, type Curve } from './ribbon-curve.ts';
import type { ContentScene, RibbonRow } from './scene.ts';
import { scoreText } from '../numbers.ts';
import { xOf, type View } from './view.ts';

/** Heights of colour that are told apart. */
const SHADES = 32;
/** Windows farther apart than this have their dots. */
const DOT_PX = 7;

/** One class's scores along the lane: as height and as heat. */
export function drawRibbon(pen: Pen, scene: ContentScene, row: RibbonRow, { yPx, heightPx }: Lane): void {
  const { view, level, windowFrames } = scene;
  const area: Area = { basePx: yPx + heightPx - 2, heightPx: heightPx - 4 };
  pen.within(0, yPx, view.widthPx, heightPx, () => {
    if (row.nodes && row.nodes.centres.length > 0) {
      const curve = sampledCurve(view, row.nodes, windowFrames);
      const isBand = level === 'whole' && row.nodes.windowsPerNode > 1;
      fillHeat(pen, row, isBand ? curve.mean : curve.greatest, area);
      if (isBand) fillBand(pen, row, curve, area);
      if (row.raw)
        strokeCurve(pen, rgba(row.paint.colour, 0.25), sampledCurve(view, row.raw, windowFrames).greatest, area);
      strokeCurve(pen, rgba(row.paint.colour, 0.95), isBand ? curve.mean : curve.greatest, area);
      if (level === 'frames' || level === 'single') drawDots(pen, scene, row, area);
    }
    const end = scene.frontier ? Math.min(view.widthPx, xOf(view, scene.frontier.frame)) : view.widthPx;
    if (row.threshold !== null && end > 0) drawThreshold(pen, row.threshold, end, area);
  });
}

interface Area {
  readonly basePx: number;
  readonly heightPx: number;
}

function fillHeat(pen: Pen, { paint }: RibbonRow, values: Float32Array, { basePx, heightPx }: Area): void {
  const { ctx } = pen;
  const shades = new Map<number, Path2D>();
  for (let i = 0; i + 1 < values.length; i++) {
    const [left, right] = [values[i]!, values[i + 1]!];
    if (Number.isNaN(left) || Number.isNaN(right)) continue;
    const shade = Math.round(Math.min(1, Math.max(0, (left + right) / 2)) * SHADES);
    let path = shades.get(shade);
    if (!path) shades.set(shade, (path = new Path2D()));
    path.moveTo(i * STEP_PX, basePx);
    path.lineTo(i * STEP_PX, basePx - heightPx * left);
    path.lineTo((i + 1) * STEP_PX, basePx - heightPx * right);
    path.lineTo((i + 1) * STEP_PX, basePx);
  }
  for (const [shade, path] of shades) {
    ctx.fillStyle = rgba(paint.colour, 0.06 + 0.62 * (shade / SHADES) ** 1.15);
    ctx.fill(path);
  }
}

function fillBand(pen: Pen, { paint }: RibbonRow, { least, greatest }: Curve, { basePx, heightPx }: Area): void {
  const { ctx } = pen;
  ctx.fillStyle = rgba(paint.colour, 0.28);
  for (let i = 0; i < least.length; i++) {
    if (Number.isNaN(least[i]!)) continue;
    const top = basePx - heightPx * greatest[i]!;
    ctx.fillRect(i * STEP_PX, top, STEP_PX, Math.max(0.5, heightPx * (greatest[i]! - least[i]!)));
  }
}

function strokeCurve(pen: Pen, colour: string, values: Float32Array, { basePx, heightPx }: Area): void {
  const { ctx } = pen;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.25;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  let isDown = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) isDown = false;
    else if (isDown) ctx.lineTo(i * STEP_PX, basePx - heightPx * value);
    else {
      ctx.moveTo(i * STEP_PX, basePx - heightPx * value);
      isDown = true;
    }
  }
  ctx.stroke();
}

function drawDots(
  pen: Pen,
  { view, level }: ContentScene,
  { nodes, paint }: RibbonRow,
  { basePx, heightPx }: Area,
): void {
  if (!nodes || nodes.windowsPerNode > 1 || areClose(view, nodes)) return;
  for (let i = 0; i < nodes.centres.length; i++) {
    const [x, value] = [xOf(view, nodes.centres[i]!), nodes.mean[i]!];
    if (Number.isNaN(value) || x < -40 || x > view.widthPx + 40) continue;
    const y = basePx - heightPx * value;
    pen.ctx.fillStyle = paint.colour;
    pen.ctx.beginPath();
    pen.ctx.arc(x, y, 2.2, 0, 2 * Math.PI);
    pen.ctx.fill();
    if (level !== 'single') continue;
    pen.font();
    pen.outlined(scoreText(value), x + 6, Math.max(basePx - heightPx + 5, Math.min(basePx - 6, y)), pen.palette.t1);
  }
}

function areClose(view: View, { centres }: Nodes): boolean {
  return centres.length > 1 && xOf(view, centres[1]!) - xOf(view, centres[0]!) < DOT_PX;
}

function drawThreshold(pen: Pen, threshold: number, widthPx: number, { basePx, heightPx }: Area): void {
  if (threshold < 0 || threshold > 1) return;
  const y = pen.sharp(basePx - heightPx * threshold);
  pen.ctx.globalAlpha = 0.55;
  pen.line(
    pen.palette.t3,
    [2, 4],
    [
      [0, y],
      [widthPx, y],
    ],
  );
  pen.ctx.globalAlpha = 1;
}
