// Finds a Chromium for the tests and pictures of the screen: CHROMIUM_PATH, Playwright's own, one that is installed,
// else the one that npm carries, which is unpacked into .cache on its first use.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

const INSTALLED = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

/**
 * As a browser does without a graphics card: WebGL is computed by the processor, and all else is drawn by it directly.
 * Left to itself, Chromium would draw the page through a graphics card computed by the processor, twenty times as slow.
 * Root may not use the sandbox.
 */
const ARGS = [
  '--disable-gpu-compositing',
  '--disable-accelerated-2d-canvas',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--font-render-hinting=none',
  ...(process.platform === 'linux' ? ['--no-sandbox', '--disable-dev-shm-usage'] : []),
];

/**
 * TIMELOUPE_HIDE_CHROMIUM names installed ones, with commas between, that are to be passed over.
 *
 * @returns {Promise<{ executablePath: string, args: string[], env?: Record<string, string>, from: string } | null>} null where there is none.
 */
export async function findChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) return existsSync(asked) ? { executablePath: asked, args: ARGS, from: 'CHROMIUM_PATH' } : null;
  const own = (await import('@playwright/test')).chromium.executablePath();
  if (existsSync(own)) return { executablePath: own, args: ARGS, from: "Playwright's" };
  const hidden = (process.env.TIMELOUPE_HIDE_CHROMIUM ?? '').split(',');
  const installed = (INSTALLED[process.platform] ?? []).find((path) => !hidden.includes(path) && existsSync(path));
  if (installed) return { executablePath: installed, args: ARGS, from: installed };
  return unpacked();
}

/** The one in @sparticuz/chromium: headless Linux on x64 only. */
async function unpacked() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const folder = join(root, '.cache', 'chromium');
  // Half of it, from a start that was broken off, would be taken for the whole.
  const isWhole = join(folder, 'whole');
  if (!existsSync(isWhole)) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const before = { ...process.env };
  // It unpacks into the folder for temporary files, which others may share; and what it links to, when it believes that
  // it runs where nothing is installed.
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    writeFileSync(isWhole, '');
    const env = { ...before, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
    if (!existsSync('/etc/fonts')) env.FONTCONFIG_PATH = join(folder, 'fonts');
    return { executablePath, args: [...ARGS, '--no-zygote'], env, from: '@sparticuz/chromium' };
  } catch {
    return null;
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
