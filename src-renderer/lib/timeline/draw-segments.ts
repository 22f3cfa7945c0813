import type { Absence, Segment } from '#shared/records';
import { densityOf, COLUMN_PX, MERGED_PX } from './density.ts';
import { reaching, type LaneRow, type Placed } from './lane-rows.ts';
import type { Lane } from './lanes.ts';
import { rgba } from './palette.ts';
import type { Pen } from './pen.ts';
import type { ContentScene, Paint } from './scene.ts';
import { drawFringe, drawHandles, drawChip, drawMark, type Box } from './draw-segment-parts.ts';
import { visibleFrames, xOf } from './view.ts';

/** Doubt narrower than this is not drawn. */
const FRINGE_PX = 3;

/** What a label, or an annotator, says: one lane. */
export function drawLabelLane(pen: Pen, scene: ContentScene, row: LaneRow, lane: Lane): void {
  const { view } = scene;
  const { startFrame, endFrame } = visibleFrames(view);
  const { from, to } = reaching(row, startFrame, endFrame);
  const merged: Segment[] = [];
  const single: Placed[] = [];
  for (let i = from; i < to; i++) {
    const placed = row.placed[i]!;
    const { segment } = placed;
    if (segment.endFrame <= startFrame || segment.id === scene.drag?.segment.id) continue;
    if (xOf(view, segment.endFrame) - xOf(view, segment.startFrame) < MERGED_PX) merged.push(segment);
    else single.push(placed);
  }
  for (const absence of row.absences) drawAbsence(pen, scene, absence, lane);
  drawMerged(pen, scene, merged, lane);
  for (const placed of single) drawFringes(pen, scene, placed, lane);
  for (const placed of single) drawSegment(pen, scene, placed, lane);
  drawOverlaps(pen, scene, single, lane);
}

/** What is being recorded: solid, without an end yet. */
export function drawGrowing(pen: Pen, { view, growing, paintOf }: ContentScene, row: LaneRow, lane: Lane): void {
  for (const { classId, startFrame, endFrame } of growing) {
    if (classId !== row.classId) continue;
    const { colour } = paintOf(classId);
    const from = xOf(view, startFrame);
    const width = Math.max(2, xOf(view, endFrame) - from);
    pen.rect(rgba(colour, 0.5), from, lane.yPx + 2, width, lane.heightPx - 5);
    pen.rect(pen.palette.err, from + width - 2, lane.yPx + 2, 2, lane.heightPx - 5);
  }
}

/** A segment while it is dragged, and where its edges were. */
export function drawDragged(pen: Pen, scene: ContentScene, lane: Lane): void {
  if (!scene.drag) return;
  const { segment, fromFrames } = scene.drag;
  drawSegment(pen, scene, { segment, track: 0, tracks: 1 }, lane);
  for (const frame of fromFrames) {
    const x = pen.sharp(xOf(scene.view, frame));
    pen.line(
      pen.palette.t1,
      [1, 3],
      [
        [x, lane.yPx],
        [x, lane.yPx + lane.heightPx - 1],
      ],
    );
  }
}

function boxOf(pen: Pen, { view }: ContentScene, { segment, track, tracks }: Placed, lane: Lane): Box {
  const x = pen.snap(xOf(view, segment.startFrame));
  const height = (lane.heightPx - 5) / tracks;
  const width = Math.max(1, pen.snap(xOf(view, segment.endFrame)) - x - 1);
  return { x, y: lane.yPx + 2 + track * height, width, height: tracks > 1 ? height - 1 : height };
}

function drawFringes(pen: Pen, scene: ContentScene, placed: Placed, lane: Lane): void {
  const { view } = scene;
  const { segment } = placed;
  const paint = scene.paintOf(segment.classId);
  const box = boxOf(pen, scene, placed, lane);
  for (const [frame, doubt] of [
    [segment.startFrame, segment.startDoubtFrames],
    [segment.endFrame, segment.endDoubtFrames],
  ] as const) {
    const width = (doubt ?? 0) * view.pxPerUnit;
    if (width >= FRINGE_PX) drawFringe(pen, paint.colour, { atX: xOf(view, frame), width }, box);
  }
}

function drawSegment(pen: Pen, scene: ContentScene, placed: Placed, lane: Lane): void {
  const { segment } = placed;
  const paint = scene.paintOf(segment.classId);
  const box = boxOf(pen, scene, placed, lane);
  const isSelected = scene.selectedIds.has(segment.id);
  fillBody(pen, segment, paint, { box, isSelected });
  strokeEdge(pen, segment, paint, box);
  drawChip(pen, segment, paint, { box, isSelected, widthPx: scene.view.widthPx });
  drawMark(pen, segment, paint, box);
  if (isSelected) drawSelection(pen, scene, segment, box);
  if (segment.id === scene.focusedId) {
    pen.ctx.lineWidth = 2;
    // What is selected has a line of the accent's colour already.
    pen.ctx.strokeStyle = isSelected ? pen.palette.t1 : pen.palette.accent;
    pen.ctx.setLineDash([4, 3]);
    pen.rounded(box.x, box.y, box.width, box.height, 3);
    pen.ctx.stroke();
    pen.ctx.setLineDash([]);
  }
}

function drawSelection(pen: Pen, scene: ContentScene, segment: Segment, box: Box): void {
  const isLast = segment.id === scene.lastSelectedId;
  pen.ctx.strokeStyle = pen.palette.accent;
  pen.ctx.lineWidth = isLast ? 2 : 1;
  pen.rounded(box.x, box.y, box.width, box.height, 3);
  pen.ctx.stroke();
  if (isLast) drawHandles(pen, box, scene.focusedEdge);
}

function fillBody(
  pen: Pen,
  { status }: Segment,
  { colour, pattern }: Paint,
  { box: { x, y, width, height }, isSelected }: { readonly box: Box; readonly isSelected: boolean },
): void {
  const { ctx, palette } = pen;
  const strength = status === 'rejected' ? 0.04 : status === 'unreviewed' ? 0.16 : palette.isDark ? 0.34 : 0.28;
  pen.rounded(x, y, width, height, 3);
  ctx.fillStyle = palette.lane;
  ctx.fill();
  ctx.fillStyle = rgba(colour, strength + (isSelected ? 0.18 : 0));
  ctx.fill();
  const tile = status === 'rejected' ? null : pen.pattern(pattern, colour, palette.isDark ? 0.3 : 0.26);
  if (!tile) return;
  ctx.fillStyle = tile;
  ctx.fill();
}

function strokeEdge(pen: Pen, { status }: Segment, { colour }: Paint, { x, y, width, height }: Box): void {
  const { ctx } = pen;
  ctx.strokeStyle = rgba(colour, status === 'rejected' ? 0.6 : 0.95);
  ctx.lineWidth = 1;
  if (status === 'unreviewed') ctx.setLineDash([4, 3]);
  if (status === 'rejected') ctx.setLineDash([1, 3]);
  pen.rounded(x + 0.5, y + 0.5, width - 1, height - 1, 3);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Hollow: a baseline with two ends, and "not" before the name. */
function drawAbsence(
  pen: Pen,
  { view, paintOf }: ContentScene,
  { startFrame, endFrame, classId }: Absence,
  lane: Lane,
): void {
  const [from, to] = [xOf(view, startFrame), xOf(view, endFrame)];
  if (to < 0 || from > view.widthPx) return;
  const paint = paintOf(classId);
  const [left, right] = [pen.sharp(from), pen.sharp(to - 1)];
  const [top, base] = [lane.yPx + 6, pen.sharp(lane.yPx + lane.heightPx - 4)];
  pen.line(
    rgba(paint.colour, 0.9),
    [],
    [
      [left, top],
      [left, base],
      [right, base],
      [right, top],
    ],
  );
  const at = Math.max(left, 0);
  const name = `not ${paint.name}`;
  const middle = lane.yPx + (lane.heightPx - 1) / 2;
  if (right - at > 22) pen.glyph(paint, at + 12, middle, 8);
  if (right - at < pen.widthOf(name) + 26) return;
  pen.font();
  pen.text(name, at + 20, middle, pen.palette.t2);
}

function drawMerged(pen: Pen, scene: ContentScene, merged: readonly Segment[], lane: Lane): void {
  if (merged.length === 0) return;
  const byColour = new Map<string, Segment[]>();
  for (const segment of merged) {
    const { colour } = scene.paintOf(segment.classId);
    const group = byColour.get(colour);
    if (group) group.push(segment);
    else byColour.set(colour, [segment]);
  }
  for (const [colour, segments] of byColour) {
    for (const [column, share] of densityOf(scene.view, segments)) {
      pen.rect(rgba(colour, 0.25 + 0.6 * share), column * COLUMN_PX, lane.yPx + 3, COLUMN_PX, lane.heightPx - 7);
    }
  }
  for (const segment of merged) {
    if (!scene.selectedIds.has(segment.id)) continue;
    pen.rect(pen.palette.accent, xOf(scene.view, segment.startFrame) - 1, lane.yPx + 1, 3, lane.heightPx - 3);
  }
}

/** Where a dragged segment would cut its neighbours. */
function drawOverlaps(pen: Pen, { view, drag }: ContentScene, single: readonly Placed[], lane: Lane): void {
  for (const { segmentId, span } of drag?.overlaps ?? []) {
    if (!single.some(({ segment }) => segment.id === segmentId)) continue;
    const from = xOf(view, span.startFrame);
    const width = Math.max(2, xOf(view, span.endFrame) - from);
    pen.rect(rgba(pen.palette.warn, 0.45), from, lane.yPx + 2, width, lane.heightPx - 5);
  }
}
