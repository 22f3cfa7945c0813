import type { Span } from '#shared/records';
import { clockText } from '#shared/time';
import type { Lane } from './lanes.ts';
import { rgba } from './palette.ts';
import type { Pen } from './pen.ts';
import type { ContentScene } from './scene.ts';
import { xOf, type View } from './view.ts';

/** Solid: seen by a person; hatched: not; holes in the colour of errors. */
export function drawLooked(pen: Pen, { view, looked, holes }: ContentScene, { yPx, heightPx }: Lane): void {
  const { palette } = pen;
  const end = Math.min(view.widthPx, xOf(view, view.axis.frameCount));
  pen.ctx.fillStyle = pen.hatch(palette.line2, 5);
  pen.ctx.fillRect(0, yPx + 3, end, heightPx - 7);
  for (const span of looked) {
    const { from, width } = barOf(view, span, 1);
    pen.rect(palette.lane2, from, yPx + 3, width, heightPx - 7);
    pen.rect(rgba(palette.t2, palette.isDark ? 0.62 : 0.55), from, yPx + 3, width, heightPx - 7);
  }
  for (const span of holes) {
    const { from, width } = barOf(view, span, 3);
    pen.rect(palette.err, from, yPx + 2, width, heightPx - 5);
  }
}

function barOf(view: View, { startFrame, endFrame }: Span, leastPx: number) {
  const from = Math.max(-4, xOf(view, startFrame));
  const to = Math.min(view.widthPx + 4, xOf(view, endFrame));
  return { from, width: to < from ? 0 : Math.max(leastPx, to - from) };
}

/** Where the analysis is: a line that glows, and behind it what is not analyzed yet, in words. */
export function drawFrontier(pen: Pen, { view, frontier, layout }: ContentScene): void {
  if (!frontier) return;
  const { ctx, palette } = pen;
  const lanes = layout.fixed.filter(({ kind }) => ['ribbon', 'votes', 'model', 'compared'].includes(kind));
  const [first, last] = [lanes[0], lanes.at(-1)];
  if (!first || !last) return;
  const [top, height] = [first.yPx, last.yPx + last.heightPx - first.yPx - 1];
  const x = xOf(view, frontier.frame);
  const end = Math.min(view.widthPx, xOf(view, view.axis.frameCount));
  const from = Math.max(0, x);
  if (from < end) {
    ctx.fillStyle = pen.hatch(palette.isDark ? 'rgb(255 255 255 / .055)' : 'rgb(0 0 0 / .07)', 7);
    ctx.fillRect(from, top, end - from, height);
  }
  if (x > 0 && x < view.widthPx + 90) {
    const glow = ctx.createLinearGradient(x - 90, 0, x, 0);
    glow.addColorStop(0, rgba(palette.accent, 0));
    glow.addColorStop(1, rgba(palette.accent, 0.2));
    ctx.fillStyle = glow;
    ctx.fillRect(x - 90, top, 90, height);
    pen.rect(palette.accent, x - 1, top, 1.5, height);
  }
  const width = pen.widthOf(frontier.words) + 20;
  if (frontier.words !== '' && end - from > width + 16)
    drawWords(pen, frontier.words, (from + end) / 2 - width / 2, top + height / 2);
}

function drawWords(pen: Pen, words: string, left: number, middle: number): void {
  const { ctx, palette } = pen;
  pen.rounded(left + 0.5, Math.round(middle - 12) + 0.5, pen.widthOf(words) + 20, 24, 4);
  ctx.fillStyle = palette.panel;
  ctx.fill();
  ctx.strokeStyle = palette.line2;
  ctx.lineWidth = 1;
  ctx.stroke();
  pen.font();
  pen.text(words, left + 10, Math.round(middle), palette.t2);
}

/** "60 frames · 2.40 s" */
export function lengthWords(frames: number, seconds: number): string {
  const text = seconds < 60 ? `${seconds.toFixed(2)} s` : clockText(seconds, 1);
  return `${frames.toLocaleString('en-US')} ${frames === 1 ? 'frame' : 'frames'} · ${text}`;
}
