import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { faultsForAxe } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';
import { drawNumbers } from './support/numbered-video.ts';
import { timelineOf } from './support/parts.ts';
import type { RunningServer } from './support/server.ts';
import { showByPalette } from './support/views.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const ANNOTATOR = 'Kim';
/** Names that no program guesses: of columns, of videos and of labels. */
const TABLE = `Aufnahme;von;bis;Verhalten
one.mp4;0;0.4;gehen
one.mp4;0.8;1.2;ruhen
one.mp4;1.2;1.6;gehen
zwei;0.4;0.8;gehen
alt;0;0.4;gehen
`;

test('a table with names of its own is mapped by hand, looked at, imported and taken back', async ({
  shown,
  server,
}) => {
  const before = await smallProject(server);
  const dialog = await openTable(shown, server, 'beobachtet.csv', TABLE);
  const go = dialog.getByRole('button', { name: /^Import \d+ segments?/ });
  await expect(dialog.getByText('Say which are start, end, label.')).toBeVisible();
  await expect(dialog.getByText('preview', { exact: true })).toBeVisible();
  await expect(go).toBeDisabled();
  await expect(dialog.getByRole('region', { name: 'Report' })).not.toContainText('nothing is left out');
  const columns = { video: 'Aufnahme', start: 'von', end: 'bis', label: 'Verhalten' };
  for (const [role, name] of Object.entries(columns)) {
    await dialog.getByLabel(`Column of ${role}`).selectOption(name);
  }

  await expect(go).toContainText('Import 3 segments');
  await expect(rowsOf(dialog)).toHaveText([/gehen.*2.*2$/, /ruhen.*1.*1$/]);
  expect(await faultsForAxe(shown)).toEqual([]);
  await dialog.getByLabel('Video of zwei').selectOption('two.mp4');
  await expect(go).toContainText('Import 4 segments');
  await dialog.getByLabel('Video of alt').selectOption('leave out');
  await dialog.getByLabel('Class of gehen').selectOption('walk');
  await expect(rowsOf(dialog)).toHaveText([/walk.*2.*1.*3$/, /ruhen.*1.*–.*1$/]);
  await go.click();

  await expect(dialog.getByText('imported', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const segments = await server.host.call('segments.list', {});
  const [classes, videos] = [await server.host.call('labels.list', {}), await server.host.call('videos.list', {})];
  const said = segments.map(({ classId, videoId, startFrame, endFrame, annotator }) => [
    videos.find(({ id }) => id === videoId)?.name,
    classes.find(({ id }) => id === classId)?.name,
    startFrame,
    endFrame,
    annotator,
  ]);
  expect(said.sort()).toEqual([
    ['one.mp4', 'ruhen', 20, 30, ANNOTATOR],
    ['one.mp4', 'walk', 0, 10, ANNOTATOR],
    ['one.mp4', 'walk', 30, 40, ANNOTATOR],
    ['two.mp4', 'walk', 10, 20, ANNOTATOR],
  ]);
  const timeline = timelineOf(shown);
  await expect(timeline.getByRole('option', { name: /^walk, / })).toHaveCount(2);
  await expect(timeline.getByRole('option', { name: /^ruhen, / })).toHaveCount(1);
  await shown.keyboard.press('Control+z');
  await expect(timeline.getByRole('option', { name: /^(walk|ruhen), / })).toHaveCount(0);
  expect(await contentsOf(server)).toEqual(before);
});

test('a file that can’t be read says why in the dialog, and nothing is changed', async ({ shown, server }) => {
  const before = await smallProject(server);
  const dialog = await openTable(shown, server, 'torn.csv', 'video,start,end,label\n"one.mp4,0,1,walk\n');
  const fault = dialog.locator('.fault');
  await expect(fault).toHaveText(
    /"torn\.csv" was not imported: it is no sound table: .*\. Check that the file is whole/,
  );
  await expect(dialog.getByRole('button', { name: /^Import/ }).last()).toBeDisabled();
  expect(await faultsForAxe(shown)).toEqual([]);
  expect(await contentsOf(server)).toEqual(before);
  // Another file does away with it.
  writeFileSync(join(server.home.folder, 'whole.csv'), 'video,start,end,label\none.mp4,0,1,walk\n');
  await chooseFile(shown, server, 'whole.csv');
  await expect(dialog.getByRole('button', { name: 'Import 1 segment' })).toBeEnabled();
  await expect(fault).toHaveCount(0);
});

/** Two films of 50 and 40 frames, 25 a second, and a class. @returns what is annotated: nothing. */
async function smallProject({ host, home }: RunningServer): Promise<object> {
  const films = [
    await drawNumbers(home.folder, { name: 'one.mp4', count: 50, rate: '25' }),
    await drawNumbers(home.folder, { name: 'two.mp4', count: 40, rate: '25' }),
  ];
  await host.call('settings.set', { patch: { annotator: ANNOTATOR } });
  await host.call('project.create', { path: join(home.folder, 'a.timeloupe') });
  await host.call('videos.add', { paths: films });
  await host.call('edits.apply', { annotator: ANNOTATOR, edit: { kind: 'createClass', name: 'walk' } });
  return contentsOf({ host });
}

async function contentsOf({ host }: Pick<RunningServer, 'host'>): Promise<object> {
  return { segments: await host.call('segments.list', {}), classes: await host.call('labels.list', {}) };
}

/** Opens the import of a table that lies in the home folder. @returns the dialog. */
async function openTable(page: Page, server: RunningServer, name: string, text: string): Promise<Locator> {
  writeFileSync(join(server.home.folder, name), text);
  await expect(page.getByText('Exact frame')).toBeVisible();
  await showByPalette(page, 'Import annotations');
  const dialog = page.getByRole('dialog', { name: 'Import annotations' });
  // Of nothing there is no preview.
  await expect(dialog.getByText('preview', { exact: true })).toHaveCount(0);
  await chooseFile(page, server, name);
  return dialog;
}

async function chooseFile(page: Page, { home }: RunningServer, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Choose files…' }).first().click();
  const place = page.getByRole('textbox', { name: 'Folder' });
  await expect(place).not.toHaveValue('');
  await place.fill(join(home.folder, name));
  await page.keyboard.press('Enter');
  // A file's own path leads to it, and the next Enter takes it.
  const option = page.getByRole('option', { name });
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await expect(option).toBeFocused();
  await page.keyboard.press('Enter');
}

/** Of the table that tells what will be added. */
function rowsOf(dialog: Locator): Locator {
  return dialog.getByRole('region', { name: 'Segments to be added' }).locator('tbody').getByRole('row');
}
