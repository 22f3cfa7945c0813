import { copyFileSync, cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { startHub } from '../support/hub-server.ts';
import { expect, test } from './support/fixtures.ts';
import { DEMO, makeHome, ROOT, SAMPLE } from './support/installation.ts';
import { messageOf } from './support/parts.ts';
import { type RunningServer, startServer } from './support/server.ts';

const TINY = join(ROOT, 'test', 'fixtures', 'checkpoints', 'tiny');
const ORIGINAL = join(ROOT, 'test', 'fixtures', 'checkpoints', 'original', 'divided.pyth');

test('a model’s folder is added: written in the dialog, or chosen in the picker', async ({ shown, server }) => {
  const folder = join(server.home.folder, 'my-net');
  cpSync(TINY, folder, { recursive: true });
  const dialog = await addModel(shown);
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  const picker = shown.getByRole('dialog', { name: 'Choose a model' });
  const place = picker.getByRole('textbox', { name: 'Folder' });
  await expect(place).not.toHaveValue('');
  await place.fill(server.home.folder);
  await shown.keyboard.press('Enter');
  await picker.getByRole('option', { name: /^my-net/ }).click();
  await picker.getByRole('button', { name: 'Choose', exact: true }).click();
  await expect(dialog.getByRole('textbox', { name: 'Folder or file of the model' })).toHaveValue(folder);
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(dialog).toBeHidden();
  await expect(shown.getByRole('radio', { name: /^my-net added from this machine/ })).toBeChecked();
  await expect(messageOf(shown)).toContainText('my-net is used for the next analysis.');
});

test('a model’s file is refused while its classes have no names, with what to do; then it is added', async ({
  shown,
  server,
}) => {
  const file = join(server.home.folder, 'divided.pyth');
  copyFileSync(ORIGINAL, file);
  const dialog = await addModel(shown);
  await dialog.getByRole('textbox', { name: 'Folder or file of the model' }).fill(file);
  await shown.keyboard.press('Enter');
  const fault = 'divided.pyth has no names for its classes. Put a labels.txt with 3 lines beside it, one name a line.';
  await expect(dialog.getByText(fault)).toBeVisible();
  writeFileSync(join(server.home.folder, 'labels.txt'), 'walk\nrun\nrest\n');
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(dialog).toBeHidden();
  await expect(shown.getByRole('radio', { name: /^divided/ })).toBeChecked();
});

test('a model of the hub is downloaded, with how far it is; one that the hub has not is refused', async ({ page }) => {
  let goOn = () => {};
  const until = new Promise<void>((resolve) => (goOn = resolve));
  await withHub(until, async ({ url }) => {
    await page.goto(url);
    const dialog = await addModel(page);
    await askHub(dialog, 'someone/else');
    await expect(dialog.getByText(/has no model someone\/else\. Check the spelling/)).toBeVisible();
    await askHub(dialog, 'someone/motions');
    await expect(dialog.getByText(/^Download someone\/motions · 1 of 3 MB/)).toBeVisible();
    const bar = dialog.getByRole('progressbar', { name: 'Progress' });
    expect(Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    goOn();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('radio', { name: /^someone\/motions from the hub/ })).toBeChecked();
    await expect(page.getByRole('row', { name: /^someone\/motions/ })).toContainText('CC-BY-NC-4.0');
  });
});

test('a download is stopped, and nothing is added', async ({ page }) => {
  const never = new Promise<void>(() => undefined);
  await withHub(never, async ({ url, host }) => {
    await page.goto(url);
    const dialog = await addModel(page);
    await askHub(dialog, 'someone/motions');
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await expect(dialog.getByText('Stopped. Nothing was added.')).toBeVisible();
    expect(await host.call('models.available', {})).toHaveLength(1);
  });
});

test('a project whose model is gone shows what the run kept, and says what to do for the rest', async ({
  page,
  server,
}) => {
  const { host, home } = server;
  const model = join(home.folder, 'models', 'mine');
  cpSync(DEMO, model, { recursive: true });
  const film = join(home.folder, 'motions.mp4');
  copyFileSync(SAMPLE, film);
  const path = join(home.folder, 'a.timeloupe');
  await host.call('project.create', { path });
  const [added] = await host.call('videos.add', { paths: [film] });
  await host.call('runs.start', { model, videoIds: [added!.video!.id], settings: { stride: 100 } });
  await expect.poll(async () => (await host.call('runs.jobs', {}))[0]?.state, { timeout: 60_000 }).toBe('done');
  await host.call('project.close', {});
  renameSync(model, join(home.folder, 'elsewhere'));
  await host.call('project.open', { path });

  // What is asked of the model is answered with 404, which browsers report as a fault of the page.
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(server.url);
  await expect(page.getByRole('img', { name: /^Frame 0, class token, last layer, highest at patch/ })).toBeVisible();
  await page.keyboard.press('Alt+2');
  const tab = page.getByRole('tabpanel');
  await expect(tab.getByRole('status')).toContainText(
    `The model mine of this run is no longer at ${model}. Bring it back to look at its attention; its scores are kept.`,
  );
  renameSync(join(home.folder, 'elsewhere'), model);
  await tab.getByRole('button', { name: 'Try again' }).click();
  await expect(tab.getByRole('status')).not.toContainText('no longer');
  await expect(page.getByRole('img', { name: /^Frame 0, rollout, highest at patch/ })).toBeVisible();
  expect(faults).toEqual([]);
});

/** Opens the dialog from the first screen. */
async function addModel(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Add model…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add model' });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Asks for a model in the dialog. */
async function askHub(dialog: Locator, name: string): Promise<void> {
  const field = dialog.getByRole('textbox', { name: 'Name on the hub' });
  await field.fill(name);
  await field.press('Enter');
}

/** Works with a server whose hub has someone/motions, and keeps half of its weights back until a promise is kept. */
async function withHub(until: Promise<void>, work: (server: RunningServer) => Promise<void>): Promise<void> {
  const names = ['config.json', 'preprocessor_config.json', 'model.safetensors'];
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(DEMO, name))]));
  const holds = { 'model.safetensors': { afterBytes: 1_300_000, until } };
  await using hub = await startHub({ 'someone/motions': { files } }, { holds });
  const home = makeHome();
  const server = await startServer({ home: { ...home, env: { ...home.env, HF_ENDPOINT: hub.url } } });
  try {
    await work(server);
  } finally {
    await server.stop();
    home.remove();
  }
}
