import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, expect, test as base, type ElectronApplication } from '@playwright/test';
import { journey } from './journey.ts';
import { makeHome, ROOT } from './support/installation.ts';

/** Electron's runtime, which is fetched apart from its package. */
const runtime = runtimeHere();

const test = base.extend<{ readonly application: ElectronApplication }>({
  application: async ({}, use) => {
    const home = makeHome();
    const application = await _electron.launch({
      executablePath: runtime!,
      args: [...(process.platform === 'linux' ? ['--no-sandbox'] : []), join(ROOT, 'out', 'main', 'electron.js')],
      env: home.env,
    });
    await use(application);
    await application.close();
    home.remove();
  },
});

test.skip(runtime === null, "Electron's runtime is not installed: npm run setup fetches it");

test('the page is isolated and can go nowhere', async ({ application }) => {
  const page = await application.firstWindow();
  const seen = await page.evaluate(async () => ({
    node: [typeof require, typeof process, typeof Buffer],
    outside: await fetch('https://example.com/').then(
      () => 'loaded',
      () => 'refused',
    ),
    file: await fetch('file:///etc/passwd').then(
      () => 'loaded',
      () => 'refused',
    ),
    opened: window.open('https://example.com/') === null,
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      () => 'refused',
    ),
    address: location.href,
  }));
  expect(seen).toEqual({
    node: ['undefined', 'undefined', 'undefined'],
    outside: 'refused',
    file: 'refused',
    opened: true,
    camera: 'refused',
    address: 'app://window-1/',
  });
  await page.evaluate(() => (location.href = 'https://example.com/'));
  expect(page.url()).toBe('app://window-1/');
});

test('the journey', async ({ application }) => {
  await journey(await application.firstWindow(), { exportFolder: await exportFolder(application) });
});

async function exportFolder(application: ElectronApplication): Promise<string> {
  const logs = await application.evaluate(({ app }) => app.getPath('userData'));
  return join(logs, 'export');
}

function runtimeHere(): string | null {
  const folder = join(ROOT, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'path.txt'))) return null;
  const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
  return existsSync(path) ? path : null;
}
