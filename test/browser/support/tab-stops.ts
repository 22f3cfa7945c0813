import type { Page } from '@playwright/test';

/** Something that Tab came to, as it was when Tab left it. */
export interface TabStop {
  /** What it is, and its name. */
  readonly name: string;
  /** Something shows where the focus is, and is gone with it. */
  isMarked: boolean;
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

/**
 * Walks by Tab until it comes round, which a dialog's stops do within the dialog.
 *
 * @param most stops, lest it never ends.
 */
export async function tabStops(page: Page, most = 160): Promise<readonly TabStop[]> {
  await page.evaluate(watchTab);
  for (let press = 0; press < most; press++) {
    await page.keyboard.press('Tab');
    // A look at the page takes longer than a key: one for some of them.
    if (press % 8 === 7 && (await page.evaluate(() => window.tabStops?.isRound))) break;
  }
  return page.evaluate(() => {
    const { stops = [], isRound = false } = window.tabStops ?? {};
    window.tabStops?.stop();
    // The last one has the focus still, so that nobody knows how it looks without.
    return isRound ? stops : stops.slice(0, -1);
  });
}

/** In the page: notes what has the focus each time Tab goes down. It has been scrolled to by then. */
function watchTab(): void {
  const met = new Set<Element>();
  const ending = new AbortController();
  const found: FoundStops = { stops: [], isRound: false, stop: () => ending.abort() };
  window.tabStops = found;
  let left: { readonly looks: ReadonlyMap<Element, string>; readonly stop: TabStop } | null = null;
  document.addEventListener(
    'keydown',
    ({ key }) => {
      const at = document.activeElement;
      if (key !== 'Tab' || !at || found.isRound) return;
      if (left) left.stop.isMarked ||= [...left.looks].some(([one, look]) => look !== lookOf(one));
      left = null;
      if (at === document.body || at.matches('dialog')) return;
      if (met.has(at)) {
        found.isRound = at === [...met][0];
        return;
      }
      met.add(at);
      const name = `${at.role ?? at.localName} ${at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 40)}`;
      // A canvas draws it for these: that is tested for itself.
      const stop = { name, isMarked: at.closest('.proxies') !== null, isSeen: isSeen(at) };
      found.stops.push(stop);
      left = { looks: new Map(marksOf(at).map((one) => [one, lookOf(one)])), stop };
    },
    { capture: true, signal: ending.signal },
  );

  /** What may show that something has the focus: itself, the frame around it, what is in it, or the row in hand. */
  function marksOf(element: Element): Element[] {
    const row = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
    const { parentElement: parent } = element;
    return [element, parent, parent?.parentElement, row, ...element.children].filter((one) => one instanceof Element);
  }

  /** Lines around it that can be seen, and a picture behind it. */
  function lookOf(element: Element): string {
    const { outlineStyle, outlineWidth, outlineColor, backgroundImage, boxShadow } = getComputedStyle(element);
    const hasLine = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/, 0\)$/.test(outlineColor);
    return `${hasLine ? `${outlineWidth} ${outlineColor}` : ''} ${backgroundImage} ${boxShadow}`;
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
