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
/** The columns as a picture, so that panning need not draw hundreds of bars. */
const PICTURES = new WeakMap<Columns, { readonly key: string; readonly picture: OffscreenCanvas }>();

/** As a picture of its own that is kept until windows, size or colours change. */
function drawColumns(pen: Pen, scene: ContentScene, band: Band): void {
  const columns = columnsOf(scene);
  const { view, palette } = scene;
  const { scale } = pen;
  const [top, height] = [band.topPx, band.basePx - band.topPx + 1];
  const { labels } = scene.windows ?? { labels: [] };
  const colours = labels.map((label) => scene.paintOfLabel(label).colour).join();
  const key = [view.widthPx, height, top, scale, palette.lane2, colours].join(' ');
  let kept = PICTURES.get(columns);
  if (kept?.key !== key) {
    const picture = new OffscreenCanvas(Math.ceil(view.widthPx * scale), Math.max(1, Math.ceil(height * scale)));
    const ctx = picture.getContext('2d')!;
    ctx.setTransform(scale, 0, 0, scale, 0, -top * scale);
    paintColumns(ctx, scene, columns, band);
    kept = { key, picture };
    PICTURES.set(columns, kept);
  }
  pen.ctx.drawImage(kept.picture, 0, top, kept.picture.width / scale, kept.picture.height / scale);
}

function paintColumns(
  ctx: OffscreenCanvasRenderingContext2D,
  scene: ContentScene,
  { classes, scores, doubts }: Columns,
  { basePx, heightPx, topPx }: Band,
): void {
  const rect = (colour: string, x: number, y: number, width: number, height: number) => {
    ctx.fillStyle = colour;
    ctx.fillRect(x, y, width, height);
  };
  const { labels } = scene.windows ?? { labels: [] };
  for (let column = 0; column < classes.length; column++) {
    const x = column * COLUMN_PX;
    const place = classes[column]!;
    if (place < 0) {
      rect(scene.palette.line2, x, basePx - 1, COLUMN_PX, 1);
      continue;
    }
    const height = Math.max(1, heightPx * scores[column]!);
    rect(rgba(scene.paintOfLabel(labels[place]!).colour, 0.62), x, basePx - height, COLUMN_PX, height);
    if (doubts[column]! > 0) rect(scene.palette.warn, x, topPx, 1.5, 3);
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
