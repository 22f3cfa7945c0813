import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Benchmark } from '../benchmark.ts';
import { type FrameTimes, timeToPicture, watchFrames } from './recorder.ts';
import { type OpenScreen, openScreen } from './screen.ts';
import { SIZE, sixHours } from './six-hours.ts';
import { ms, quantile } from './timings.ts';

/** Wheel notches, moves of the pointer or steps of each action. */
const STEPS = 120;
const CLICKS = 20;

/** The screen over a project of six hours: what a hand feels of it. */
export const ui: Benchmark = {
  name: 'ui',
  async run({ scratchDir, cli, note }) {
    const folder = join(scratchDir, 'ui');
    note('Making a project of six hours with a film of its own …');
    const project = await sixHours(folder, dirname(dirname(dirname(cli))));
    const screen = await openScreen(cli, project, folder);
    if (!screen) {
      note('No Chromium here: the screen was not measured.');
      return null;
    }
    try {
      return {
        title: 'The screen over six hours',
        note: `${SIZE.frames} frames of 320x180, ${SIZE.windows} windows of ${SIZE.classes} classes, ${SIZE.segments} segments, in headless Chromium at 1440x900, its graphics drawn by the processor. Work is what the page's thread does for a frame of the display; a frame more than 16.7 ms after the last one was late.`,
        columns: ['what', 'median', 'p95', 'target'],
        rows: await rowsOf(screen),
      };
    } finally {
      await screen.close();
    }
  },
};

async function rowsOf(screen: OpenScreen): Promise<string[][]> {
  const { page } = screen;
  const lanes = (await page.getByRole('img', { name: /^Timeline of/ }).boundingBox())!;
  const middle = { x: lanes.x + lanes.width / 2, y: lanes.y + lanes.height / 2 };
  const ruler = { x: lanes.x, y: lanes.y + 10, width: lanes.width };
  const rows = [
    ['start to first paint', ms(screen.paintMs), '', 'under 2000 ms'],
    ['start to the first frame and the timeline', ms(screen.readyMs), '', 'under 2000 ms'],
  ];
  await page.mouse.move(middle.x, middle.y);
  rows.push(...frameRows('zoom, whole to 30 s and back', await watchFrames(page, () => zoom(page))));
  for (let notch = 0; notch < 20; notch++) await page.mouse.wheel(0, -100);
  rows.push(...frameRows('pan', await watchFrames(page, () => pan(page))));
  rows.push(...frameRows('scrub', await watchFrames(page, () => scrub(page, ruler))));
  rows.push(row('key to the next frame', await steps(page), 'under 50 ms'));
  rows.push(row('click to the exact frame, anywhere', await clicks(page, ruler), ''));
  rows.push(row('key to the next item of the queue', await queueSteps(page), 'under 100 ms'));
  rows.push(['memory of the page', `${Math.round(await screen.pageMiB())} MiB`, '', '']);
  rows.push(['memory of the server', `${Math.round(screen.serverMiB())} MiB`, '', '']);
  return rows;
}

async function zoom(page: Page): Promise<void> {
  for (let step = 0; step < STEPS; step++) await page.mouse.wheel(0, step < STEPS / 2 ? -100 : 100);
}

async function pan(page: Page): Promise<void> {
  await page.keyboard.down('Shift');
  for (let step = 0; step < STEPS; step++) await page.mouse.wheel(0, 100);
  await page.keyboard.up('Shift');
}

async function scrub(page: Page, { x, y, width }: { x: number; y: number; width: number }): Promise<void> {
  await page.mouse.move(x + width * 0.2, y);
  await page.mouse.down();
  for (let step = 0; step < STEPS; step++) await page.mouse.move(x + width * (0.2 + (0.6 * step) / STEPS), y);
  await page.mouse.up();
}

async function steps(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let step = 0; step < CLICKS; step++) {
    times.push(await timeToPicture(page, () => page.keyboard.press('ArrowRight')));
  }
  return times;
}

async function clicks(page: Page, { x, y, width }: { x: number; y: number; width: number }): Promise<number[]> {
  const times: number[] = [];
  for (let click = 0; click < CLICKS; click++) {
    // Places all over, in the same order each time.
    const at = x + width * (0.05 + 0.9 * ((click * 0.618) % 1));
    times.push(await timeToPicture(page, () => page.mouse.click(at, y)));
  }
  return times;
}

async function queueSteps(page: Page): Promise<number[]> {
  const times: number[] = [];
  const first = page.getByRole('listbox', { name: 'Items of the queue' }).getByRole('option').first();
  await first.waitFor({ timeout: 60_000 });
  await page.keyboard.press('n');
  await page.waitForTimeout(3000);
  for (let step = 0; step < CLICKS; step++) {
    times.push(await timeToPicture(page, () => page.keyboard.press('n')));
    // A person looks at it; what comes next is read meanwhile.
    await page.waitForTimeout(1000);
  }
  return times;
}

function frameRows(what: string, { intervals, work }: FrameTimes): string[][] {
  return [row(`${what}: work`, work, 'under 16.7 ms'), row(`${what}: between frames`, intervals, '16.7 ms')];
}

function row(what: string, times: readonly number[], target: string): string[] {
  return [what, ms(quantile(times, 0.5)), ms(quantile(times, 0.95)), target];
}
