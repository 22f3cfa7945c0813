import { GLYPH_PATHS } from '../label-style.ts';
import { rgba, type Palette } from './palette.ts';
import type { Paint } from './scene.ts';

/** Of one pattern tile. */
const TILE_PX = 8;

/** A 2D context with what the timeline draws again and again: patterns, glyphs, texts whose widths are known. */
export class Pen {
  readonly ctx: CanvasRenderingContext2D;
  palette: Palette;
  /** Device px of a px. */
  scale = 1;
  readonly #patterns = new Map<string, CanvasPattern>();
  readonly #widths = new Map<string, number>();
  readonly #glyphs = GLYPH_PATHS.map((path) => new Path2D(path));

  constructor(ctx: CanvasRenderingContext2D, palette: Palette) {
    this.ctx = ctx;
    this.palette = palette;
  }

  /** Begins a picture: clear, in px, with the palette of now. */
  begin(palette: Palette, scale: number, widthPx: number, heightPx: number): void {
    if (scale !== this.scale) this.#patterns.clear();
    this.palette = palette;
    this.scale = scale;
    this.ctx.setTransform(scale, 0, 0, scale, 0, 0);
    this.ctx.clearRect(0, 0, widthPx, heightPx);
    this.ctx.textBaseline = 'middle';
    this.ctx.textAlign = 'left';
  }

  /** Nearest place on which a line of one device px is sharp. */
  sharp(px: number): number {
    return (Math.round(px * this.scale - 0.5) + 0.5) / this.scale;
  }

  /** Nearest edge between device px. */
  snap(px: number): number {
    return Math.round(px * this.scale) / this.scale;
  }

  rect(colour: string, xPx: number, yPx: number, widthPx: number, heightPx: number): void {
    this.ctx.fillStyle = colour;
    this.ctx.fillRect(xPx, yPx, widthPx, heightPx);
  }

  /** Draws within a rectangle only. */
  within(xPx: number, yPx: number, widthPx: number, heightPx: number, draw: () => void): void {
    const { ctx } = this;
    ctx.save();
    ctx.beginPath();
    ctx.rect(xPx, yPx, Math.max(0, widthPx), Math.max(0, heightPx));
    ctx.clip();
    draw();
    ctx.restore();
  }

  rounded(xPx: number, yPx: number, widthPx: number, heightPx: number, radiusPx: number): void {
    this.ctx.beginPath();
    this.ctx.roundRect(xPx, yPx, Math.max(0, widthPx), Math.max(0, heightPx), radiusPx);
  }

  line(colour: string, dash: readonly number[], points: readonly (readonly [number, number])[]): void {
    const { ctx } = this;
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1;
    ctx.setLineDash([...dash]);
    ctx.beginPath();
    points.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
    ctx.stroke();
    ctx.setLineDash([]);
  }

  font(isBold = false): void {
    this.ctx.font = `${isBold ? '600 ' : ''}11px ${this.palette.family}`;
  }

  /** Writes in the font set before. */
  text(text: string, xPx: number, middlePx: number, colour: string): void {
    this.ctx.fillStyle = colour;
    this.ctx.fillText(text, xPx, middlePx + 0.5);
  }

  /** The same with a seam in the lane's colour, over lines and areas. */
  outlined(text: string, xPx: number, middlePx: number, colour: string): void {
    this.ctx.strokeStyle = this.palette.lane;
    this.ctx.lineWidth = 3;
    this.ctx.lineJoin = 'round';
    this.ctx.strokeText(text, xPx, middlePx + 0.5);
    this.text(text, xPx, middlePx, colour);
  }

  widthOf(text: string, isBold = false): number {
    const key = isBold ? `*${text}` : text;
    let width = this.#widths.get(key);
    if (width === undefined) {
      this.font(isBold);
      width = this.ctx.measureText(text).width;
      if (this.#widths.size > 2000) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return width;
  }

  glyph({ colour, glyph, isHollow }: Paint, centrePx: number, middlePx: number, sizePx: number): void {
    const { ctx } = this;
    ctx.save();
    ctx.translate(centrePx - sizePx / 2, middlePx - sizePx / 2);
    ctx.scale(sizePx / 10, sizePx / 10);
    if (isHollow) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1.6;
      ctx.stroke(this.#glyphs[glyph]!);
    } else {
      ctx.fillStyle = colour;
      ctx.fill(this.#glyphs[glyph]!);
    }
    ctx.restore();
  }

  /** A label's pattern; null for the plain one. */
  pattern(kind: number, colour: string, alpha: number): CanvasPattern | null {
    if (kind === 0) return null;
    return this.#tile(`${kind} ${colour} ${alpha}`, TILE_PX, (tile) => {
      tile.strokeStyle = tile.fillStyle = rgba(colour, alpha);
      tile.lineWidth = 1.2;
      drawPattern(tile, kind);
    });
  }

  /** Diagonal lines. */
  hatch(colour: string, stepPx: number): CanvasPattern {
    return this.#tile(`hatch ${colour} ${stepPx}`, stepPx, (tile) => {
      tile.strokeStyle = colour;
      tile.lineWidth = 1;
      diagonals(tile, stepPx, 1);
    });
  }

  #tile(key: string, sizePx: number, draw: (tile: OffscreenCanvasRenderingContext2D) => void): CanvasPattern {
    const known = this.#patterns.get(key);
    if (known) return known;
    const canvas = new OffscreenCanvas(sizePx * this.scale, sizePx * this.scale);
    const tile = canvas.getContext('2d')!;
    tile.scale(this.scale, this.scale);
    draw(tile);
    const pattern = this.ctx.createPattern(canvas, 'repeat')!;
    pattern.setTransform(new DOMMatrix().scale(1 / this.scale));
    this.#patterns.set(key, pattern);
    return pattern;
  }
}

/** Patterns 1 to 7 of the labels on a tile of 8 px. */
function drawPattern(tile: OffscreenCanvasRenderingContext2D, kind: number): void {
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    tile.beginPath();
    tile.moveTo(x1, y1);
    tile.lineTo(x2, y2);
    tile.stroke();
  };
  if (kind === 1 || kind === 7) diagonals(tile, TILE_PX, 1);
  if (kind === 3 || kind === 7) diagonals(tile, TILE_PX, -1);
  if (kind === 2) for (const at of [1, 5]) tile.fillRect(at, at, 2, 2);
  if (kind === 4) for (const y of [2, 6]) line(0, y, TILE_PX, y);
  if (kind === 5) for (const x of [2, 6]) line(x, 0, x, TILE_PX);
  if (kind === 6) for (const at of [0, 4]) tile.fillRect(at, at, 4, 4);
}

/** @param direction 1 for /, -1 for \. */
function diagonals(tile: OffscreenCanvasRenderingContext2D, sizePx: number, direction: 1 | -1): void {
  tile.beginPath();
  for (const shift of [-sizePx, 0, sizePx]) {
    const [from, to] = direction === 1 ? [sizePx + 1, -1] : [-1, sizePx + 1];
    tile.moveTo(shift - 1, from);
    tile.lineTo(shift + sizePx + 1, to);
  }
  tile.stroke();
}
