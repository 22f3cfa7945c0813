import AxeBuilder from '@axe-core/playwright';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { ROOT } from './support/installation.ts';
import { goToFrame } from './support/stage.ts';

/** "move right" goes on in it. */
const MOVING_FRAME = 136;

// An analysis and a hundred clips for the check: minutes on a machine that others use.
test.describe.configure({ timeout: 240_000 });

test.beforeEach(async ({ server }) => {
  const { host, home } = server;
  const film = join(home.folder, 'motions.mp4');
  copyFileSync(join(ROOT, 'resources', 'sample', 'motions.mp4'), film);
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
    const { violations } = await new AxeBuilder({ page: shown }).include('[role=tabpanel]').analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  }
});

test('picture and numbers of the map can be kept', async ({ shown }) => {
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
});

/** Shows the project that the server has at a frame, and waits for the window there. */
async function atFrame(page: Page, frame: number): Promise<void> {
  await page.reload();
  await expect(page.getByText('Exact frame')).toBeVisible();
  await goToFrame(page, frame);
  await expect(page.getByRole('tabpanel').getByText('move right').first()).toBeVisible();
}
