import { drawFilm } from './draw-film.ts';
import { drawFrontier, drawLooked } from './draw-looked.ts';
import { drawDifferences, drawModel, drawVotes } from './draw-model.ts';
import { drawRibbon } from './draw-ribbons.ts';
import { drawDragged, drawGrowing, drawLabelLane } from './draw-segments.ts';
import { drawWhole } from './draw-whole.ts';
import type { Lane } from './lanes.ts';
import type { Pen } from './pen.ts';
import type { ContentScene } from './scene.ts';
import { rulerStep, ticksOf } from './ticks.ts';

/** Draws all that changes with the data or the view. @param scale device px of a px. */
export function drawContent(pen: Pen, scene: ContentScene, scale: number): void {
  const { view, layout, palette } = scene;
  pen.begin(palette, scale, view.widthPx, layout.heightPx);
  pen.rect(palette.lane, 0, 0, view.widthPx, layout.heightPx);
  for (const lane of layout.fixed) drawFixed(pen, scene, lane);
  drawLabelLanes(pen, scene);
  for (const lane of [...layout.fixed, layout.labelArea]) {
    pen.rect(palette.line, 0, lane.yPx + lane.heightPx - 1, view.widthPx, 1);
  }
  for (const lane of layout.fixed) if (lane.kind === 'compared') drawDifferences(pen, scene, scene.models[1]!, lane);
  drawFrontier(pen, scene);
}

function drawFixed(pen: Pen, scene: ContentScene, lane: Lane): void {
  switch (lane.kind) {
    case 'ruler':
      drawTicks(pen, scene, lane);
      break;
    case 'frames':
      drawFilm(pen, scene, lane);
      break;
    case 'ribbon': {
      const row = scene.ribbons[lane.index];
      if (row) drawRibbon(pen, scene, row, lane);
      break;
    }
    case 'votes':
      drawVotes(pen, scene, lane);
      break;
    case 'model':
    case 'compared': {
      const row = scene.models[lane.kind === 'model' ? 0 : 1];
      if (row) drawModel(pen, scene, row, lane);
      break;
    }
    case 'looked':
      pen.rect(scene.palette.lane2, 0, lane.yPx, scene.view.widthPx, lane.heightPx);
      drawLooked(pen, scene, lane);
      break;
    case 'whole':
      drawWhole(pen, scene, lane);
      break;
    case 'labels':
  }
}

function drawLabelLanes(pen: Pen, scene: ContentScene): void {
  const { layout, view, palette } = scene;
  const { yPx, heightPx } = layout.labelArea;
  pen.within(0, yPx, view.widthPx, heightPx, () => {
    for (const lane of layout.labelLanes) {
      const row = scene.rows[lane.index];
      if (!row) continue;
      drawLabelLane(pen, scene, row, lane);
      drawGrowing(pen, scene, row, lane);
      if (scene.drag && isLaneOf(scene, lane.index)) drawDragged(pen, scene, lane);
      pen.rect(palette.line, 0, lane.yPx + lane.heightPx - 1, view.widthPx, 1);
    }
  });
}

function isLaneOf({ rows, drag }: ContentScene, index: number): boolean {
  const { classId, annotator } = rows[index]!;
  return classId === null ? annotator === drag?.segment.annotator : classId === drag?.segment.classId;
}

/** Ticks only: the ruler's words are drawn with the cursor, so that they can make room for its flag. */
function drawTicks(pen: Pen, { view, level, video, palette }: ContentScene, { yPx, heightPx }: Lane): void {
  pen.rect(palette.lane2, 0, yPx, view.widthPx, heightPx);
  const end = yPx + heightPx - 1;
  for (const { xPx, label } of ticksOf(view, rulerStep(view, level, video), video)) {
    const height = label === null ? 4 : 7;
    pen.rect(label === null ? palette.line2 : palette.t3, pen.snap(xPx), end - height, 1, height);
  }
}
