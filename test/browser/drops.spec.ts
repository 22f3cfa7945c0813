import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { dropPaths } from './support/drop.ts';
import { expect, test } from './support/fixtures.ts';
import { ROOT, SAMPLE } from './support/installation.ts';
import { drawNumbers } from './support/numbered-video.ts';
import { messageOf } from './support/parts.ts';

/** What is dropped on a window whose server may be another machine: files are sent, and belong to nobody's folder. */
const TINY = join(ROOT, 'test', 'fixtures', 'checkpoints', 'tiny');
const ORIGINAL = join(ROOT, 'test', 'fixtures', 'checkpoints', 'original', 'divided.pyth');

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
  await expect(shown.getByRole('button', { name: /^a$/ })).toBeVisible();
  await dropPaths(shown, [folder]);
  await expect(messageOf(shown)).toContainText('There is no video in papers.');
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

test('a model is added and used: a folder, and files with the names of their classes', async ({ shown, server }) => {
  const at = (name: string) => join(server.home.folder, name);
  copyFileSync(join(ROOT, 'test', 'fixtures', 'generic', 'btchw.onnx'), at('net.onnx'));
  await expect(shown.getByRole('button', { name: 'Open sample' })).toBeEnabled();
  // Of its own it has no names for its classes.
  await dropPaths(shown, [at('net.onnx')]);
  await expect(messageOf(shown)).toContainText('net.onnx has no names for its classes. Put a labels.txt with 3 lines');
  writeFileSync(at('labels.txt'), 'walk\nrun\nrest\n');
  await dropPaths(shown, [at('net.onnx'), at('labels.txt'), join(TINY, 'preprocessor_config.json')]);
  const used = (name: string) => expect(messageOf(shown)).toContainText(`${name} is used for the next analysis.`);
  await used('net');

  cpSync(TINY, at('my-net'), { recursive: true });
  mkdirSync(at('my-net/runs'));
  for (const state of ['my-net/optimizer.pt', 'my-net/runs/events.bin']) writeFileSync(at(state), 'not sent');
  await dropPaths(shown, [at('my-net')]);
  await used('my-net');
  const uploads = join(server.home.folder, 'data', 'uploads');
  expect(readdirSync(join(uploads, 'my-net')).sort()).toEqual(readdirSync(TINY).sort());

  copyFileSync(ORIGINAL, at('divided.pyth'));
  await dropPaths(shown, [at('labels.txt'), at('divided.pyth')]);
  await used('divided');
  expect(readdirSync(join(uploads, 'divided')).sort()).toEqual(['divided.pyth', 'labels.txt']);
  const models = await server.host.call('models.available', {});
  expect(models.find(({ name }) => name === 'divided')?.labels).toEqual(['walk', 'run', 'rest']);
  await expect(shown.getByText(/cannot read/)).toHaveCount(0);
});
