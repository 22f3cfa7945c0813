import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, faultsOf, test } from './support/fixtures.ts';
import { startServer } from './support/server.ts';
import { makeHome } from './support/installation.ts';

test('the address leaves no token behind, and a script in the page does not run', async ({ page, server }) => {
  const faults = faultsOf(page);
  await page.goto(server.url);
  expect(new URL(page.url()).search).toBe('');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(page.getByRole('banner')).toBeAttached();
  expect(faults).toEqual([]);
  const wasRun = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.head.append(script);
    return 'wasRun' in window;
  });
  expect(wasRun).toBe(false);
  expect(faults).toEqual([expect.stringContaining('violates the following Content Security Policy')]);
});

test('F1 opens the documentation, which finds sections and breaks no rule of its policy', async ({
  shown,
  context,
}) => {
  const opened = context.waitForEvent('page');
  await shown.keyboard.press('F1');
  const help = await opened;
  const faults = faultsOf(help);
  // What it said before anybody listened is said again.
  await help.waitForURL(/\/docs\//);
  await help.waitForLoadState();
  await help.reload();
  await expect(help.getByRole('heading', { level: 1, name: 'Timeloupe' })).toBeVisible();
  expect(await help.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
  await help.keyboard.press('/');
  await help.keyboard.type('project.busy');
  await help
    .getByRole('link', { name: /project\.busy/ })
    .first()
    .click();
  await expect(help).toHaveURL(/troubleshooting\.html#projectbusy$/);
  await expect(help.getByRole('heading', { name: 'project.busy' })).toBeInViewport();
  await help.getByRole('button', { name: 'Use the dark theme' }).click();
  await help.getByRole('link', { name: 'User guide' }).click();
  await expect(help.locator('img.only-dark').first()).toBeVisible();
  expect(await help.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  expect(faults).toEqual([]);
});

test('two tabs stay in step', async ({ shown, server, context }) => {
  const second = await context.newPage();
  await second.goto(new URL('/', server.url).href);
  const project = join(server.home.folder, 'a.timeloupe');
  for (const page of [shown, second]) await listen(page);
  await send(shown, 'project.create', { path: project });
  await send(shown, 'edits.apply', { annotator: 'anna', edit: { kind: 'createClass', name: 'walk' } });
  await send(second, 'edits.undo', { annotator: 'anna' });
  const wanted = ['project.opened', 'annotations.changed', 'annotations.changed'];
  for (const page of [shown, second]) await expect.poll(() => heard(page)).toEqual(wanted);
});

test('more tabs than a browser keeps connections stay in step, also when the first ones are closed', async ({
  shown,
  server,
  context,
}) => {
  await send(shown, 'project.create', { path: join(server.home.folder, 'a.timeloupe') });
  const tabs = [shown];
  for (let tab = 2; tab <= 8; tab++) {
    const page = await context.newPage();
    await page.goto(new URL('/', server.url).href);
    await expect(page.getByRole('banner')).toBeAttached();
    tabs.push(page);
  }
  for (const page of tabs) await listen(page);
  const label = (name: string) =>
    server.host.call('edits.apply', { annotator: 'anna', edit: { kind: 'createClass', name } });
  await label('one');
  for (const page of tabs) await expect.poll(() => heard(page)).toEqual(['annotations.changed']);
  const left = tabs.slice(2);
  await Promise.all([tabs[0]!.close(), label('two'), tabs[1]!.close(), label('three')]);
  for (const page of left) await expect.poll(async () => (await heard(page)).length).toBe(3);
});

test('edits made while the server is away are sent once it is back, in order and once each', async ({ page }) => {
  const home = makeHome();
  const first = await startServer({ home });
  const project = join(home.folder, 'a.timeloupe');
  await page.goto(first.url);
  await send(page, 'project.create', { path: project });
  await page.evaluate(() => {
    const states: string[] = [];
    Object.assign(window, { states });
    window.host.onConnection!((state) => states.push(state));
  });
  // The network of the page goes, not the server: its token would go with it.
  await page.context().setOffline(true);
  await page.evaluate(() => {
    const edit = (name: string) =>
      window.host.send('edits.apply', { annotator: 'anna', edit: { kind: 'createClass', name } });
    Object.assign(window, { edits: Promise.all(['one', 'two', 'three'].map(edit)) });
  });
  const states = () => page.evaluate(() => (window as unknown as { states: string[] }).states);
  await expect.poll(states).toEqual(['lost']);
  expect(await first.host.call('labels.list', {})).toEqual([]);
  await page.context().setOffline(false);
  await expect.poll(states, { timeout: 30_000 }).toEqual(['lost', 'connected']);
  await page.evaluate(() => (window as unknown as { edits: Promise<unknown> }).edits);
  const labels = await first.host.call('labels.list', {});
  expect(labels.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
  await first.stop();
  await expect.poll(states, { timeout: 30_000 }).toEqual(['lost', 'connected', 'lost']);
  home.remove();
});

test('a server started anew gets the edits that waited once its address is opened beside, in their project', async ({
  page,
  context,
}) => {
  const home = makeHome();
  const first = await startServer({ home });
  const port = Number(new URL(first.url).port);
  await page.goto(first.url);
  const project = join(home.folder, 'a.timeloupe');
  await send(page, 'project.create', { path: project });
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible();
  await first.stop();
  await expect(page.getByText('The server does not answer.').first()).toBeVisible();
  await page.evaluate(() => {
    const edit = (name: string) =>
      window.host.send('edits.apply', { annotator: 'anna', edit: { kind: 'createClass', name } });
    Object.assign(window, { edits: Promise.all(['one', 'two'].map(edit)) });
  });
  const second = await startServer({ home, port });
  try {
    await expect(page.getByText('Open the address that it printed in this browser').first()).toBeVisible({
      timeout: 30_000,
    });
    // The token of the earlier start is worth nothing, and nothing has come in by it.
    await expect(second.host.call('project.info', {})).rejects.toThrow('No project is open');
    const beside = await context.newPage();
    await beside.goto(second.url);
    const labels = async () => (await second.host.call('labels.list', {}).catch(() => [])).map(({ name }) => name);
    await expect.poll(labels, { timeout: 30_000 }).toEqual(['one', 'two']);
    await page.evaluate(() => (window as unknown as { edits: Promise<unknown> }).edits);
    await expect(page.locator('span', { hasText: 'The server was started anew.' })).toHaveCount(0);
    expect((await second.host.call('edits.history', {})).length).toBe(2);
  } finally {
    await second.stop();
    home.remove();
  }
});

test('a dropped file is sent to the server, told how far, and can be stopped', async ({ shown, server }) => {
  const folder = join(server.home.folder, 'study');
  mkdirSync(folder);
  await send(shown, 'project.create', { path: join(folder, 'a.timeloupe') });
  const sent = await shown.evaluate(async () => {
    const shares: number[] = [];
    const file = new File([new Uint8Array(3_000_000).fill(7)], 'day 1.mp4');
    return { path: await window.host.native.pathOfDropped!(file, (share) => void shares.push(share)), shares };
  });
  expect(sent.path).toBe(join(folder, 'videos', 'day 1.mp4'));
  expect(sent.shares.at(-1)).toBe(1);
  expect(readFileSync(sent.path)).toEqual(Buffer.alloc(3_000_000, 7));
  const stopped = await shown.evaluate(() =>
    window.host.native.pathOfDropped!(new File([new Uint8Array(50_000_000)], 'b.mp4'), () => false as never).then(
      () => 'kept',
      (error: unknown) => String(error),
    ),
  );
  expect(stopped).toContain('b.mp4 was not sent.');
});

function send(page: Page, name: string, params: unknown): Promise<unknown> {
  return page.evaluate(([method, given]) => window.host.send(method as string, given), [name, params]);
}

async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    const wanted = ['project.opened', 'annotations.changed'];
    window.host.on((event) => {
      if (wanted.includes(event)) told.push(event);
    });
  });
}

function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { told: string[] }).told);
}
