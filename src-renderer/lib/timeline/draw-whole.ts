import { rgba } from './palette.ts';
import type { Lane } from './lanes.ts';
import type { Pen } from './pen.ts';
import type { ContentScene } from './scene.ts';
import { viewportOnWhole } from './whole.ts';

const COLUMN_PX = 2;
/** The whole video: the strongest class of each column, ticks for doubtful windows, and a frame around what is in view. */
export function drawWhole(pen: Pen, scene: ContentScene, { yPx, heightPx }: Lane): void {
  const { palette } = pen;
  pen.rect(palette.lane2, 0, yPx, scene.view.widthPx, heightPx);
  drawColumns(pen, scene, { basePx: yPx + heightPx - 4, heightPx: heightPx - 8, topPx: yPx + 2 });
  const { leftPx, widthPx } = viewportOnWhole(scene.view);
  pen.rounded(leftPx + 0.75, yPx + 1.5, widthPx - 1.5, heightPx - 3, 3);
  pen.ctx.fillStyle = rgba(palette.t1, 0.14);
  pen.ctx.fill();
  pen.ctx.strokeStyle = palette.t1;
  pen.ctx.lineWidth = 1.5;
  pen.ctx.stroke();
}

interface Band {
  readonly basePx: number;
  readonly heightPx: number;
  readonly topPx: number;
}

/** Columns change with the windows only, so they are summed up once for each width and count. */
interface Columns {
  readonly classes: Int16Array;
  readonly scores: Float32Array;
  readonly doubts: Uint8Array;
}
const SUMMED = new WeakMap<object, { readonly key: string; readonly columns: Columns }>();

function drawColumns(pen: Pen, scene: ContentScene, { basePx, heightPx, topPx }: Band): void {
  const { classes, scores, doubts } = columnsOf(scene);
  const { labels } = scene.windows ?? { labels: [] };
  for (let column = 0; column < classes.length; column++) {
    const x = column * COLUMN_PX;
    const place = classes[column]!;
    if (place < 0) {
      pen.rect(pen.palette.line2, x, basePx - 1, COLUMN_PX, 1);
      continue;
    }
    const height = Math.max(1, heightPx * scores[column]!);
    pen.rect(rgba(scene.paintOfLabel(labels[place]!).colour, 0.62), x, basePx - height, COLUMN_PX, height);
    if (doubts[column]! > 0) pen.rect(pen.palette.warn, x, topPx, 1.5, 3);
  }
}

function columnsOf({ view, windows, doubtfulMargin }: ContentScene): Columns {
  const count = Math.ceil(view.widthPx / COLUMN_PX);
  const key = `${count} ${windows?.count ?? 0} ${doubtfulMargin}`;
  const known = windows && SUMMED.get(windows);
  if (known?.key === key) return known.columns;
  const columns = {
    classes: new Int16Array(count).fill(-1),
    scores: new Float32Array(count),
    doubts: new Uint8Array(count),
  };
  if (!windows) return columns;
  const perFrame = count / Math.max(1, view.axis.frameCount);
  for (let i = 0; i < windows.count; i++) {
    const best = windows.best(i);
    if (best < 0) continue;
    const nextStart = i + 1 < windows.count ? windows.start(i + 1) : windows.end(i);
    const end = Math.min(count, Math.max(Math.floor(windows.start(i) * perFrame) + 1, Math.ceil(nextStart * perFrame)));
    for (let column = Math.floor(windows.start(i) * perFrame); column < end; column++) {
      if (windows.bestScore(i) <= columns.scores[column]!) continue;
      columns.scores[column] = windows.bestScore(i);
      columns.classes[column] = best;
    }
    const centre = Math.min(count - 1, Math.floor(windows.centre(i) * perFrame));
    if (windows.margin(i) < doubtfulMargin) columns.doubts[centre] = 1;
  }
  SUMMED.set(windows, { key, columns });
  return columns;
}
