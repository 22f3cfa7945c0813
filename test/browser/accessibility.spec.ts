import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { faultsForAxe } from './support/axe.ts';
import { dropPaths } from './support/drop.ts';
import { test as withoutProject } from './support/fixtures.ts';
import { expect, test } from './support/reviewed.ts';
import { startServer, type RunningServer } from './support/server.ts';
import { settled, showByPalette, showDialog, VIEWS } from './support/views.ts';

// Colours that are on their way from one state to the next are no colours of the screen.
test.use({ contextOptions: { reducedMotion: 'reduce' } });
withoutProject.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Looks at what is shown in one theme, and in the other. */
async function bothThemes(page: Page, { host }: Pick<RunningServer, 'host'>, name: string, part?: string) {
  for (const theme of ['dark', 'light'] as const) {
    await host.call('settings.set', { patch: { theme } });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    expect.soft(await faultsForAxe(page, part), `${name}, ${theme}`).toEqual([]);
  }
}

for (const [group, views] of Object.entries(VIEWS)) {
  test(`axe finds nothing serious in either theme: ${group}`, async ({ shown, reviewed }) => {
    for (const view of views) {
      await view.show(shown);
      await bothThemes(shown, reviewed, view.name, view.part);
      await view.hide?.(shown);
    }
  });
}

test('axe finds nothing serious in what dialogs answer', async ({ shown, reviewed }) => {
  const dialog = shown.getByRole('dialog');
  await showByPalette(shown, 'Add model');
  await dialog.getByRole('textbox', { name: 'Folder or file of the model' }).fill(join(reviewed.home.folder, 'no-net'));
  await shown.keyboard.press('Enter');
  await expect(dialog.getByText(/no-net.*\./)).toBeVisible();
  await bothThemes(shown, reviewed, 'a model that is refused', 'dialog');
  await shown.keyboard.press('Escape');

  const table = join(reviewed.home.folder, 'said.csv');
  writeFileSync(table, 'video,label,start,end\nmotions.mp4,bounce,1.0,2.5\nother.mp4,wave,0,1\n');
  await dropPaths(shown, [table]);
  await expect(dialog.getByRole('button', { name: /^Import/ })).toBeVisible();
  await expect(dialog.getByText('said.csv').first()).toBeVisible();
  await bothThemes(shown, reviewed, 'an import', 'dialog');
  await shown.keyboard.press('Escape');

  await showDialog(shown, 'Control+e');
  await dialog.getByRole('option', { name: /^Timeloupe CSV/ }).click();
  await dialog
    .getByRole('textbox', { name: 'Folder to write to' })
    .fill(join(reviewed.home.folder, `set-${Date.now()}`));
  await dialog.getByRole('button', { name: /^Export [1-9]\d* segments?/ }).click();
  await expect(dialog.getByText('verified', { exact: true })).toBeVisible();
  await bothThemes(shown, reviewed, 'an export that is done', 'dialog');
});

withoutProject('axe finds nothing serious on the first screen', async ({ shown, server }) => {
  await expect(shown.getByRole('button', { name: 'Open sample' })).toBeEnabled();
  await bothThemes(shown, server, 'first start');
});

withoutProject('a server that is gone is told aloud; axe finds nothing serious', async ({ page }) => {
  const server = await startServer();
  try {
    await server.host.call('project.sample', {});
    await page.goto(server.url);
    await settled(page);
  } finally {
    await server.stop();
  }
  await expect(page.getByText('The server does not answer. Your edits wait here').first()).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'The server does not answer.' })).toBeAttached();
  expect(await faultsForAxe(page)).toEqual([]);
});
