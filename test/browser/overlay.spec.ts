import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { AttentionFacts, WindowRef } from '../../src-main/shared/protocol/attention-methods.ts';
import type { ProjectVideo, RunId } from '../../src-main/shared/records.ts';
import { type DrawnVideo, turnVideo } from './support/encode-frames.ts';
import { expect, test } from './support/fixtures.ts';
import { SAMPLE } from './support/installation.ts';
import { drawNumbers } from './support/numbered-video.ts';
import type { RunningServer } from './support/server.ts';
import { goToFrame, shownFrame } from './support/stage.ts';

/** Frames of a window of the model. */
const WINDOW = 32;

/** In it a star moves over a grey ground. */
const MOVING_FRAME = 176;

/** Frame 0 is black, so that on it the brightest place is where the map is strongest. */
const VIDEOS: readonly DrawnVideo[] = [
  { name: 'wide.mp4', count: 40, rate: '25' },
  { name: 'turned.mp4', count: 40, rate: '25', turned: 90 },
];

for (const video of VIDEOS) {
  test(`${video.name}: the overlay is strongest over the patch whose value is greatest`, async ({ shown, server }) => {
    await shown.emulateMedia({ colorScheme: 'dark' });
    const ref = await analyzed(server, await drawNumbers(server.home.folder, video));
    await shown.getByRole('option', { name: new RegExp(video.name) }).click();
    const frame = shown.getByRole('img', { name: /^Frame 0, rollout, highest at patch/ });
    await expect(frame).toBeVisible();
    // Without the line around the crop.
    await shown.keyboard.press('Shift+V');
    const facts = await server.host.call('attention.facts', ref);
    const [project] = await server.host.call('videos.list', {});
    const values = await mapOf(shown, ref);
    const patch = patchUnder(await brightestPoint(shown), facts, project!);
    const greatest = Math.max(...values.slice(0, facts.rows * facts.columns));
    expect(values[patch.y * facts.columns + patch.x]).toBe(greatest);
    // What screen readers are told is the same patch.
    await expect(frame).toHaveAccessibleName(`Frame 0, rollout, highest at patch ${patch.x}, ${patch.y}`);

    // By keys: from nothing over the black frame to as much as there can be.
    await shown.keyboard.press('Alt+2');
    const opacity = shown.getByRole('slider', { name: 'Opacity of the overlay' });
    const light = async () => (await brightestPoint(shown)).light;
    const usual = await light();
    await opacity.press('Home');
    await expect.poll(light).toBeLessThan(usual / 4);
    const none = await light();
    await opacity.press('ArrowRight');
    await expect(opacity).toHaveAttribute('aria-valuetext', '.01');
    await opacity.press('End');
    await expect.poll(light).toBeGreaterThan(usual);
    await opacity.press('Home');
    await expect.poll(light).toBe(none);
    await opacity.blur();

    await shown.keyboard.press('v');
    await expect(shown.getByRole('img', { name: 'Frame 0', exact: true })).toBeVisible();
  });
}

for (const turned of [undefined, 90] as const) {
  test(`the overlay's peak lies over the object that moves, turned by ${turned ?? 0}`, async ({ shown, server }) => {
    // Over the dark ground alone, what is brightest is strongest.
    await shown.emulateMedia({ colorScheme: 'dark' });
    const film = join(server.home.folder, 'star.mp4');
    if (turned) await turnVideo(SAMPLE, film, turned);
    else copyFileSync(SAMPLE, film);
    await analyzed(server, film);
    await shown.getByRole('option', { name: /star/ }).click();
    await goToFrame(shown, MOVING_FRAME);
    const clip = shown.getByRole('listbox', { name: 'Frames the model took' }).getByRole('option');
    await expect(clip).toHaveCount(8);
    let hits = 0;
    for (const option of await clip.all()) {
      await option.click();
      const frame = /^frame (\d+)/.exec((await option.getAttribute('aria-label')) ?? '')![1]!;
      const name = new RegExp(`^Frame ${frame}, rollout, highest at patch`);
      await expect(shown.getByRole('img', { name })).toBeVisible();
      if (await isPeakOverObject(shown)) hits++;
    }
    // All eight here; the model is no oracle.
    expect(hits).toBeGreaterThanOrEqual(7);
  });
}

test('the overlay follows playback, and stays right where it is stopped', async ({ shown, server }) => {
  const film = await drawNumbers(server.home.folder, { name: 'long.mp4', count: 4 * WINDOW, rate: '25' });
  const ref = await analyzed(server, film, { stride: WINDOW });
  await shown.getByRole('option', { name: /long/ }).click();
  const picture = shown.getByRole('img', { name: /^Frame / });
  await expect(picture).toHaveAccessibleName(/^Frame 0, rollout, highest at patch/);
  const strongest = await strongestPatches(shown, server, ref);
  expect(new Set(strongest).size).toBeGreaterThan(2);
  await shown.keyboard.press('Space');
  const told = await namesUntil(shown, 3 * WINDOW);
  await shown.keyboard.press('Space');
  await expect(shown.getByText('Exact frame')).toBeVisible();
  const frames = told.flatMap((name) => {
    const [, frame, patch] = /^Frame (\d+), rollout, highest at patch (.+)$/.exec(name) ?? [];
    return frame === undefined ? [] : [{ frame: Number(frame), patch }];
  });
  expect(frames.filter(({ frame, patch }) => strongest[frame] !== patch)).toEqual([]);
  expect(new Set(frames.map(({ frame }) => Math.floor(frame / WINDOW))).size).toBeGreaterThan(1);

  const { named, drawn } = await shownFrame(shown, { aspect: 4 / 3 });
  expect(drawn).toBe(named);
  await expect(picture).toHaveAccessibleName(`Frame ${named}, rollout, highest at patch ${strongest[named!]}`);
});

/** What the stage says of its picture, at each frame of the display until it shows one of the video's. */
function namesUntil(page: Page, last: number): Promise<string[]> {
  return page.evaluate(async (wanted) => {
    const names = new Set<string>();
    const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-frame]')!;
    for (let time = 0; time < 1200 && Number(canvas.dataset['frame']) < wanted; time++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      names.add(canvas.ariaLabel ?? '');
    }
    return [...names];
  }, last);
}

/** By frame, "column, row" of the greatest value in the map of the sampled frame nearest to it. */
async function strongestPatches(page: Page, { host }: RunningServer, ref: WindowRef): Promise<string[]> {
  const found: string[] = [];
  const range = { runId: ref.runId, videoId: ref.videoId, fromFrame: 0, toFrame: 4 * WINDOW };
  for (const { index, startFrame, endFrame } of await host.call('predictions.windows', range)) {
    const window = { ...ref, index };
    const { frames, columns, rows } = await host.call('attention.facts', window);
    const values = await mapOf(page, window);
    for (let frame = startFrame; frame < endFrame; frame++) {
      const away = frames.map((sampled) => Math.abs(sampled - frame));
      const place = away.indexOf(Math.min(...away));
      const own = values.slice(place * columns * rows, (place + 1) * columns * rows);
      const best = own.indexOf(Math.max(...own));
      found[frame] = `${best % columns}, ${Math.floor(best / columns)}`;
    }
  }
  return found;
}

/** Whether the heat map is strongest over the colourful star on the grey ground, or at most half its width beside it. */
async function isPeakOverObject(page: Page): Promise<boolean> {
  const viewport = page.getByRole('application', { name: /^Picture/ });
  const only = (layer: 'picture' | 'heat' | 'all') =>
    viewport.evaluate((box, shown) => {
      for (const child of box.children) {
        if (!(child instanceof HTMLElement) && !(child instanceof SVGElement)) continue;
        const kind = child.tagName !== 'CANVAS' ? 'mark' : child.classList.contains('heat') ? 'heat' : 'picture';
        child.style.visibility = shown === 'all' || kind === shown ? '' : 'hidden';
      }
    }, layer);
  const png = async (layer: 'picture' | 'heat') => {
    await only(layer);
    return (await viewport.screenshot()).toString('base64');
  };
  const found = await page.evaluate(
    async ([picture, heat]) => {
      const pixelsOf = async (base64: string) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes]));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, bitmap.width, bitmap.height);
      };
      const [seen, { data: heats, width }] = [(await pixelsOf(picture)).data, await pixelsOf(heat)];
      const strength = (at: number) => heats[4 * at]! + heats[4 * at + 1]! + heats[4 * at + 2]!;
      let peak = 0;
      const [xs, ys]: [number[], number[]] = [[], []];
      for (let i = 0; i < heats.length / 4; i++) {
        if (strength(i) > strength(peak)) peak = i;
        const [r, g, b] = [seen[4 * i]!, seen[4 * i + 1]!, seen[4 * i + 2]!];
        const isColourful = Math.max(r, g, b) - Math.min(r, g, b) > 90;
        if (isColourful) [xs[xs.length], ys[ys.length]] = [i % width, Math.floor(i / width)];
      }
      const ends = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
      return { peak: [peak % width, Math.floor(peak / width)] as const, x: ends(xs), y: ends(ys) };
    },
    [await png('picture'), await png('heat')] as const,
  );
  await only('all');
  const [left, right] = found.x;
  const [top, bottom] = found.y;
  const margin = (right - left) / 2;
  const [x, y] = found.peak;
  return x >= left - margin && x <= right + margin && y >= top - margin && y <= bottom + margin;
}

/** Adds the video and lets the first model look at it. */
async function analyzed(
  { home, host }: RunningServer,
  path: string,
  settings: { readonly stride?: number } = {},
): Promise<WindowRef> {
  await host.call('project.create', { path: join(home.folder, 'overlay.timeloupe') });
  const [added] = await host.call('videos.add', { paths: [path] });
  const videoId = added!.video!.id;
  const models = await host.call('models.available', {});
  const { id: model } = models.find(({ refusal }) => refusal === null)!;
  await host.call('runs.start', { model, videoIds: [videoId], settings });
  const state = async () => (await host.call('runs.jobs', {})).at(-1)?.state;
  await expect.poll(state, { timeout: 60_000 }).toBe('done');
  const [run] = await host.call('runs.list', {});
  return { runId: run!.id satisfies RunId, videoId, index: 0 };
}

async function mapOf(page: Page, { runId, videoId, index }: WindowRef): Promise<number[]> {
  const path = `/resource/map/${runId}/${videoId}/${index}.bin?view=rollout`;
  return page.evaluate(async (url) => [...new Float32Array(await (await fetch(url)).arrayBuffer())], path);
}

/**
 * The brightest pixel of the stage, without what is printed over it; in shares of its width and height,
 * with the sum of its three channels.
 */
async function brightestPoint(page: Page): Promise<{ x: number; y: number; aspect: number; light: number }> {
  const viewport = page.getByRole('application', { name: /^Picture/ });
  await viewport.evaluate((box) => {
    for (const mark of box.children) {
      if (mark instanceof HTMLElement && mark.tagName !== 'CANVAS') mark.style.visibility = 'hidden';
    }
  });
  const png = await viewport.screenshot();
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes]));
    const { width, height } = picture;
    const context = new OffscreenCanvas(width, height).getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let best = 0;
    const level = (pixel: number) => data[4 * pixel]! + data[4 * pixel + 1]! + data[4 * pixel + 2]!;
    for (let pixel = 0; pixel < width * height; pixel++) if (level(pixel) > level(best)) best = pixel;
    return {
      x: (best % width) / width,
      y: Math.floor(best / width) / height,
      aspect: width / height,
      light: level(best),
    };
  }, png.toString('base64'));
}

/** The patch at a point of the stage, in whose middle the whole picture lies. */
function patchUnder(
  at: { readonly x: number; readonly y: number; readonly aspect: number },
  { crop, rows, columns }: AttentionFacts,
  { facts }: ProjectVideo,
): { x: number; y: number } {
  const picture = facts.widthPx / facts.heightPx;
  const [wide, high] = picture > at.aspect ? [1, at.aspect / picture] : [picture / at.aspect, 1];
  const [u, v] = [(at.x - (1 - wide) / 2) / wide, (at.y - (1 - high) / 2) / high];
  return {
    x: Math.floor(((u - crop.left) / crop.width) * columns),
    y: Math.floor(((v - crop.top) / crop.height) * rows),
  };
}
