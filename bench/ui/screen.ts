import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { findChromium as FindChromium } from '../../scripts/chromium.mjs';

/** The screen of a served project in a Chromium of its own. */
export interface OpenScreen {
  readonly page: Page;
  /** ms from the start of loading to the first paint, and to the first frame and timeline. */
  readonly paintMs: number;
  readonly readyMs: number;
  /** Resident memory of the server, in MiB; NaN where the system doesn't tell. */
  serverMiB(): number;
  /** Of the page's scripts after a collection, in MiB. */
  pageMiB(): Promise<number>;
  close(): Promise<void>;
}

/** @returns null where there is no Chromium. */
export async function openScreen(cli: string, project: string, folder: string): Promise<OpenScreen | null> {
  // From the checkout, for it finds its own folders by where it lies.
  const script = pathToFileURL(join(dirname(dirname(dirname(cli))), 'scripts', 'chromium.mjs')).href;
  const { findChromium } = (await import(/* @vite-ignore */ script)) as { findChromium: typeof FindChromium };
  const found = await findChromium();
  if (!found) return null;
  const { executablePath, args, env } = found;
  const server = spawn(process.execPath, [cli, 'serve', project, '--port', '0', '--json'], {
    env: { ...process.env, TIMELOUPE_CONFIG: join(folder, 'config'), TIMELOUPE_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(server);
  const browser = await chromium.launch({ executablePath, args, ...(env && { env }) });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  const { paintMs, readyMs } = await startTimes(page);
  return {
    page,
    paintMs,
    readyMs,
    serverMiB: () => residentMiB(server.pid!),
    pageMiB: () => heapMiB(page),
    close: () => end(browser, server),
  };
}

async function startTimes(page: Page): Promise<{ paintMs: number; readyMs: number }> {
  // A second time, as on every start but the first.
  await page.reload({ waitUntil: 'commit' });
  return page.evaluate(async () => {
    const isThere = () =>
      (document.querySelector<HTMLElement>('canvas[data-frame]')?.dataset['frame'] ?? '') !== '' &&
      document.querySelector('[aria-label^="Timeline of"]') !== null;
    while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
    const readyMs = performance.now();
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return { paintMs: paint?.startTime ?? NaN, readyMs };
  });
}

async function addressOf(server: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: server.stdout! }), 'line')) as [string];
  return (JSON.parse(line) as { url: string }).url;
}

async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}

function residentMiB(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return NaN;
  }
}

async function end(browser: Browser, server: ChildProcess): Promise<void> {
  await browser.close();
  const ended = once(server, 'exit');
  server.kill('SIGINT');
  await ended;
}
