import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { processBytes } from '../../test/support/process-use.ts';
import { serve, type Served } from '../../test/support/served.ts';
import { SIX_HOURS } from '../../test/support/synthetic-project.ts';
import type * as Chromium from '../../scripts/chromium.mjs';
import { type Benchmark, median } from '../benchmark.ts';
import { clickFar, clickNear, walk } from './answers.ts';
import { measureMoves, REFRESH_MS } from './moves.ts';
import { chromiumBytes } from './processes.ts';
import { Screen, type Stretch } from './screen.ts';
import { sixHours } from './six-hours.ts';
import { ms, quantile } from './timings.ts';

const MIB = 2 ** 20;

/** The screen with a project of six hours, in Chromium over `timeloupe serve`. */
export const ui: Benchmark = {
  name: 'ui',
  async run({ runs, scratchDir, cli, note }) {
    const root = dirname(dirname(dirname(cli)));
    // From the checkout, for it finds its own folders by where it lies.
    const chromiumModule = pathToFileURL(join(root, 'scripts', 'chromium.mjs')).href;
    const { findChromium } = (await import(/* @vite-ignore */ chromiumModule)) as typeof Chromium;
    const found = await findChromium();
    if (!found) {
      note('The screen was not measured: no Chromium was found. Name one in CHROMIUM_PATH.');
      return null;
    }
    const folder = join(scratchDir, 'ui');
    note('Making a project of six hours with a video …');
    const project = await sixHours(folder, root);
    const before = loadavg()[0]!;
    const served = await serve(cli, project, folder);
    const { executablePath, args, env } = found;
    const browser = await chromium.launch({ executablePath, args, ...(env && { env }) });
    try {
      const setup = { browser, served, probe: join(root, 'bench', 'ui', 'probe.mjs'), runs, note };
      const { rows, refreshes } = await measured(setup);
      const after = loadavg()[0]!;
      return {
        title: 'The screen',
        note: sentences(browser.version(), refreshes, [before, after]),
        columns: ['what', 'p50', 'p95', 'against an empty page (p95)', 'busy p50', 'busy p95', 'CPU', 'target', 'met'],
        rows,
      };
    } finally {
      await browser.close();
      await served.stop();
    }
  },
};

interface Setup {
  readonly browser: Browser;
  readonly served: Served;
  readonly probe: string;
  readonly runs: number;
  readonly note: (text: string) => void;
}

async function measured({
  browser,
  served,
  probe,
  runs,
  note,
}: Setup): Promise<{ rows: string[][]; refreshes: number }> {
  const starts: { readonly paintMs: number; readonly firstFrameMs: number }[] = [];
  for (let i = 0; i < runs; i++) {
    const screen = await Screen.open(browser, probe, served.url);
    starts.push(await screen.ask<(typeof starts)[number]>('started()'));
    await screen.close();
  }
  const empty = await Screen.open(browser, probe, 'about:blank');
  const screen = await Screen.open(browser, probe, served.url);
  await screen.ask('started()');
  await screen.page.locator('[data-region="timeline"] [role="listbox"]').first().waitFor({ state: 'attached' });
  note('Clicks …');
  const near = await clickNear(screen);
  const far = await clickFar(screen);
  note('Keys …');
  await screen.page.keyboard.press('n');
  const next = await walk(screen, 'n');
  const accepted = await walk(screen, 'a');
  const hasty = await walk(screen, 'n', 0);
  const { moves, still } = await measureMoves(screen, empty, note);
  const paints = starts.map(({ paintMs }) => served.readyMs + paintMs);
  const rows = [
    frameRow('an empty page, nothing moves', still, still),
    ...moves.map(({ what, stretch }) => frameRow(what, stretch, still)),
    timeRow('click to the exact frame, among those around the one shown', near, 50),
    timeRow('click to the exact frame, anywhere', far, null),
    timeRow('N to the next item of the queue, after a second', next, 100),
    timeRow('A (accept) to the next item, after a second', accepted, 100),
    timeRow('N again and again without a look', hasty, null),
    timeRow('start of the server and first paint', paints, 2000),
    timeRow(
      'start of the server and first exact frame',
      starts.map((start) => served.readyMs + start.firstFrameMs),
      null,
    ),
    ...(await memoryRows(browser, screen, served)),
  ];
  return { rows, refreshes: median(still.intervals) };
}

function sentences(version: string, refreshMs: number, [before, after]: readonly [number, number]): string {
  return `${SIX_HOURS.frames} frames of 320x180 H.264, ${SIX_HOURS.windows} windows of ${SIX_HOURS.classes} classes, ${SIX_HOURS.segments} segments, at 1440x900 in headless Chromium ${version}, which draws WebGL by the processor. The machine's load on its ${cpus().length} cores was ${before.toFixed(1)} before and ${after.toFixed(1)} after; an empty page had a frame each ${refreshMs.toFixed(1)} ms. Of motion: time between frames, its ratio to an empty page's in the same run, how long the page was busy in a frame (scripts, style, layout, painting, and what other processes took away), and CPU time of its main thread a frame. A motion meets its target when 95 % of the frames kept it busy for less than a frame of the display, and came without leaving one out.`;
}

function frameRow(what: string, { intervals, work, cpuMs }: Stretch, still: Stretch): string[] {
  const ratio = quantile(intervals, 0.95) / quantile(still.intervals, 0.95);
  const isMet = quantile(work, 0.95) < REFRESH_MS && quantile(intervals, 0.95) < 1.5 * REFRESH_MS;
  const isMotion = intervals !== still.intervals;
  const times = [quantile(intervals, 0.5), quantile(intervals, 0.95)].map(ms);
  const busy = [quantile(work, 0.5), quantile(work, 0.95), cpuMs].map(ms);
  return [what, ...times, `${ratio.toFixed(2)}x`, ...busy, isMotion ? 'under 16.7 ms' : '', isMotion ? met(isMet) : ''];
}

function timeRow(what: string, times: readonly number[], targetMs: number | null): string[] {
  const [half, most] = [quantile(times, 0.5), quantile(times, 0.95)];
  const judged = targetMs === null ? ['', ''] : [`under ${targetMs} ms`, met(most < targetMs)];
  return [what, ms(half), ms(most), '', '', '', '', ...judged];
}

async function memoryRows(browser: Browser, screen: Screen, served: Served): Promise<string[][]> {
  const row = (what: string, bytes: number) => [what, `${Math.round(bytes / MIB)} MiB`, '', '', '', '', '', '', ''];
  const processes = await chromiumBytes(browser);
  const server = processBytes(served.pid);
  return [
    row("memory: the page's scripts", await screen.heapBytes()),
    ...[...(processes ?? [])].map(([type, bytes]) => row(`memory: Chromium's ${type}`, bytes)),
    ...(server === null ? [] : [row('memory: the server', server)]),
  ];
}

function met(isMet: boolean): string {
  return isMet ? 'yes' : 'no';
}
