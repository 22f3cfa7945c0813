import type { Page } from '@playwright/test';

/** What the page did while it was watched. */
export interface FrameTimes {
  /** Between frames of the display, in ms. */
  readonly intervals: readonly number[];
  /** What of each frame the page's own thread worked: scripts, layout and painting, in ms. */
  readonly work: readonly number[];
}

/** Watches the page's frames while something is done to it. */
export async function watchFrames(page: Page, action: () => Promise<void>): Promise<FrameTimes> {
  await page.evaluate(() => {
    const times = { intervals: [] as number[], work: [] as number[], isOn: true };
    Object.assign(window, { frameTimes: times });
    const channel = new MessageChannel();
    let [last, begun] = [0, 0];
    // A message that is sent in a frame comes after it has been drawn.
    channel.port1.onmessage = () => times.work.push(performance.now() - begun);
    const tick = (now: number) => {
      if (!times.isOn) return;
      if (last > 0) times.intervals.push(now - last);
      last = now;
      begun = performance.now();
      channel.port2.postMessage(0);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await action();
  return page.evaluate(() => {
    const { frameTimes } = window as unknown as { frameTimes: FrameTimes & { isOn: boolean } };
    frameTimes.isOn = false;
    return { intervals: frameTimes.intervals, work: frameTimes.work };
  });
}

/**
 * Time from a key or a press to the next picture on the stage, in ms; Infinity where none came.
 *
 * @param action makes one such event.
 */
export async function timeToPicture(page: Page, action: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const canvas = document.querySelector('canvas[data-frame]')!;
    const result = new Promise<number>((resolve) => {
      let begun = NaN;
      const begin = () => (begun = performance.now());
      for (const name of ['keydown', 'pointerdown']) addEventListener(name, begin, { capture: true, once: true });
      const observer = new MutationObserver(() => {
        if (Number.isNaN(begun)) return;
        observer.disconnect();
        resolve(performance.now() - begun);
      });
      observer.observe(canvas, { attributes: true, attributeFilter: ['data-frame'] });
      setTimeout(() => resolve(Infinity), 10_000);
    });
    Object.assign(window, { pictureTime: result });
  });
  await action();
  return page.evaluate(() => (window as unknown as { pictureTime: Promise<number> }).pictureTime);
}
