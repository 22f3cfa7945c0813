import type { Lane } from './lanes.ts';
import { densityOf, COLUMN_PX, MERGED_PX } from './density.ts';
import type { PredictedSegment } from '#shared/domain';
import { rgba } from './palette.ts';
import type { Pen } from './pen.ts';
import type { ContentScene, ModelRow } from './scene.ts';
import { visibleFrames, xOf } from './view.ts';
import { voteStride } from './votes.ts';

/** What the model says after threshold and smoothing. */
export function drawModel(pen: Pen, scene: ContentScene, { segments }: ModelRow, lane: Lane): void {
  const { view } = scene;
  const { startFrame, endFrame } = visibleFrames(view);
  const narrow = new Map<string, PredictedSegment[]>();
  pen.within(0, lane.yPx, view.widthPx, lane.heightPx, () => {
    for (const [i, segment] of segments.entries()) {
      if (segment.endFrame <= startFrame || segment.startFrame >= endFrame) continue;
      // Where two labels hold at once, the one that began last is shown.
      const end = Math.min(segment.endFrame, segments[i + 1]?.startFrame ?? Infinity);
      const [from, to] = [xOf(view, segment.startFrame), xOf(view, end)];
      if (to - from >= MERGED_PX) drawBlock(pen, scene, segment, { from, to, lane });
      else {
        const group = narrow.get(segment.label);
        if (group) group.push(segment);
        else narrow.set(segment.label, [segment]);
      }
    }
    for (const [label, group] of narrow) {
      const { colour } = scene.paintOfLabel(label);
      for (const [column, share] of densityOf(view, group)) {
        pen.rect(rgba(colour, 0.2 + 0.5 * share), column * COLUMN_PX, lane.yPx + 3, COLUMN_PX, lane.heightPx - 7);
      }
    }
  });
}

/** Where a row differs from the one above: bars that join the two, over the line between them. */
export function drawDifferences(pen: Pen, { view }: ContentScene, { differences }: ModelRow, { yPx }: Lane): void {
  const { startFrame, endFrame } = visibleFrames(view);
  for (const { startFrame: start, endFrame: end } of differences) {
    const from = xOf(view, start);
    if (end > startFrame && start < endFrame)
      pen.rect(pen.palette.warn, from, yPx - 1, Math.max(1, xOf(view, end) - from), 2);
  }
}

/** How the windows voted on the selected segment: filled for it, hollow for another. */
export function drawVotes(pen: Pen, { view, votes }: ContentScene, { yPx, heightPx }: Lane): void {
  const { ctx, palette } = pen;
  if ('words' in votes) {
    pen.font();
    pen.text(votes.words, 8, Math.round(yPx + heightPx / 2), palette.t3);
    return;
  }
  const { colour } = votes.paint;
  const stride = voteStride(votes.votes);
  for (const { startFrame, endFrame, score, isFor } of votes.votes) {
    const centre = (startFrame + endFrame) / 2;
    const from = pen.snap(xOf(view, centre - stride / 2));
    const width = Math.max(1.5, pen.snap(xOf(view, centre + stride / 2)) - from - 1.5);
    if (from > view.widthPx || from + width < 0) continue;
    const height = Math.max(2, (heightPx - 5) * Math.min(1, Math.max(0, score)));
    const top = yPx + heightPx - 3 - height;
    ctx.fillStyle = rgba(colour, 0.85);
    ctx.strokeStyle = rgba(colour, 0.9);
    ctx.lineWidth = 1;
    if (isFor) ctx.fillRect(from, top, width, height);
    else ctx.strokeRect(from + 0.5, top + 0.5, Math.max(1, width - 1), Math.max(1, height - 0.5));
  }
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly lane: Lane;
}

function drawBlock(pen: Pen, scene: ContentScene, { label }: PredictedSegment, { from, to, lane }: Place): void {
  const paint = scene.paintOfLabel(label);
  const [top, height, width] = [lane.yPx + 3, lane.heightPx - 7, to - from - 1];
  pen.rect(rgba(paint.colour, pen.palette.isDark ? 0.3 : 0.24), from, top, width, height);
  pen.rect(rgba(paint.colour, 0.95), from, top, width, 1.5);
  const left = Math.max(from, 0);
  if (to - left <= 26) return;
  const middle = lane.yPx + (lane.heightPx - 1) / 2 + 0.5;
  pen.glyph(paint, left + 9, middle, 7);
  if (to - left <= 56) return;
  pen.within(left, lane.yPx, to - left - 6, lane.heightPx, () => {
    pen.font();
    pen.text(paint.name, left + 17, middle, pen.palette.t1);
  });
}
