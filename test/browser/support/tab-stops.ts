import type { Page } from '@playwright/test';

/** Something that Tab came to, as it was when Tab left it. */
export interface TabStop {
  /** Its name, or what it is. */
  readonly name: string;
  /** Something shows where the focus is. */
  readonly isMarked: boolean;
  /** It lies in the window, and nothing lies over it. */
  readonly isSeen: boolean;
}

/** What is gathered in the page. */
export interface FoundStops {
  readonly stops: TabStop[];
  /** It has come to the first again. */
  isRound: boolean;
  readonly stop: () => void;
}

/** Walks by Tab until it comes round, which a dialog's stops do within the dialog. @param most stops, lest it never ends. */
export async function tabStops(page: Page, most = 160): Promise<readonly TabStop[]> {
  await page.evaluate(watchTab);
  for (let press = 0; press < most; press++) {
    await page.keyboard.press('Tab');
    // A look at the page takes longer than a key: one for some of them.
    if (press % 8 === 7 && (await page.evaluate(() => window.tabStops?.isRound))) break;
  }
  return page.evaluate(() => {
    const { stops = [] } = window.tabStops ?? {};
    window.tabStops?.stop();
    return stops;
  });
}

/** In the page: notes what has the focus each time Tab goes down. It has been scrolled to by then. */
function watchTab(): void {
  const met = new Set<Element>();
  const ending = new AbortController();
  const found: FoundStops = { stops: [], isRound: false, stop: () => ending.abort() };
  window.tabStops = found;
  document.addEventListener(
    'keydown',
    ({ key }) => {
      const at = document.activeElement;
      if (key !== 'Tab' || !at || at === document.body || at.matches('dialog') || found.isRound) return;
      if (met.has(at)) {
        found.isRound = at === [...met][0];
        return;
      }
      met.add(at);
      const name = at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 40);
      found.stops.push({ name: `${at.role ?? at.localName} ${name}`, isMarked: isMarked(at), isSeen: isSeen(at) });
    },
    { capture: true, signal: ending.signal },
  );

  function isMarked(element: Element): boolean {
    // The canvas under them draws it: that is tested for itself.
    if (element.closest('.proxies')) return true;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/, 0\)$/.test(outlineColor);
  }

  function isSeen(element: Element): boolean {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) return false;
    if (element.closest('.proxies')) return true;
    const shares = [0.5, 0.15, 0.85];
    return shares.some((x) =>
      shares.some((y) => {
        const over = document.elementFromPoint(left + x * (right - left), top + y * (bottom - top));
        return over !== null && (element.contains(over) || over.contains(element));
      }),
    );
  }
}
