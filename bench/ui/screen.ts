import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from '@playwright/test';

/** What moves while frames are counted; "none" on an empty page is what the machine gives at best. */
export type Motion = 'none' | 'pan' | 'zoom' | 'scrub';

/** Of one stretch of frames, in ms. */
export interface Stretch {
  /** Between the starts of two frames. */
  readonly intervals: readonly number[];
  /** From a frame's start until the page was free again: scripts, style, layout, painting, and what other processes took. */
  readonly work: readonly number[];
  /** CPU time of the page's main thread per frame, on average: hardly changes when others use the machine. */
  readonly cpuMs: number;
}

/** A page with bench/ui/probe.mjs in it. */
export class Screen {
  readonly page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.#session = session;
  }

  /** In a context of its own, so that nothing is cached; at the size of the design. */
  static async open(browser: Browser, probePath: string, url: string): Promise<Screen> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addInitScript({ content: readFileSync(probePath, 'utf8') });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
    await session.send('Performance.enable');
    await page.goto(url);
    return new Screen(page, session);
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  async frames(motion: Motion, count: number): Promise<Stretch> {
    await this.page.bringToFront();
    const before = await this.#metric('TaskDuration');
    const counted = await this.ask<Omit<Stretch, 'cpuMs'>>(`frames('${motion}', ${count})`);
    const after = await this.#metric('TaskDuration');
    return { ...counted, cpuMs: ((after - before) * 1000) / count };
  }

  /** Evaluates in the page. @param call of one of the probe's functions. */
  ask<T>(call: string): Promise<T> {
    return this.page.evaluate<T>(`probe.${call}`);
  }

  /** Ms from an input until what it asks for is on the screen. @param kind of the event that counts. */
  async answer(kind: 'pointerdown' | 'keydown', shows: 'frame' | 'item', input: () => Promise<void>): Promise<number> {
    const answered = this.ask<number | null>(`answerTo('${kind}', '${shows}')`);
    await this.ask('shown()');
    await input();
    const ms = await answered;
    if (ms === null) throw new Error(`Nothing came on the screen after ${kind} (${shows}).`);
    return ms;
  }

  /** Where the ruler of the timeline lies, in px of the page. */
  async ruler(): Promise<{ readonly leftPx: number; readonly widthPx: number; readonly yPx: number }> {
    const box = await this.page.locator('[data-region="timeline"] .lanes').boundingBox();
    if (!box) throw new Error('There is no timeline.');
    return { leftPx: box.x, widthPx: box.width, yPx: box.y + 8 };
  }

  /** Bytes that its scripts hold, after a collection. */
  async heapBytes(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    return this.#metric('JSHeapUsedSize');
  }

  async #metric(wanted: string): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const found = metrics.find(({ name }) => name === wanted);
    if (!found) throw new Error(`Chromium doesn't measure ${wanted}.`);
    return found.value;
  }
}
