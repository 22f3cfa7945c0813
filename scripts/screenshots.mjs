// `npm run screenshots [-- NAME …]`: makes docs/screenshots anew from the sample project: every view, or those that are
// named, at two sizes, in both themes.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { environmentOf, startServer } from './application.mjs';
import { findChromium } from './chromium.mjs';
import { makeStudy } from './screenshot-study.mjs';
import { FIRST_VIEWS, REVIEW_VIEWS, review, set } from './screenshot-views.mjs';
import { ensureBuilt, ensureInstalled, root, say } from './steps.mjs';

const SIZES = [
  { name: '', width: 1440, height: 900 },
  { name: 'small.', width: 1024, height: 700 },
];
const THEMES = ['dark', 'light'];
/** Names of views; all when there are none. */
const only = process.argv.slice(2);

ensureInstalled();
ensureBuilt();
const out = join(root, 'docs', 'screenshots');
const home = mkdtempSync(join(tmpdir(), 'timeloupe-pictures-'));
const env = { ...environmentOf(home), TIMELOUPE_ANNOTATOR: 'Ada' };
const project = makeStudy(join(home, 'study'), env);
const server = startServer([], { env });
const browser = await launch();
try {
  mkdirSync(out, { recursive: true });
  const page = await browser.newPage({ viewport: { width: SIZES[0].width, height: SIZES[0].height } });
  await page.goto((await server.said).url);
  await page.getByRole('button', { name: 'Open sample' }).waitFor();
  await set(page, { theme: THEMES[0] });
  await page.waitForTimeout(1500);
  await shootViews(page, FIRST_VIEWS);
  await review(page, project, () => shoot(page, 'analyze.dark'));
  await shootViews(page, REVIEW_VIEWS);
} finally {
  await browser.close();
  await server.end();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

async function launch() {
  const found = await findChromium();
  if (!found) throw new Error('No Chromium was found. Name one in CHROMIUM_PATH.');
  const { executablePath, args, env } = found;
  return chromium.launch({ executablePath, args, ...(env && { env }) });
}

async function shootViews(page, views) {
  for (const { name, open, close, settleMs } of views) {
    await open?.(page, home);
    if (only.length === 0 || only.includes(name)) await shootAll(page, name, settleMs);
    await close?.(page);
  }
}

async function shootAll(page, name, settleMs = 900) {
  for (const theme of THEMES) {
    await set(page, { theme });
    for (const size of SIZES) {
      await page.setViewportSize({ width: size.width, height: size.height });
      // What was under it is elsewhere now.
      if (size !== SIZES[0]) await page.mouse.move(300, 4);
      await page.waitForTimeout(settleMs);
      await shoot(page, `${name}.${size.name}${theme}`);
    }
  }
  await set(page, { theme: THEMES[0] });
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
