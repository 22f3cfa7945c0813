import { grouped } from '../numbers.ts';
import { lengthWords } from './draw-looked.ts';
import { rgba } from './palette.ts';
import type { Pen } from './pen.ts';
import type { CursorScene } from './scene.ts';
import type { Fade } from './ruler-fade.ts';
import { rulerStep, type RulerStep, ticksOf } from './ticks.ts';
import { xOf } from './view.ts';

/** Px between a ruler's words and the flag or the range's chip. */
const CLEAR_PX = 6;

/**
 * Draws all that moves over the content: window, range, snap line, playhead, pointer, and the ruler's words.
 *
 * @param fade where the words are on their way from another zoom's.
 */
export function drawCursor(pen: Pen, scene: CursorScene, scale: number, fade: Fade | null): void {
  const { view, layout, palette } = scene;
  pen.begin(palette, scale, view.widthPx, layout.heightPx);
  const bounds = boundsOf(scene);
  drawRulerWords(pen, scene, bounds, fade);
  if (scene.hoverWindow) drawExtent(pen, scene, bounds);
  drawBand(pen, scene, bounds);
  drawRange(pen, scene, bounds);
  drawSnapLine(pen, scene, bounds);
  drawPlayhead(pen, scene, bounds);
  if (scene.hoverFrame !== null) {
    const x = pen.sharp(xOf(view, scene.hoverFrame));
    pen.line(
      rgba(palette.t3, 0.7),
      [],
      [
        [x, bounds.rulerPx],
        [x, bounds.endPx],
      ],
    );
  }
  drawChip(pen, scene);
}

interface Bounds {
  readonly rulerPx: number;
  /** Of the filmstrip, or the ruler where there is none. */
  readonly filmEndPx: number;
  /** Where the whole video begins. */
  readonly endPx: number;
}

function boundsOf({ layout }: CursorScene): Bounds {
  const ruler = layout.fixed.find(({ kind }) => kind === 'ruler');
  const film = layout.fixed.find(({ kind }) => kind === 'frames');
  const whole = layout.fixed.find(({ kind }) => kind === 'whole');
  const rulerPx = ruler?.heightPx ?? 0;
  return { rulerPx, filmEndPx: film ? film.yPx + film.heightPx : rulerPx, endPx: whole?.yPx ?? layout.heightPx };
}

/** While they fade, words that both zooms have stand still. */
function drawRulerWords(pen: Pen, scene: CursorScene, { rulerPx }: Bounds, fade: Fade | null): void {
  const { view, level, video, palette } = scene;
  const now = rulerWords(pen, scene, rulerStep(view, level, video));
  const before = fade && rulerWords(pen, scene, fade.from);
  pen.font();
  const draw = (words: ReadonlyMap<string, number>, colour: string, beside?: ReadonlyMap<string, number> | null) => {
    for (const [label, left] of words) if (!beside?.has(label)) pen.text(label, left, rulerPx / 2 - 1, colour);
  };
  if (!before) {
    draw(now, palette.t3);
    return;
  }
  const stay = new Map([...now].filter(([label]) => before.has(label)));
  draw(stay, palette.t3);
  draw(now, rgba(palette.t3, fade.share), stay);
  draw(before, rgba(palette.t3, 1 - fade.share), stay);
}

/** The labels that there is room for, with where they begin. */
function rulerWords(pen: Pen, scene: CursorScene, step: RulerStep | null): Map<string, number> {
  const { view, video } = scene;
  const taken = takenOnRuler(pen, scene);
  const words = new Map<string, number>();
  for (const { xPx, label } of ticksOf(view, step, video)) {
    if (label === null) continue;
    const left = xPx + 4;
    const right = left + pen.widthOf(label);
    if (right > view.widthPx || left < 0) continue;
    if (taken.some(({ from, to }) => right + CLEAR_PX > from && left - CLEAR_PX < to)) continue;
    words.set(label, left);
  }
  return words;
}

function takenOnRuler(pen: Pen, { view, playhead, range, video }: CursorScene): { from: number; to: number }[] {
  const taken: { from: number; to: number }[] = [];
  if (playhead !== null) {
    const [x, half] = [xOf(view, playhead), pen.widthOf(grouped(playhead), true) / 2 + 5];
    taken.push({ from: x - half, to: x + half });
  }
  if (range) {
    const { left, width } = rangeChip(pen, { view, range, video, playhead });
    taken.push({ from: left, to: left + width });
  }
  return taken;
}

/** The window in hand: its span, a cap in the ruler, and a tick at each frame the model took. */
function drawBand(pen: Pen, { view, window, palette }: CursorScene, { rulerPx, filmEndPx, endPx }: Bounds): void {
  if (!window) return;
  const [from, to] = [pen.snap(xOf(view, window.startFrame)), pen.snap(xOf(view, window.endFrame))];
  if (to < 0 || from > view.widthPx) return;
  pen.rect(rgba(palette.accent, palette.isDark ? 0.13 : 0.1), from, rulerPx, to - from, endPx - rulerPx);
  for (const x of [from, to - 1]) pen.rect(rgba(palette.accent, 0.75), x, rulerPx, 1, endPx - rulerPx);
  pen.rect(palette.accent, from, rulerPx - 3, to - from, 3);
  if (view.pxPerUnit < 0.5 || filmEndPx === rulerPx) return;
  for (const frame of window.frames) pen.rect(palette.accent, pen.snap(xOf(view, frame)), filmEndPx - 6, 1, 4);
}

function drawExtent(pen: Pen, { view, hoverWindow, palette }: CursorScene, { rulerPx, endPx }: Bounds): void {
  const [from, to] = [xOf(view, hoverWindow!.startFrame), xOf(view, hoverWindow!.endFrame)];
  pen.rect(rgba(palette.t2, 0.07), from, rulerPx, to - from, endPx - rulerPx);
  for (const x of [from, to]) {
    pen.line(
      rgba(palette.t2, 0.5),
      [2, 3],
      [
        [pen.sharp(x), rulerPx],
        [pen.sharp(x), endPx],
      ],
    );
  }
}

/** In the middle of the range, but beside the flag. */
function rangeChip(
  pen: Pen,
  { view, range, video, playhead }: Pick<CursorScene, 'view' | 'range' | 'video' | 'playhead'>,
) {
  const { startFrame, endFrame } = range!;
  const frames = endFrame - startFrame;
  const words = lengthWords(frames, video.secondsAt(endFrame) - video.secondsAt(startFrame));
  const width = pen.widthOf(words) + 12;
  const centre = (Math.max(0, xOf(view, startFrame)) + Math.min(view.widthPx, xOf(view, endFrame))) / 2;
  const left = Math.max(0, Math.min(view.widthPx - width, centre - width / 2));
  if (playhead === null) return { words, width, left };
  const [flag, half] = [xOf(view, playhead), pen.widthOf(grouped(playhead), true) / 2 + 5];
  const isClear = left > flag + half || left + width < flag - half;
  if (isClear) return { words, width, left };
  const beside = Math.max(flag, half) + half + 3;
  return { words, width, left: beside + width <= view.widthPx ? beside : flag - half - 3 - width };
}

function drawRange(pen: Pen, scene: CursorScene, { endPx }: Bounds): void {
  const { view, range, palette } = scene;
  if (!range) return;
  const [from, to] = [pen.snap(xOf(view, range.startFrame)), pen.snap(xOf(view, range.endFrame))];
  if (to < 0 || from > view.widthPx) return;
  pen.rect(rgba(palette.accent, 0.13), from, 0, to - from, endPx);
  for (const x of [from, to - 1]) pen.rect(rgba(palette.accent, 0.8), x, 0, 1, endPx);
  const { words, left, width } = rangeChip(pen, scene);
  pen.rounded(left, 2, width, 15, 3);
  pen.ctx.fillStyle = palette.accent;
  pen.ctx.fill();
  pen.font();
  pen.text(words, left + 6, 9.5, palette.onAccent);
}

function drawSnapLine(pen: Pen, { view, snapFrame, palette }: CursorScene, { rulerPx, endPx }: Bounds): void {
  if (snapFrame === null) return;
  const x = pen.sharp(xOf(view, snapFrame));
  pen.line(
    palette.accent,
    [3, 3],
    [
      [x, rulerPx],
      [x, endPx],
    ],
  );
}

/** A line, and a flag with the frame's number. */
function drawPlayhead(pen: Pen, { view, playhead, palette }: CursorScene, { endPx }: Bounds): void {
  if (playhead === null) return;
  const x = pen.sharp(xOf(view, playhead));
  const words = grouped(playhead);
  const width = pen.widthOf(words, true);
  if (x < -width || x > view.widthPx + width) return;
  pen.line(
    palette.t1,
    [],
    [
      [x, 8],
      [x, endPx],
    ],
  );
  const { ctx } = pen;
  const left = Math.max(0, Math.min(view.widthPx - width - 10, x - width / 2 - 5));
  ctx.fillStyle = palette.t1;
  pen.rounded(left, 1, width + 10, 15, 3);
  ctx.fill();
  ctx.beginPath();
  ctx.moveTo(x - 4, 15.5);
  ctx.lineTo(x + 4, 15.5);
  ctx.lineTo(x, 19.5);
  ctx.fill();
  pen.font(true);
  pen.text(words, left + 5, 8.5, palette.panel);
}

/** What a drag does, in words beside the edge. */
function drawChip(pen: Pen, { view, chip, palette, layout }: CursorScene): void {
  if (!chip) return;
  const [strong, rest] = [pen.widthOf(chip.strong, true), pen.widthOf(chip.rest)];
  const width = strong + rest + 26;
  const x = xOf(view, chip.frame);
  const left = x + 8 + width > view.widthPx ? x - 8 - width : x + 8;
  const top = Math.max(2, Math.min(layout.heightPx - 26, chip.yPx - 30));
  pen.rounded(left + 0.5, top + 0.5, width, 24, 4);
  pen.ctx.fillStyle = palette.raised;
  pen.ctx.fill();
  pen.ctx.strokeStyle = palette.line2;
  pen.ctx.lineWidth = 1;
  pen.ctx.stroke();
  pen.font(true);
  pen.text(chip.strong, left + 8, top + 12.5, palette.t1);
  pen.font();
  pen.text(chip.rest, left + strong + 16, top + 12.5, palette.t2);
}
