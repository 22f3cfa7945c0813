// `npm run screenshots`: makes docs/screenshots anew from the sample project: every view, at two sizes, in both themes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { findChromium } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, root, say } from './steps.mjs';

const SIZES = [
  { name: '', width: 1440, height: 900 },
  { name: 'small.', width: 1024, height: 700 },
];
const THEMES = ['dark', 'light'];
const LONG_MS = 180_000;

/** What each picture shows: keys and clicks from the reviewed sample, and what takes them back. */
const VIEWS = [
  { name: 'review' },
  { name: 'attention', open: lookAtAttention, close: (page) => press(page, 'Alt+1', 'Alt+Shift+1') },
  { name: 'segment', open: (page) => press(page, 'Alt+3'), close: (page) => press(page, 'Alt+1') },
  { name: 'model', open: (page) => press(page, 'Alt+4'), close: (page) => press(page, 'Alt+1') },
  {
    name: 'overview',
    open: (page) => press(page, 'Alt+Shift+3', 'Shift+F'),
    close: async (page) => {
      await press(page, 'Alt+Shift+1');
      await zoomIn(page);
    },
  },
  { name: 'export', open: (page) => press(page, 'Control+e'), close: escape, settleMs: 4000 },
  { name: 'charts', open: (page) => command(page, 'Charts'), close: escape, settleMs: 2500 },
  { name: 'palette', open: (page) => search(page, 'att'), close: escape },
  { name: 'shortcuts', open: (page) => press(page, '?'), close: escape },
  { name: 'settings', open: (page) => press(page, 'Control+,'), close: escape },
];

ensureInstalled();
ensureBuilt();
const out = join(root, 'docs', 'screenshots');
const home = mkdtempSync(join(tmpdir(), 'timeloupe-pictures-'));
const server = serve();
const browser = await launch();
try {
  mkdirSync(out, { recursive: true });
  const page = await browser.newPage({ viewport: { width: SIZES[0].width, height: SIZES[0].height } });
  await page.goto(await server.url);
  await page.getByRole('button', { name: 'Open sample' }).waitFor();
  await page.waitForTimeout(1500);
  await shootAll(page, 'start');
  await review(page);
  for (const { name, open, close, settleMs } of VIEWS) {
    await open?.(page);
    await shootAll(page, name, settleMs);
    await close?.(page);
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** The screen of an empty home, in a process of its own. */
function serve() {
  const env = {
    ...process.env,
    TIMELOUPE_DATA: join(home, 'data'),
    TIMELOUPE_CONFIG: join(home, 'config'),
    TIMELOUPE_MODELS: join(home, 'models'),
    TIMELOUPE_CACHE: join(home, 'cache'),
  };
  const cli = join(root, 'out', 'main', 'cli.js');
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = once(createInterface({ input: child.stdout }), 'line');
  return {
    url: line.then(([text]) => JSON.parse(text).url),
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    },
  };
}

async function launch() {
  const found = await findChromium();
  if (!found) throw new Error('No Chromium was found. Name one in CHROMIUM_PATH.');
  const { executablePath, args, env } = found;
  return chromium.launch({ executablePath, args, ...(env && { env }) });
}

/** Opens the sample, lets the analysis draw a picture of itself, and reviews a part. */
async function review(page) {
  await page.getByRole('button', { name: 'Open sample' }).click();
  await page.getByText('Exact frame').waitFor({ timeout: LONG_MS });
  await page.getByRole('banner').getByRole('button', { name: 'Analyze' }).first().click();
  await page
    .getByText(/windows · .*\/s/)
    .first()
    .waitFor({ timeout: LONG_MS });
  await shoot(page, 'analyze.dark');
  await page.getByRole('region', { name: 'Queue' }).getByRole('option').nth(3).waitFor({ timeout: LONG_MS });
  await page.waitForTimeout(5000);
  await page.mouse.move(720, 8);
  await press(page, 'n');
  for (const key of ['a', '9', 'a']) {
    await page.waitForTimeout(1200);
    await press(page, key);
  }
  await page.waitForTimeout(1500);
  // The frame that the map marks most.
  await page.getByRole('listbox', { name: 'Frames the model took' }).getByRole('option').last().click();
  await zoomIn(page);
  // Messages go by themselves.
  await page.waitForTimeout(6500);
}

async function lookAtAttention(page) {
  await press(page, 'Alt+2', 'Alt+Shift+2');
  await page.waitForTimeout(3000);
  await press(page, 'h');
  await page.waitForTimeout(8000);
}

/** About twenty seconds of the sample, around the playhead. */
async function zoomIn(page) {
  await press(page, 'Shift+F', '+', '+', '+');
}

async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(250);
  }
}

function escape(page) {
  return press(page, 'Escape');
}

async function search(page, text) {
  await press(page, 'Control+k');
  await page.keyboard.type(text);
}

async function command(page, title) {
  await search(page, title);
  await press(page, 'Enter');
}

async function shootAll(page, name, settleMs = 900) {
  for (const theme of THEMES) {
    await page.evaluate((patch) => globalThis.host.send('settings.set', { patch }), { theme });
    for (const size of SIZES) {
      await page.setViewportSize({ width: size.width, height: size.height });
      await page.waitForTimeout(settleMs);
      await shoot(page, `${name}.${size.name}${theme}`);
    }
  }
  await page.evaluate((patch) => globalThis.host.send('settings.set', { patch }), { theme: THEMES[0] });
  await page.setViewportSize({ width: SIZES[0].width, height: SIZES[0].height });
  await page.waitForTimeout(300);
}

async function shoot(page, name) {
  const file = join(out, `${name}.png`);
  // 256 colours of the page itself: a third of the size, and nobody sees it.
  await sharp(await page.screenshot())
    .png({ palette: true, quality: 90, effort: 8 })
    .toFile(file);
  say(`drew ${name}.png`);
}
