import type { Locator, Page } from '@playwright/test';
import { timelineOf } from './parts.ts';

/** A rectangle on the lanes, in px from their corner. */
export interface LaneBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What was drawn: r, g, b and alpha of each pixel, row by row. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The lanes draw data and view on one canvas, and what moves over them on another. */
export type LaneCanvas = 'content' | 'cursor';

/** Where all lanes lie in the window. */
export async function areaOf(page: Page): Promise<LaneBox> {
  return (await timelineOf(page).getByRole('img').boundingBox())!;
}

/** The lane beside a head. @param head as of headOf. */
export async function laneBeside(page: Page, head: Locator): Promise<LaneBox> {
  const [area, box] = [await areaOf(page), (await head.boundingBox())!];
  return { x: 0, y: Math.round(box.y - area.y), width: Math.floor(area.width), height: Math.round(box.height) };
}

/** What stands before a lane, by its title; of labels the head of their lane, not of their ribbon. */
export function headOf(page: Page, title: string): Locator {
  return timelineOf(page)
    .locator('.head')
    .filter({ has: page.getByText(title, { exact: true }) })
    .last();
}

/**
 * Of the start of a frame, in px from the left of the lanes: the toolbar says which frames are in view. To a frame only,
 * so that it is exact where the whole video is.
 */
export async function framesOnLanes(page: Page): Promise<(frame: number) => number> {
  const words = (await timelineOf(page)
    .getByText(/^[\d,]+ – [\d,]+ · /)
    .textContent())!;
  const [from, to] = words
    .split(' · ')[0]!
    .split(' – ')
    .map((text) => Number(text.replaceAll(',', '')));
  const { width } = await areaOf(page);
  return (frame) => ((frame - from!) / (to! - from!)) * width;
}

/** Reads pixels back from the lanes, once what is due has been drawn. */
export async function readLanes(page: Page, canvas: LaneCanvas, { x, y, width, height }: LaneBox): Promise<Drawn> {
  const area = timelineOf(page).getByRole('img');
  const [left, top, wide, high] = [x, y, width, height].map(Math.round) as [number, number, number, number];
  const base64 = await area.evaluate(
    async (element, box) => {
      for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
      const layer = element.querySelectorAll('canvas')[box.index]!;
      const scale = layer.width / layer.clientWidth;
      const copy = new OffscreenCanvas(box.wide, box.high).getContext('2d')!;
      const [from, size] = [
        [box.left * scale, box.top * scale],
        [box.wide, box.high],
      ] as const;
      copy.drawImage(layer, from[0], from[1], size[0] * scale, size[1] * scale, 0, 0, ...size);
      // As numbers they would take longer to arrive than to draw.
      const { data } = copy.getImageData(0, 0, ...size);
      return btoa(data.reduce((text, value) => text + String.fromCharCode(value), ''));
    },
    { index: canvas === 'content' ? 0 : 1, left, top, wide, high },
  );
  return { width: wide, height: high, data: Buffer.from(base64, 'base64') };
}

/** Rows in which two readings of one place differ. */
export function rowsThatDiffer(one: Drawn, other: Drawn): number[] {
  const lengthBytes = 4 * one.width;
  const rowOf = ({ data }: Drawn, row: number) => data.subarray(row * lengthBytes, (row + 1) * lengthBytes);
  const rows = [...Array(one.height).keys()];
  return rows.filter((row) => Buffer.compare(rowOf(one, row), rowOf(other, row)) !== 0);
}

/** How far a pixel's colour is from another's, 0 to 765. */
export function distance({ data, width }: Drawn, x: number, y: number, from: readonly number[]): number {
  const at = 4 * (Math.round(y) * width + Math.round(x));
  return [0, 1, 2].reduce((sum, i) => sum + Math.abs(data[at + i]! - from[i]!), 0);
}

/** Pixels that are about of a colour, by column. @param colour red, green, blue. */
export function columnsOf({ data, width, height }: Drawn, colour: readonly number[]): number[] {
  const drawn = { data, width, height };
  return Array.from({ length: width }, (_, x) => {
    let count = 0;
    for (let y = 0; y < height; y++)
      if (data[4 * (y * width + x) + 3]! > 100 && distance(drawn, x, y, colour) < 60) count++;
    return count;
  });
}

/** A colour of the theme, e.g. "--accent": red, green, blue. */
export function themeColour(page: Page, name: string): Promise<number[]> {
  return page.evaluate((variable) => {
    const context = new OffscreenCanvas(1, 1).getContext('2d')!;
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }, name);
}
