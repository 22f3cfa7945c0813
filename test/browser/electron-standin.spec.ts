import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { type StandIn, startStandIn } from './electron/start.ts';
import { journey } from './journey.ts';
import { faultsOf } from './support/fixtures.ts';

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

test('the journey, in the application’s own bundles', async ({ application }) => {
  test.slow();
  await journey(await application.page(), { exportFolder: join(application.home.folder, 'exported') });
  expect(await application.told('utility')).toContainEqual({ serviceName: 'Timeloupe inference', telemetry: '1' });
});
