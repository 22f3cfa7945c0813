import type { Page } from '@playwright/test';
import { walkRegions } from './support/regions.ts';
import { expect, test } from './support/reviewed.ts';
import { showDialog, VIEWS } from './support/views.ts';

const OF_WINDOW = [...VIEWS.panels, ...VIEWS.dialogs];

test.describe('at 200 %', () => {
  // A window of 1440 x 900, each of its pixels twice as large.
  test.use({
    viewport: { width: 720, height: 450 },
    deviceScaleFactor: 2,
    contextOptions: { reducedMotion: 'reduce' },
  });

  test('the page has no scroll bars, and no control is cut off', async ({ shown }) => {
    for (const view of OF_WINDOW) {
      await view.show(shown);
      const { width, height } = await shown.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return { width: scrollWidth, height: scrollHeight };
      });
      expect.soft({ width, height }, view.name).toEqual({ width: 720, height: 450 });
      expect.soft(await shown.evaluate(cutOff, view.part ?? 'body'), view.name).toEqual([]);
      await view.hide?.(shown);
    }
  });

  test('F6 comes to every region', async ({ shown }) => {
    const regions = await walkRegions(shown, 7);
    expect(regions.sort()).toEqual(['Inspector', 'Library', 'Queue', 'Stage', 'Status', 'Timeline', 'header']);
  });
});

/** In the page: controls of a part that scrolling can't bring into view as a whole. */
function cutOff(part: string): string[] {
  const controls = 'button, input, select, textarea, [role=tab], [role=option][tabindex="0"], [role=slider]';
  const isReachable = (one: HTMLElement) =>
    one.checkVisibility() && !one.closest('[inert], .unseen, .proxies, [aria-hidden=true]');
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  return [...(dialog ?? document.querySelector(part) ?? document).querySelectorAll<HTMLElement>(controls)]
    .filter(isReachable)
    .flatMap((control) => {
      control.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      const box = control.getBoundingClientRect();
      let [left, top, right, bottom] = [0, 0, innerWidth, innerHeight];
      for (let one = control.parentElement; one && one !== document.body; one = one.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(one);
        const around = one.getBoundingClientRect();
        if (overflowX !== 'visible') [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
        if (overflowY !== 'visible') [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
      }
      const isWhole = box.left >= left - 1 && box.right <= right + 1 && box.top >= top - 1 && box.bottom <= bottom + 1;
      // One that shows nothing of what is written in it is cut off too.
      const isWide = !control.matches('input:not([type]), input[type=text], select') || box.width >= 24;
      const name = control.getAttribute('aria-label') ?? control.textContent.trim().slice(0, 40);
      return isWhole && isWide ? [] : [`${control.localName} ${name}`];
    });
}

test('nothing moves by itself where a person wants less motion', async ({ shown }) => {
  const moves = await watchMotion(shown);
  const open = async () => {
    await showDialog(shown, 'Control+k');
    await shown.keyboard.press('Escape');
    await shown.getByRole('button', { name: /^Order of the queue/ }).press('Enter');
    await expect(shown.getByRole('menu')).toBeVisible();
    await shown.keyboard.press('Escape');
    await shown.getByRole('button', { name: 'Settings' }).first().hover();
  };
  await shown.emulateMedia({ reducedMotion: 'no-preference' });
  await open();
  // It would be seen if something moved.
  await expect.poll(moves).not.toEqual([]);
  await shown.emulateMedia({ reducedMotion: 'reduce' });
  await moves();
  await open();
  for (const view of VIEWS.panels) {
    await view.show(shown);
    await view.hide?.(shown);
  }
  expect(await moves()).toEqual([]);
});

/** @returns what tells which transitions and animations that last have begun since it was asked last. */
async function watchMotion(page: Page): Promise<() => Promise<unknown[]>> {
  await page.evaluate(() => {
    const found = (window.found = [] as string[]);
    for (const type of ['transitionrun', 'animationstart']) {
      document.addEventListener(type, () => {
        for (const { effect } of document.getAnimations()) {
          const { target } = effect as KeyframeEffect;
          const lasts = Number(effect?.getComputedTiming().duration ?? 0);
          if (lasts > 10) found.push(`${target?.className ?? ''} ${lasts} ms`);
        }
      });
    }
  });
  return () => page.evaluate(() => window.found!.splice(0));
}

test.describe('with forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } });

  test('what is chosen, what has the focus and what is labelled are told apart', async ({ shown }) => {
    const outlined = (selector: string) =>
      shown.locator(selector).evaluateAll((all) =>
        all
          .filter((one) => one.checkVisibility())
          .filter((one) => getComputedStyle(one).outlineStyle === 'none')
          .map((one) => one.outerHTML.slice(0, 120)),
      );
    await shown.keyboard.press('n');
    const chosen = '[aria-selected=true]:not(.proxies *), [aria-pressed=true], [aria-current=true]';
    expect(await shown.locator(chosen).count()).toBeGreaterThan(3);
    expect(await outlined(chosen)).toEqual([]);
    const grip = shown.getByRole('separator', { name: 'Width of the library' });
    const line = () => grip.evaluate((one) => getComputedStyle(one).outlineStyle);
    expect(await line()).toBe('none');
    await grip.focus();
    await shown.keyboard.press('ArrowRight');
    expect(await line()).not.toBe('none');
    // Segments lie on the lanes in the system's colours: both that of words and that of the ground are there.
    const colours = await shown.evaluate(() => {
      const [canvas] = [...document.querySelectorAll<HTMLCanvasElement>('.lanes canvas')];
      const { data } = canvas!.getContext('2d')!.getImageData(0, 0, canvas!.width, canvas!.height);
      const counts = new Map<string, number>();
      for (let i = 0; i < data.length; i += 4) {
        const key = data.slice(i, i + 3).join(' ');
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].filter(([, count]) => count > 40).map(([key]) => key);
    });
    expect(colours).toEqual(expect.arrayContaining(['0 0 0', '255 255 255']));
  });
});
