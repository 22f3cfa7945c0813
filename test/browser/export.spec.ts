import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { faultsForAxe } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';
import { drawNumbers } from './support/numbered-video.ts';
import type { RunningServer } from './support/server.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Kim's, and what Ada says of the second video: the same once, and something more. */
const SAID = `video,start,end,label,status,annotator
one.mp4,0,0.4,walk,accepted,Kim
one.mp4,0.48,0.6,walk,accepted,Kim
one.mp4,0.8,1.2,rest,corrected,Kim
one.mp4,1.6,2,walk,unreviewed,Kim
two.mp4,0,0.4,walk,accepted,Kim
two.mp4,0,0.4,walk,accepted,Ada
two.mp4,0.4,0.8,rest,accepted,Ada
three.mp4,0,0.4,rest,accepted,Kim
`;

test('what is written follows statuses, lengths, classes, videos and people', async ({ shown, server }) => {
  const dialog = await openExport(shown, server);
  const written = (count: number) =>
    expect(dialog.getByRole('button', { name: `Export ${count} segment` })).toBeVisible();
  await written(7);
  await expect(dialog).toContainText('7 segments in 3 videos');

  await pick(shown, 'Statuses', 'unreviewed');
  await written(8);
  await pick(shown, 'Statuses', 'corrected');
  await written(7);
  await expect(dialog.getByRole('button', { name: 'Statuses: unreviewed, accepted' })).toBeVisible();
  await pick(shown, 'Statuses', 'unreviewed', 'corrected');
  await written(7);
  const shortest = dialog.getByRole('textbox', { name: 'Shortest segment to write, in frames' });
  await shortest.fill('3');
  await written(7);
  await shortest.fill('4');
  await written(6);
  await pick(shown, 'Classes', 'walk');
  await written(3);
  await expect(dialog).toContainText('4 segments in 2 videos');
  await pick(shown, 'Videos', 'two.mp4', 'three.mp4');
  await written(2);
  await pick(shown, 'Classes', 'rest');
  await written(4);
  expect(await faultsForAxe(shown)).toEqual([]);
  const whose = dialog.getByLabel('Whose segments');
  await whose.selectOption('Ada');
  await written(2);
  await whose.selectOption('adjudicated by Kim');
  await written(3);
  await pick(shown, 'Videos', 'All videos');
  await written(5);
});

test('what is out of view is hinted at; a done export has no choices, and the next one a folder of its own', async ({
  shown,
  server,
}) => {
  const dialog = await openExport(shown, server);
  await shown.setViewportSize({ width: 1024, height: 560 });
  const report = dialog.getByRole('region', { name: 'Loss report' });
  await expect(report).toHaveAttribute('data-more');
  await report.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect(report).not.toHaveAttribute('data-more');

  await dialog.getByLabel('Shares of train, val and test').selectOption('80 / 20 / 0');
  for (const video of ['one', 'two', 'three']) {
    await dialog.getByLabel(`Set of ${video}.mp4`).selectOption('train');
  }
  await expect(dialog.getByText(/val stays empty/i)).toHaveCount(1);
  await dialog.getByRole('option', { name: 'ActivityNet JSON' }).click();
  const folder = dialog.getByLabel('Folder to write to');
  const first = await folder.inputValue();
  await dialog.getByRole('button', { name: 'Export 7 segments' }).click();
  await expect(dialog.getByText('Exported 7 segments.', { exact: true })).toBeVisible();
  await expect(dialog.getByRole('combobox')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Change and export again' }).click();
  await expect(dialog.getByRole('button', { name: 'Export 7 segments' })).toBeEnabled();
  await expect(folder).not.toHaveValue(first);
});

test('another seed puts other videos into the sets', async ({ shown, server }) => {
  const dialog = await openExport(shown, server);
  const setOf = (name: string) => dialog.getByLabel(`Set of ${name}`);
  await expect(setOf('one.mp4')).toBeVisible();
  const { host } = server;
  const [format] = await host.call('export.formats', {});
  const videos = await host.call('videos.list', {});
  const setsBy = async (seed: number) => {
    const { split } = await host.call('export.plan', { format: format!.id, seed });
    return videos.map(({ id, name }) => ({ name, set: split.find(({ videoId }) => videoId === id)!.set }));
  };
  const usual = await setsBy(1);
  for (const { name, set } of usual) await expect(setOf(name)).toHaveValue(set);
  let seed = 2;
  while (JSON.stringify(await setsBy(seed)) === JSON.stringify(usual)) seed++;
  await dialog.getByRole('textbox', { name: 'Seed of the split and of the cap' }).fill(String(seed));
  for (const { name, set } of await setsBy(seed)) await expect(setOf(name)).toHaveValue(set);
});

/** The dialog over a project of three films. */
async function openExport(page: Page, server: RunningServer): Promise<Locator> {
  await saidProject(server);
  await expect(page.getByText('Exact frame')).toBeVisible();
  await page.keyboard.press('Control+e');
  return page.getByRole('dialog', { name: 'Export' });
}

/** Three films of two seconds, with what two people said of them. */
async function saidProject({ host, home }: RunningServer): Promise<void> {
  const films: string[] = [];
  for (const [place, name] of ['one', 'two', 'three'].entries()) {
    films.push(await drawNumbers(home.folder, { name: `${name}.mp4`, count: 50 + place, rate: '25' }));
  }
  await host.call('settings.set', { patch: { annotator: 'Kim' } });
  await host.call('project.create', { path: join(home.folder, 'a.timeloupe') });
  await host.call('videos.add', { paths: films });
  const table = join(home.folder, 'said.csv');
  writeFileSync(table, SAID);
  await host.call('import.apply', { annotator: 'Kim', request: { paths: [table] } });
}

/** Switches lines of one of the dialog's menus, which stays open until Escape. */
async function pick(page: Page, name: string, ...lines: readonly string[]): Promise<void> {
  const button = page.getByRole('dialog').getByRole('button', { name: new RegExp(`^${name}: `) });
  await button.click();
  for (const line of lines) {
    const box = page.getByRole('menuitemcheckbox', { name: line, exact: true });
    const before = await box.getAttribute('aria-checked');
    await box.click();
    await expect(box).not.toHaveAttribute('aria-checked', before ?? '');
  }
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(button).toBeFocused();
}
