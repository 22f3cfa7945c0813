import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { resolveFfmpeg } from '../../src-main/core/video/ffmpeg-binary.ts';
import type { WindowRef } from '../../src-main/shared/protocol/attention-methods.ts';
import { scoreText } from '../../src-renderer/lib/numbers.ts';
import { mapValueText } from '../../src-renderer/lib/overlay-map.ts';
import { matrixLayout } from '../../src-renderer/parts/inspector/attention/draw-matrix.ts';
import { faultsForAxe } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';
import { SAMPLE } from './support/installation.ts';
import { timelineOf } from './support/parts.ts';
import type { RunningServer } from './support/server.ts';
import { goToFrame } from './support/stage.ts';

/** "move right" goes on in it. */
const MOVING_FRAME = 136;

// An analysis and a hundred clips for the check: minutes on a machine that others use.
test.describe.configure({ timeout: 240_000 });

test.beforeEach(async ({ server }) => {
  const { host, home } = server;
  const film = join(home.folder, 'motions.mp4');
  copyFileSync(SAMPLE, film);
  await host.call('project.create', { path: join(home.folder, 'a.timeloupe') });
  await host.call('videos.add', { paths: [film] });
  const [video] = await host.call('videos.list', {});
  await host.call('runs.start', { model: 'demo-motion', videoIds: [video!.id], settings: { stride: 40 } });
  await expect.poll(async () => (await host.call('runs.jobs', {}))[0]?.state, { timeout: 60_000 }).toBe('done');
});

test('views, layers, heads and a patch by key; the check says what it found; nothing serious for axe', async ({
  shown,
}) => {
  await atFrame(shown, MOVING_FRAME);
  await shown.keyboard.press('Alt+Digit2');
  const tab = shown.getByRole('tabpanel');
  const view = tab.getByRole('radiogroup', { name: 'View' });
  await expect(view.getByRole('radio', { name: 'Rollout' })).toBeChecked();
  await expect(tab.getByRole('button', { name: 'PNG' })).toBeEnabled();

  // Rollout goes through all layers; the next view is contribution, the one after it the class token.
  await shown.keyboard.press('w');
  await expect(tab.getByRole('combobox', { name: 'Class of the contribution' })).toHaveValue('move right');
  await expect(tab.getByRole('radiogroup', { name: 'Class' }).getByRole('radio')).toHaveCount(6);
  await shown.keyboard.press('w');
  const layer = tab.getByRole('slider', { name: 'Layer' });
  await expect(layer).toHaveAttribute('aria-valuenow', '4');
  await shown.keyboard.press(';');
  await expect(layer).toHaveAttribute('aria-valuenow', '3');
  await shown.keyboard.press('.');
  await shown.keyboard.press('.');
  await expect(tab.getByRole('radio', { name: 'Head 2', exact: true }).last()).toBeChecked();
  await shown.keyboard.press('Alt+.');
  await expect(tab.getByRole('radio', { name: 'Max' })).toBeChecked();

  await shown.keyboard.press('w');
  await expect(tab.getByText(/^patch \(\d, \d\)$/)).toBeVisible();
  await shown.keyboard.press('Escape');
  await expect(tab.getByText('click a patch to ask it')).toBeVisible();

  await expect(tab.getByText(/^Not run for this map\./)).toBeVisible();
  await shown.keyboard.press('h');
  await expect(tab.getByText(/^(Holds|Weak|Does not hold)\./)).toBeVisible({ timeout: 60_000 });
  await expect(tab.getByRole('img', { name: /^Score of move right/ })).toBeVisible();
  await layer.press('Home');
  await expect(tab.getByText(/^Not run for this map\./)).toBeVisible();

  for (const colorScheme of ['dark', 'light'] as const) {
    await shown.emulateMedia({ colorScheme });
    expect(await faultsForAxe(shown, '[role=tabpanel]')).toEqual([]);
  }
});

test('the tab tells what the model did: over time, of the strongest head, and of one frame', async ({
  shown,
  server,
}) => {
  await atFrame(shown, MOVING_FRAME);
  await shown.keyboard.press('Alt+Digit2');
  const tab = shown.getByRole('tabpanel');
  const bar = shown.getByRole('img', { name: /^Colours from 0 to / });
  const clip = shown.getByRole('listbox', { name: 'Frames the model took' });
  const place = await clip.getByRole('option', { selected: true }).evaluate((option) => {
    return [...option.parentElement!.children].indexOf(option);
  });
  const ref = await windowAt(server, MOVING_FRAME);
  const map = (wish: string) => numbersOf(shown, ref, wish);

  // Mean and max of the heads, over the clip and in the frame.
  await choose(tab, 'Class');
  const [mean, max] = [await map('view=class'), await map('view=class&head=max')];
  expect(Math.max(...max)).toBeGreaterThan(1.01 * Math.max(...mean));
  await expect(bar).toHaveAccessibleName(new RegExp(`^Colours from 0 to ${greatest(mean)}: class token.*, per clip$`));
  await shown.keyboard.press('Alt+.');
  await expect(bar).toHaveAccessibleName(new RegExp(`^Colours from 0 to ${greatest(max)}: class token.*, per clip$`));
  await choose(tab, 'Per frame');
  const own = max.slice(place * CELLS, (place + 1) * CELLS);
  await expect(bar).toHaveAccessibleName(
    new RegExp(`^Colours from 0 to ${greatest(own)}: .*frames are not comparable$`),
  );

  // The pointer reads a patch of the stage.
  const stage = (await shown.getByRole('application', { name: /^Picture/ }).boundingBox())!;
  await shown.mouse.move(stage.x + stage.width / 2 + 20, stage.y + stage.height / 2 + 20);
  const chip = shown.getByText(/^patch \(\d, \d\) · /);
  await expect(chip).toBeVisible();
  const [x, y, value] = /\((\d), (\d)\) · (.+)$/.exec((await chip.textContent())!)!.slice(1);
  expect(value).toBe(mapValueText(own[Number(y) * SIDE + Number(x)]!));

  // Frames looking at frames: the matrix, read by its name and by the pointer…
  await shown.keyboard.press('Alt+,');
  await choose(tab, 'Per clip');
  await choose(tab, 'Temporal');
  const matrix = await map('view=temporal&matrix=1');
  const row = matrix.slice(place * FRAMES, (place + 1) * FRAMES);
  const most = row.indexOf(Math.max(...row));
  const plot = tab.getByRole('img', { name: /^Temporal attention/ });
  await expect(plot).toHaveAccessibleName(
    `Temporal attention: frame ${place + 1} of the clip looks most at frame ${most + 1}, ${scoreText(row[most]!)}`,
  );
  for (const column of [0, most, FRAMES - 1]) {
    await plot.hover({ position: matrixPoint(column, place) });
    await expect(tab.getByText(`${place + 1} looks at ${column + 1}: ${scoreText(row[column]!, 3)}`)).toBeVisible();
  }
  // …and as a strip: the frame that is looked at most has most colour over it.
  const colour = await colourOver(shown, clip);
  expect(colour.indexOf(Math.max(...colour))).toBe(most);
});

test('picture, numbers and a movie of the map can be kept', async ({ shown, server }) => {
  await atFrame(shown, MOVING_FRAME);
  await shown.keyboard.press('Alt+Digit2');
  const kept = async (name: string) => {
    const download = shown.waitForEvent('download');
    await shown.getByRole('tabpanel').getByRole('button', { name }).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  };
  const picture = await kept('PNG');
  expect(picture.name).toMatch(/^rollout-window-\d+-frame-136\.png$/);
  expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG');
  const numbers = await kept('.npy');
  expect(numbers.name).toMatch(/^rollout-window-\d+\.npy$/);
  expect(numbers.bytes.toString('latin1')).toContain("'shape': (8, 8, 8)");

  const lane = timelineOf(shown).getByRole('listbox', { name: /^move right, / });
  await lane.focus();
  await shown.keyboard.press('Enter');
  await expect(lane.getByRole('option', { selected: true })).toHaveCount(1);
  const segments = await server.host.call('segments.list', {});
  const labels = await server.host.call('labels.list', {});
  const { id: classId } = labels.find(({ name }) => name === 'move right')!;
  const [segment] = segments.filter((one) => one.classId === classId).sort((a, b) => a.startFrame - b.startFrame);
  await expect(shown.getByRole('tabpanel').getByRole('button', { name: 'MP4' })).toBeEnabled();
  const movie = await kept('MP4');
  expect(movie.name).toBe('attention.mp4');
  expect(await countFrames(movie.bytes, server.home.folder)).toBe(segment!.endFrame - segment!.startFrame);
});

/** Of what is shown as a window of this model: frames, and patches of one. */
const [FRAMES, SIDE] = [8, 8];
const CELLS = SIDE * SIDE;

async function windowAt({ host }: RunningServer, frame: number): Promise<WindowRef> {
  const [run] = await host.call('runs.list', {});
  const [video] = await host.call('videos.list', {});
  const ref = { runId: run!.id, videoId: video!.id };
  const [window] = await host.call('predictions.windows', { ...ref, fromFrame: frame, toFrame: frame + 1 });
  return { ...ref, index: window!.index };
}

async function numbersOf(page: Page, { runId, videoId, index }: WindowRef, wish: string): Promise<number[]> {
  const path = `/resource/map/${runId}/${videoId}/${index}.bin?${wish}`;
  return page.evaluate(async (url) => [...new Float32Array(await (await fetch(url)).arrayBuffer())], path);
}

/** Presses one of several, which lie under their words. */
async function choose(tab: Locator, words: string): Promise<void> {
  await tab.getByText(words, { exact: true }).click();
  await expect(tab.getByRole('radio', { name: words, exact: true })).toBeChecked();
}

/** As the colour bar writes it, for an expression. */
function greatest(values: readonly number[]): string {
  return mapValueText(Math.max(...values)).replace('.', '\\.');
}

/** The middle of a cell of the matrix. */
function matrixPoint(column: number, row: number): { x: number; y: number } {
  const { cellPx, left, top } = matrixLayout(FRAMES);
  return { x: left + (column + 0.4) * cellPx, y: top + (row + 0.4) * cellPx };
}

/** How much the map changes each picture of the strip. */
async function colourOver(page: Page, clip: Locator): Promise<number[]> {
  const pictures = () =>
    clip.evaluate((list) =>
      [...list.querySelectorAll('canvas')].map((canvas) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return [...data];
      }),
    );
  const withMap = await pictures();
  await page.keyboard.press('v');
  await expect(page.getByRole('img', { name: /^Frame \d+$/ })).toBeVisible();
  const without = await pictures();
  return withMap.map((pixels, i) => pixels.reduce((sum, level, at) => sum + Math.abs(level - without[i]![at]!), 0));
}

async function countFrames(movie: Buffer, folder: string): Promise<number> {
  const path = join(folder, 'movie.mp4');
  writeFileSync(path, movie);
  const { path: ffmpeg } = await resolveFfmpeg();
  const { stdout } = spawnSync(ffmpeg, ['-v', 'error', '-i', path, '-map', '0:v', '-f', 'framecrc', '-']);
  return stdout
    .toString()
    .split('\n')
    .filter((line) => /^\d/.test(line)).length;
}

/** Shows the project that the server has at a frame, and waits for the window there. */
async function atFrame(page: Page, frame: number): Promise<void> {
  await page.reload();
  await expect(page.getByText('Exact frame')).toBeVisible();
  await goToFrame(page, frame);
  await expect(page.getByRole('tabpanel').getByText('move right').first()).toBeVisible();
}
