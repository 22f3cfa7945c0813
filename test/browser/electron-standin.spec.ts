import { dirname, join, resolve } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { connect } from '../../src-main/shared/connect.ts';
import type { Host, Reply } from '../../src-main/shared/protocol.ts';
import { type StandIn, startStandIn } from './electron/start.ts';
import { journey } from './journey.ts';
import { dropPaths } from './support/drop.ts';
import { faultsOf } from './support/fixtures.ts';
import { makeHome, SAMPLE } from './support/installation.ts';
import { messageOf, timelineOf } from './support/parts.ts';

/** The desktop application's own bundles, with a stand-in for Electron itself. */
const test = base.extend<{ readonly application: StandIn }>({
  application: async ({}, use) => {
    const application = await startStandIn();
    await use(application);
    await application.stop();
  },
});

test('a window is sandboxed, its scheme an origin, permissions refused', async ({ application }) => {
  const [window] = (await application.told('window')) as [{ webPreferences: Record<string, unknown> }];
  expect(window.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  expect(await application.told('schemes')).toEqual([
    [{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }],
  ]);
  expect(await application.told('permissions')).toEqual([
    [
      ['media', false],
      ['geolocation', false],
      ['clipboard-sanitized-write', true],
    ],
  ]);
  expect(await application.told('sandbox')).toEqual([true]);
  expect(await application.told('spell-checker')).toEqual([false]);
});

test('the page gets the port and nothing else, and may load nothing from elsewhere', async ({ application }) => {
  const page = await application.page();
  const faults = faultsOf(page);
  await page.reload();
  await expect.poll(() => page.evaluate(() => Object.keys(window).filter((key) => key === 'host'))).toEqual([]);
  const seen = await page.evaluate(async () => ({
    port: Object.keys(window.host).sort(),
    node: [typeof require, typeof process, typeof Buffer],
    outside: await fetch('http://127.0.0.1:9/').then(
      () => 'loaded',
      () => 'refused',
    ),
    unknown: (await fetch('/nowhere.js')).status,
    parent: (await fetch('/..%2fpackage.json')).status,
  }));
  expect(seen).toEqual({
    port: ['native', 'on', 'resourceUrl', 'send'],
    node: ['undefined', 'undefined', 'undefined'],
    outside: 'refused',
    unknown: 404,
    parent: 404,
  });
  expect(faults.filter((fault) => !/127\.0\.0\.1:9|nowhere|package\.json/.test(fault))).toEqual([]);
});

test('calls, events and bytes with ranges reach the page', async ({ application }) => {
  const page = await application.page();
  const path = join(application.home.folder, 'a.timeloupe');
  const events = await page.evaluate(async (project) => {
    const told: string[] = [];
    window.host.on((event) => told.push(event));
    await window.host.send('project.create', { path: project });
    return told;
  }, path);
  await expect.poll(async () => [...events, ...(await application.told('represented'))]).toContain(path);
  expect(await application.told('recent')).toEqual([path]);
  const got = await page.evaluate(
    async (video) => {
      const added = await window.host.send('videos.add', { paths: [video] });
      const [{ video: record }] = (added as { value: [{ video: { id: string } }] }).value;
      const url = window.host.resourceUrl(`video/${record.id}`);
      const part = await fetch(url, { headers: { range: 'bytes=4-7' } });
      const frame = await fetch(window.host.resourceUrl(`frame/${record.id}/3.png`));
      const again = await fetch(window.host.resourceUrl('frame/none/3.png'));
      return {
        url,
        part: [part.status, part.headers.get('content-range')?.split('/')[0], await part.text()],
        frame: [frame.status, frame.headers.get('content-type')],
        again: again.status,
      };
    },
    join(process.cwd(), 'resources/sample/motions.mp4'),
  );
  expect(got).toMatchObject({
    part: [206, 'bytes 4-7', 'ftyp'],
    frame: [200, 'image/png'],
    again: 404,
  });
});

test('dialogs, the menu and the folder of a file are the system’s', async ({ application }) => {
  const page = await application.page();
  application.tell('answer', { filePaths: ['/films/a.mp4', '/films/b.mp4'] });
  const picked = await page.evaluate(() => window.host.native.pick!({ title: 'Add videos', kind: 'videos' }));
  expect(picked).toEqual(['/films/a.mp4', '/films/b.mp4']);
  expect(await application.told('dialog')).toMatchObject([
    { kind: 'open', title: 'Add videos', properties: ['openFile', 'multiSelections'] },
  ]);
  const refused = page.evaluate(() => window.host.native.pick!({ title: 'x', kind: 'disk' as 'videos' }));
  await expect(refused).rejects.toThrow();
  await page.evaluate(() => window.host.native.showInFolder!('/films/a.mp4'));
  expect(await application.told('in-folder')).toEqual(['/films/a.mp4']);
  const dropped = await page.evaluate(() => window.host.native.pathOfDropped!(new File(['x'], 'film.mp4')));
  expect(dropped).toBe('/dropped/film.mp4');

  await page.evaluate(() => {
    const chosen: string[] = [];
    Object.assign(window, { chosen });
    window.host.native.onMenu!((id) => chosen.push(id));
    window.host.native.showMenu!([
      { id: 'test.one', group: 'Test', title: 'One of the test', key: 'Ctrl+1', isEnabled: true },
    ]);
  });
  await expect.poll(async () => JSON.stringify(await application.told('menu'))).toContain('One of the test');
  application.tell('menu', 'One of the test');
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { chosen: string[] }).chosen))
    .toContain('test.one');
});

test('the documentation has a window of its own, without the port, once', async ({ application }) => {
  const page = await application.page();
  await expect(page.evaluate(() => window.host.native.showHelp!('../x' as 'dark'))).rejects.toThrow();
  await page.evaluate(() => window.host.native.showHelp!('light'));
  const help = await application.page();
  await expect(help.getByRole('heading', { level: 1, name: 'Timeloupe' })).toBeVisible();
  expect(await help.evaluate(() => [document.documentElement.dataset['theme'], 'host' in window])).toEqual([
    'light',
    false,
  ]);
  // It has the documentation, and neither the screen nor anybody's resources.
  expect(await help.evaluate(async () => (await fetch('/')).status)).toBe(404);
  expect(await page.evaluate(async () => (await fetch('/docs/index.html')).status)).toBe(404);
  await help.getByRole('link', { name: 'Troubleshooting' }).first().click();
  await expect(help.getByRole('heading', { level: 1, name: 'Troubleshooting' })).toBeVisible();

  const windows = (await application.told('window')) as readonly { webPreferences: { preload?: string } }[];
  expect(windows.map(({ webPreferences }) => 'preload' in webPreferences)).toEqual([true, false]);
  await page.evaluate(() => window.host.native.showHelp!('dark'));
  expect(await application.told('window')).toHaveLength(2);
});

test('a page that breaks is loaded again and finds its project', async ({ application }) => {
  const page = await application.page();
  const path = join(application.home.folder, 'a.timeloupe');
  await page.evaluate((project) => window.host.send('project.create', { path: project }), path);
  application.tell('crash');
  const info = async () => {
    const next = await application.page();
    return next.evaluate(async () => (await window.host.send('project.info', {})) as { value?: { path: string } });
  };
  await expect.poll(() => info().catch(() => null)).toMatchObject({ value: { path } });
});

test('projects opened from outside have a window each, and the application ends with the last', async ({
  application,
}) => {
  const one = join(application.home.folder, 'one.timeloupe');
  const two = join(application.home.folder, 'two.timeloupe');
  const page = await application.page();
  for (const path of [two, one]) {
    await page.evaluate((project) => window.host.send('project.create', { path: project }), path);
  }
  application.tell('open-file', two);
  await expect.poll(async () => (await application.told('shown')).length).toBe(2);
  application.tell('second-instance', [one]);
  await expect.poll(async () => await application.told('focused')).toEqual(['app://window-1/']);
  application.tell('open-file', join(application.home.folder, 'nowhere.timeloupe'));
  await expect.poll(async () => await application.told('dialog')).toMatchObject([{ kind: 'message', type: 'error' }]);
  for (let open = 3; open > 0; open--) application.tell('close');
  expect(await application.ended).toBe(0);
});

test('a message from a frame that is not ours is refused, on every channel', async ({ application }) => {
  const page = await application.page();
  await expect.poll(() => page.evaluate(() => 'host' in window)).toBe(true);
  await application.told('menu');
  const menus = (await application.told('menu')).length;
  // Electron gives frames within a page no preload script; here they have one, and still get nothing.
  const answered = await page.evaluate(async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const { host } = frame.contentWindow as unknown as Window;
    host.native.showMenu!([{ id: 'x', group: 'Strange', title: 'From a frame', key: null, isEnabled: true }]);
    const asked = [host.send('project.info', {}), host.native.pick!({ title: 'x', kind: 'videos' })];
    return (await Promise.allSettled(asked)).map((one) => (one.status === 'rejected' ? String(one.reason) : one));
  });
  for (const answer of answered) expect(answer).toContain('A message from a page that is not ours was refused.');
  // Nor does a page at another address of the window.
  await page.goto('about:blank');
  const elsewhere = page.evaluate(() => window.host.send('project.info', {}));
  await expect(elsewhere).rejects.toThrow('A message from a page that is not ours was refused.');
  const later = (await application.told('menu')).slice(menus);
  expect(JSON.stringify(later)).not.toContain('From a frame');
});

test('a page goes nowhere and opens no window', async ({ application }) => {
  const page = await application.page();
  const address = page.url();
  const elsewhere = ['http://window-9.app.localhost/', new URL('/resource/', address).href];
  for (const [count, url] of elsewhere.entries()) {
    await page.evaluate((to) => void (location.href = to), url);
    await expect.poll(async () => (await application.told('navigation-prevented')).length).toBe(count + 1);
    expect(page.url()).toBe(address);
  }
  await page.evaluate((own) => void window.open(own), address);
  expect(await application.told('popup')).toEqual(['deny']);
  await expect.poll(() => page.context().pages().length).toBe(1);
});

test('a window comes back where it was closed', async () => {
  const home = makeHome();
  const bounds = { x: 120, y: 80, width: 1200, height: 760 };
  const first = await startStandIn(home);
  first.tell('bounds', bounds);
  first.tell('close');
  expect(await first.ended).toBe(0);
  const second = await startStandIn(home);
  expect(await second.told('window')).toMatchObject([bounds]);
  await second.stop();
  home.remove();
});

test('a file that is dropped is added where it lies', async ({ application }) => {
  const page = await application.page();
  const project = join(application.home.folder, 'a.timeloupe');
  await page.evaluate((path) => window.host.send('project.create', { path }), project);
  await expect(page.getByRole('banner').getByText('a', { exact: true })).toBeVisible();
  await page.evaluate((folder) => Object.assign(window, { standInDropped: folder }), dirname(SAMPLE));
  await dropPaths(page, [SAMPLE]);
  await expect(page.getByRole('option', { name: /^motions\.mp4/ })).toBeVisible();
  const [added] = await callIn(page).call('videos.list', {});
  expect(resolve(application.home.folder, added!.path)).toBe(SAMPLE);
});

test('an analysis outlives its process, and goes on from what is stored after one that can’t be started', async ({
  application,
}) => {
  const page = await application.page();
  const host = callIn(page);
  await host.call('settings.set', { patch: { stride: 0.25 } });
  await page.getByRole('button', { name: 'Open sample' }).click();
  await expect(page.getByText('Exact frame')).toBeVisible();
  // Without maps, for which another process computes.
  await page.keyboard.press('v');
  await page.keyboard.press('Alt+4');
  const model = page.getByRole('tabpanel', { name: 'Model' });
  const stored = async () => (await host.call('runs.list', {}))[0]?.videos[0]?.doneWindows ?? 0;
  const kill = async () => process.kill((await application.told('inference')).at(-1) as number, 'SIGKILL');
  await page.getByRole('banner').getByRole('button', { name: 'Analyze' }).first().click();
  await expect.poll(stored).toBeGreaterThan(0);
  await kill();
  await expect(model.getByText(/^The inference process ended before window \d+ and was started again/)).toBeVisible();

  const acknowledged = await stored();
  const started = (await application.told('inference')).length;
  await kill();
  await expect.poll(async () => (await application.told('inference')).length).toBe(started + 1);
  await kill();
  await expect(messageOf(page)).toContainText('The inference process ended and could not go on');
  await expect(model.getByText(/The inference process ended and could not go on/)).toBeVisible();
  expect(await stored()).toBeGreaterThanOrEqual(acknowledged);
  await model.getByRole('button', { name: 'Continue' }).click();
  const timeline = timelineOf(page);
  await expect(timeline.getByRole('option', { name: /, unreviewed, / }).first()).toBeAttached({ timeout: 120_000 });
  const runs = await host.call('runs.list', {});
  expect(runs).toHaveLength(1);
  const [video] = runs[0]!.videos;
  expect(video).toMatchObject({ state: 'complete', doneWindows: video!.plannedWindows });
});

test('the journey, in the application’s own bundles', async ({ application }) => {
  test.slow();
  await journey(await application.page(), { exportFolder: join(application.home.folder, 'exported') });
  expect(await application.told('utility')).toContainEqual({ serviceName: 'Timeloupe inference', telemetry: '1' });
});

/** Calls as the page makes them. */
function callIn(page: Page): Pick<Host, 'call'> {
  return connect({
    send: (name, params) =>
      page.evaluate(async ([method, values]): Promise<Reply> => window.host.send(method, values), [
        name,
        params,
      ] as const),
    on: () => () => undefined,
    resourceUrl: (path) => path,
    native: {},
  });
}
