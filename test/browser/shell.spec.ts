import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { SAMPLE } from './support/installation.ts';
import { messageOf, timelineOf } from './support/parts.ts';
import { settled } from './support/views.ts';

const video = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Library' }).getByRole('option', { name });

/** Enter on the first screen opens the sample. */
async function openSample(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Open sample' })).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(video(page, /^motions\.mp4/)).toBeVisible();
}

test('a video is renamed and removed by key, and undo brings both back', async ({ shown }) => {
  await openSample(shown);
  await video(shown, /^motions/).focus();
  await shown.keyboard.press('F2');
  await shown.keyboard.type('walks 1');
  await shown.keyboard.press('Enter');
  await expect(video(shown, /^walks 1,/)).toBeFocused();
  await shown.keyboard.press('Delete');
  await expect(video(shown, /^walks 1/)).toHaveCount(0);
  await messageOf(shown).getByRole('button', { name: 'Undo' }).click();
  await expect(video(shown, /^walks 1/)).toBeVisible();
  await shown.keyboard.press('Control+z');
  await expect(video(shown, /^motions\.mp4/)).toBeVisible();
});

test('letters typed in a field are letters', async ({ shown }) => {
  await openSample(shown);
  await shown.keyboard.press('/');
  const filter = shown.getByRole('searchbox', { name: 'Filter videos' });
  await expect(filter).toBeFocused();
  await shown.keyboard.type('qzx?');
  await expect(filter).toHaveValue('qzx?');
  await expect(shown.getByText('No video matches “qzx?”.')).toBeVisible();
  await expect(shown.getByRole('region', { name: 'Queue' })).toBeVisible();
  await expect(shown.getByRole('dialog')).toHaveCount(0);
  await shown.keyboard.press('Escape');
  await expect(filter).toHaveValue('');
});

test('a command is found, given other keys in place, and runs by them', async ({ shown, server }) => {
  await openSample(shown);
  await shown.keyboard.press('Control+k');
  const field = shown.getByRole('combobox', { name: 'Search or run a command' });
  const palette = shown.getByRole('dialog', { name: 'Commands' });
  await field.fill('nspect');
  await expect(palette.getByRole('option', { selected: true })).toContainText('Inspector');
  await field.fill('Layout: Attention');
  await shown.keyboard.press('Control+Enter');
  await shown.keyboard.press('q');
  await expect(shown.getByRole('group', { name: 'New keys' })).toContainText('is Queue');
  await shown.keyboard.press('Enter');
  await shown.keyboard.press('Escape');
  await expect(shown.getByRole('dialog')).toHaveCount(0);
  await shown.keyboard.press('q');
  await expect(shown.getByRole('region', { name: 'Queue' })).toHaveCount(0);
  await expect(shown.getByRole('separator', { name: 'Width of the library' })).toHaveCount(0);
  const { shortcuts } = await server.host.call('settings.get', {});
  expect(shortcuts).toEqual({ 'layout.attention': ['Q'], 'panel.queue': [] });
});

test('a new label is made from the palette, with the first free digit', async ({ shown, server }) => {
  await openSample(shown);
  const before = await server.host.call('labels.list', {});
  await shown.keyboard.press('Control+k');
  await shown.getByRole('combobox', { name: 'Search or run a command' }).fill('wiggle');
  await shown.getByRole('option', { name: /New label “wiggle”/ }).click();
  await expect
    .poll(async () => (await server.host.call('labels.list', {})).map(({ name }) => name))
    .toEqual([...before.map(({ name }) => name), 'wiggle']);
});

test('panels keep the size they were given, for this project and layout', async ({ shown, server }) => {
  await openSample(shown);
  const grip = shown.getByRole('separator', { name: 'Width of the library' });
  await grip.focus();
  await shown.keyboard.press('Shift+ArrowRight');
  await expect(grip).toHaveAttribute('aria-valuenow', '256');
  await expect.poll(async () => (await server.host.call('settings.get', {})).layouts).not.toEqual({});
  await shown.reload();
  await expect(grip).toHaveAttribute('aria-valuenow', '256');
  await grip.dblclick();
  await expect(grip).toHaveAttribute('aria-valuenow', '224');
});

test('lanes keep the height they were dragged to, for this project only', async ({ shown, server }) => {
  await openSample(shown);
  const lanes = async () => Object.values((await server.host.call('settings.get', {})).lanes);
  const head = timelineOf(shown).getByText('Frames', { exact: true }).locator('..');
  // None while the screen is drawn anew.
  const heightPx = async () => (await head.boundingBox())?.height;
  await settled(shown);
  expect(await heightPx()).toBe(34);
  const { x, y } = (await head.boundingBox())!;
  await shown.mouse.move(x + 40, y + 34);
  await shown.mouse.down();
  await shown.mouse.move(x + 40, y + 34 + 26, { steps: 4 });
  await shown.mouse.up();
  await expect.poll(heightPx).toBe(60);
  await expect.poll(lanes).toEqual([expect.objectContaining({ frames: 60 })]);
  await shown.reload();
  await expect.poll(heightPx).toBe(60);

  const { path } = await server.host.call('project.info', {});
  await settled(shown);
  await server.host.call('project.create', { path: join(server.home.folder, 'other.timeloupe') });
  await server.host.call('videos.add', { paths: [SAMPLE] });
  await expect(shown.getByRole('banner').getByText('other', { exact: true })).toBeVisible();
  await settled(shown);
  expect(await heightPx()).toBe(34);
  await server.host.call('project.open', { path });
  await expect.poll(heightPx).toBe(60);
});

test('at 1024 the library is a rail that unfolds, and Esc folds it up', async ({ shown }) => {
  await openSample(shown);
  await shown.setViewportSize({ width: 1024, height: 700 });
  await expect(shown.getByRole('searchbox', { name: 'Filter videos' })).toHaveCount(0);
  await shown.keyboard.press('Control+b');
  await expect(shown.getByRole('searchbox', { name: 'Filter videos' })).toBeVisible();
  await shown.keyboard.press('Escape');
  await expect(shown.getByRole('searchbox', { name: 'Filter videos' })).toHaveCount(0);
});

test('a video that is dropped without a project makes one, with its place chosen here', async ({ shown, server }) => {
  await expect(shown.getByRole('button', { name: 'Open sample' })).toBeEnabled();
  await drop(shown, 'mine.mp4', 'video/mp4', readFileSync(SAMPLE));
  const dialog = shown.getByRole('dialog', { name: 'New project' });
  await expect(dialog).toBeVisible();
  const folder = dialog.getByRole('textbox', { name: 'Folder' });
  // A hand is not so quick as to write before the first folder is there.
  await expect(folder).not.toHaveValue('');
  await folder.fill(server.home.folder);
  await shown.keyboard.press('Enter');
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await expect(name).toHaveValue('Untitled.timeloupe');
  await name.fill('mine');
  await dialog.getByRole('button', { name: 'Make project' }).click();
  await expect(video(shown, /^mine\.mp4, 1:00/)).toBeVisible();
  expect(existsSync(join(server.home.folder, 'mine.timeloupe'))).toBe(true);
});

test('recent projects are listed; one is opened, one that has gone says where it was, one is forgotten', async ({
  shown,
  server,
}) => {
  const { host, home } = server;
  for (const name of ['barn', 'field', 'gone']) {
    await host.call('project.create', { path: join(home.folder, `${name}.timeloupe`) });
  }
  await host.call('project.close', {});
  rmSync(join(home.folder, 'gone.timeloupe'));
  await shown.reload();
  const recent = shown.getByRole('region', { name: 'Recent projects' });
  const projects = recent.getByRole('listitem').getByRole('button', { name: /timeloupe/ });
  await expect(projects).toHaveText([/gone not at .*gone\.timeloupe/, /field .*field\.timeloupe/, /barn /]);
  await expect(projects.first()).toBeDisabled();
  await recent.getByRole('button', { name: 'Forget gone; the file stays' }).click();
  await expect(projects).toHaveText([/field /, /barn /]);
  await projects.last().click();
  await expect(shown.getByRole('banner').getByText('barn', { exact: true })).toBeVisible();
  expect((await host.call('project.info', {})).path).toBe(join(home.folder, 'barn.timeloupe'));
});

test('what can’t be read is refused in words', async ({ shown }) => {
  await drop(shown, 'Thesis.docx', 'application/msword', Buffer.from('no video'));
  await expect(messageOf(shown)).toContainText('Timeloupe cannot read .docx files.');
});

test('a label is described, and its key changed, in the settings; each is one undo', async ({ shown, server }) => {
  await openSample(shown);
  await shown.keyboard.press('Control+,');
  await shown.getByRole('tab', { name: 'Labels' }).click();
  await shown
    .getByRole('listbox', { name: 'Labels' })
    .getByRole('option', { name: /^bounce/ })
    .click();
  await shown.getByRole('textbox', { name: 'Description' }).fill('Hops up and down.');
  await shown.getByRole('textbox', { name: 'Group' }).fill('motion');
  await shown.getByRole('textbox', { name: 'Group' }).blur();
  const bounce = async () => (await server.host.call('labels.list', {})).find(({ name }) => name === 'bounce');
  await expect.poll(bounce).toMatchObject({ description: 'Hops up and down.', group: 'motion' });
  await shown.keyboard.press('Escape');
  await shown.keyboard.press('Control+z');
  await expect.poll(bounce).toMatchObject({ description: 'Hops up and down.', group: null });
});

async function drop(page: Page, name: string, type: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ base64, file }) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], file.name, { type: file.type }));
      return transfer;
    },
    { base64: bytes.toString('base64'), file: { name, type } },
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}
