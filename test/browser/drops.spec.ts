import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { dropPaths } from './support/drop.ts';
import { expect, test } from './support/fixtures.ts';
import { ROOT } from './support/installation.ts';
import { drawNumbers } from './support/numbered-video.ts';

/** What is dropped on a window whose server may be another machine: files are sent, and belong to nobody's folder. */
const SAMPLE = join(ROOT, 'resources', 'sample', 'motions.mp4');
const TINY = join(ROOT, 'test', 'fixtures', 'checkpoints', 'tiny');

const message = (page: Page) => page.getByRole('group', { name: 'Message' });
const videos = (page: Page) => page.getByRole('navigation', { name: 'Library' }).getByRole('option');

test('all videos of a folder are added, also those in folders within it', async ({ shown, server }) => {
  const { host, home } = server;
  const folder = join(home.folder, 'films');
  mkdirSync(join(folder, 'day 2'), { recursive: true });
  copyFileSync(SAMPLE, join(folder, 'one.mp4'));
  await drawNumbers(join(folder, 'day 2'), { name: 'two.mp4', count: 20, rate: '25' });
  writeFileSync(join(folder, 'notes.txt'), 'no video');
  await host.call('project.create', { path: join(home.folder, 'a.timeloupe') });
  await expect(shown.getByRole('button', { name: /^a$/ })).toBeVisible();
  await dropPaths(shown, [folder]);
  await expect(videos(shown)).toHaveCount(2);
  await expect(videos(shown).filter({ hasText: 'two.mp4' })).toBeVisible();
  // While something is over the window it says what would happen; then no more.
  await expect(shown.getByText('Add folder or model, or open project')).toHaveCount(0);
});

test('a folder without videos says so', async ({ shown, server }) => {
  const { host, home } = server;
  const folder = join(home.folder, 'papers');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'no video');
  await host.call('project.create', { path: join(home.folder, 'a.timeloupe') });
  await dropPaths(shown, [folder]);
  await expect(message(shown)).toContainText('There is no video in papers.');
});

test('a project is opened', async ({ shown, server }) => {
  const { host, home } = server;
  await host.call('project.create', { path: join(home.folder, 'barn.timeloupe') });
  await host.call('edits.apply', {
    annotator: 'Kim',
    edit: { kind: 'createClass', name: 'preening' },
  });
  await host.call('project.close', {});
  await dropPaths(shown, [join(home.folder, 'barn.timeloupe')]);
  await expect(shown.getByRole('banner').getByText('barn', { exact: true })).toBeVisible();
  expect((await host.call('labels.list', {})).map(({ name }) => name)).toContain('preening');
});

test('a model’s file is added and used; a model’s folder is refused with what to do instead', async ({
  shown,
  server,
}) => {
  const file = join(server.home.folder, 'net.onnx');
  copyFileSync(join(ROOT, 'test', 'fixtures', 'generic', 'btchw.onnx'), file);
  await expect(shown.getByRole('button', { name: 'Open sample' })).toBeEnabled();
  await dropPaths(shown, [file]);
  await expect(message(shown)).toContainText('net');
  const folder = join(server.home.folder, 'my-net');
  cpSync(TINY, folder, { recursive: true });
  await dropPaths(shown, [folder]);
  await expect(message(shown)).toContainText(
    'A model’s folder can’t be sent from a browser. Choose it with Add model…',
  );
});
