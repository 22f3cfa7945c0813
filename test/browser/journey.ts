import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { timelineOf } from './support/parts.ts';

/** An analysis or an export on a machine that does other things besides. */
const LONG = { timeout: 120_000 } as const;

/**
 * What a new person does in the first five minutes, the same on every host: from the sample to a corrected label in an
 * export. By accessible names and keys only.
 *
 * @param exportFolder a folder that is not there yet.
 */
export async function journey(page: Page, { exportFolder }: { readonly exportFolder: string }): Promise<void> {
  await test.step('open the sample', () => openSample(page));
  await test.step('analyze and watch the ribbons grow', () => analyze(page));
  await test.step('look at attention', () => lookAtAttention(page));
  await test.step('relabel by key', () => relabel(page));
  await test.step('drag an edge and undo it', () => dragEdge(page));
  await test.step('decide doubtful windows', () => decide(page));
  await test.step('export', () => exportClips(page, exportFolder));
}

async function openSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open sample' }).click();
  await expect(page.getByRole('option', { name: /^motions\.mp4/ })).toBeVisible(LONG);
  await expect(page.getByRole('img', { name: /^Frame 0/ })).toBeVisible(LONG);
  await expect(page.getByText('Exact frame')).toBeVisible();
}

async function analyze(page: Page): Promise<void> {
  const timeline = timelineOf(page);
  const pictures = await watchPictures(timeline.getByRole('img'));
  await page.getByRole('banner').getByRole('button', { name: 'Analyze' }).first().click();
  // Segments are proposed when all windows are in; until then there is more of the ribbons again and again.
  await expect(timeline.getByRole('option', { name: /, unreviewed, / }).first()).toBeAttached(LONG);
  expect(await pictures()).toBeGreaterThan(3);
}

async function lookAtAttention(page: Page): Promise<void> {
  const frame = page.getByRole('img', { name: /^Frame / });
  await expect(frame).toHaveAccessibleName(/, rollout, highest at patch \d+, \d+$/, LONG);
  const clip = page.getByRole('listbox', { name: 'Frames the model took' });
  await expect(clip.getByRole('option')).toHaveCount(8);
  await clip.getByRole('option').nth(2).click();
  await expect(frame).toHaveAccessibleName(/^Frame 8, rollout/);
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('tab', { name: 'Attention' })).toHaveAttribute('aria-selected', 'true');
  const before = await frame.getAttribute('aria-label');
  await page.keyboard.press('w');
  await expect(frame).not.toHaveAccessibleName(before ?? '');
  await page.keyboard.press('Alt+1');
}

async function relabel(page: Page): Promise<void> {
  const corrected = timelineOf(page).getByRole('option', { name: /, corrected, / });
  await expect(corrected).toHaveCount(0);
  await selectFirst(page, 'move right');
  await page.keyboard.press('1');
  await expect(corrected).toHaveCount(1);
  await expect(page.getByRole('banner').getByRole('button', { name: /^Undo Relabel/ })).toBeEnabled();
}

async function dragEdge(page: Page): Promise<void> {
  const timeline = timelineOf(page);
  await selectFirst(page, 'move left');
  const end = timeline.getByRole('slider', { name: 'End of the segment' });
  const before = await end.getAttribute('aria-valuenow');
  const area = (await timeline.getByRole('img').boundingBox())!;
  const lane = (await timeline.getByRole('button', { name: /^move left \d+$/ }).boundingBox())!;
  const range = await timeline.getByText(/^[\d,]+ – [\d,]+ · /).textContent();
  const frames = /^([\d,]+) – ([\d,]+)/.exec(range ?? '')!;
  const [from, to] = frames.slice(1).map((text) => Number(text.replaceAll(',', '')));
  const x = area.x + ((Number(before) - from!) / (to! - from!)) * area.width - 2;
  const y = lane.y + lane.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++) await page.mouse.move(x + step * 4, y);
  await page.mouse.up();
  await expect.poll(async () => Number(await end.getAttribute('aria-valuenow'))).toBeGreaterThan(Number(before) + 10);
  await page.keyboard.press('Control+z');
  await expect(end).toHaveAttribute('aria-valuenow', before!);
}

async function decide(page: Page): Promise<void> {
  const queue = page.getByRole('region', { name: 'Queue' });
  const items = queue.getByRole('option', { name: /, \d+ of \d+$/ });
  const raise = queue.getByRole('button', { name: 'Raise the limit' });
  for (let time = 0; time < 5 && (await items.count()) < 3; time++) {
    await expect(items.nth(2).or(raise)).toBeVisible();
    if (await raise.isVisible()) await raise.click();
    else break;
  }
  await page.keyboard.press('n');
  const first = items.first();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  // One looks at a picture before one decides about it.
  const picture = page.getByRole('img', { name: /^Frame / });
  await expect(picture).toHaveAttribute('data-frame', /\d/);
  const before = await picture.getAttribute('data-frame');
  await page.keyboard.press('a');
  await expect(queue.getByText(/^1 of \d+ decided$/)).toBeVisible();
  await expect(first).toHaveAttribute('aria-selected', 'false');
  await expect(picture).not.toHaveAttribute('data-frame', before ?? '');
  await page.keyboard.press('2');
  await expect(queue.getByText(/^2 of \d+ decided$/)).toBeVisible();
}

async function exportClips(page: Page, folder: string): Promise<void> {
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('textbox', { name: 'Folder to write to' }).fill(folder);
  const go = dialog.getByRole('button', { name: /^Export [1-9]\d* segments?/ });
  await expect(go).toBeEnabled(LONG);
  await go.click();
  await expect(dialog.getByText('verified', { exact: true })).toBeVisible(LONG);
  expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(written.filter((name) => name.endsWith('.mp4')).length).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

/** Selects the first segment of a label's lane. */
async function selectFirst(page: Page, label: string): Promise<void> {
  const lane = timelineOf(page).getByRole('listbox', { name: new RegExp(`^${label}, \\d+ segments`) });
  await lane.focus();
  await page.keyboard.press('Enter');
  await expect(lane.getByRole('option', { selected: true })).toHaveCount(1);
}

/**
 * Looks at a canvas from now on, within the page: from outside, looks would be too rare on a quick machine.
 *
 * @returns how many different pictures it has shown.
 */
async function watchPictures(area: Locator): Promise<() => Promise<number>> {
  const handle = await area.evaluateHandle((element) => {
    const canvas = element.querySelector('canvas')!;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
    const seen = new Set<number>();
    const look = () => {
      copy.clearRect(0, 0, canvas.width, canvas.height);
      copy.drawImage(canvas, 0, 0);
      const pixels = new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
      seen.add(pixels.reduce((hash, pixel) => Math.imul(hash ^ pixel, 16777619), 0));
    };
    const timer = setInterval(look, 100);
    return {
      end() {
        clearInterval(timer);
        return seen.size;
      },
    };
  });
  return () => handle.evaluate((watch) => watch.end());
}
