import { isShown } from '../../components/focus.ts';

/** The screen's regions in the order in which F6 visits them. */
const REGIONS = [
  '.app > header',
  'nav[aria-label="Library"]',
  // Buttons that show a region are called like it.
  '[aria-label="Queue"]:not(button)',
  'main',
  '[aria-label="Inspector"]:not(button)',
  '[aria-label="Timeline"]:not(button)',
  '.app > footer',
];

const FOCUSABLE =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea, [tabindex]:not([tabindex="-1"])';

/** What had focus last in each region, so that one comes back to where one was. */
const remembered = new WeakMap<Element, HTMLElement>();

/** Moves focus to the next region, or the previous one. */
export function focusRegion(direction: 1 | -1): void {
  const regions = REGIONS.flatMap((selector) => document.querySelector(selector) ?? []).filter(isShown);
  const active = document.activeElement;
  const at = regions.findIndex((region) => region.contains(active));
  const here = regions[at];
  if (here && active instanceof HTMLElement) remembered.set(here, active);
  for (let step = 1; step <= regions.length; step++) {
    const start = at === -1 ? (direction === 1 ? -1 : 0) : at;
    const region = regions.at((start + direction * step) % regions.length);
    if (region && focusIn(region)) return;
  }
}

/** The region that something lies in; null for dialogs and menus. */
export function regionOf(element: Element): Element | null {
  return element.closest(REGIONS.join());
}

/** What of a region takes the focus first: what is chosen there, else its first control; null for none. */
export function firstOf(region: Element): HTMLElement | null {
  const candidates = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isShown);
  const current = candidates.find((element) => element.matches('[aria-selected=true], [aria-current=true]'));
  return current ?? candidates[0] ?? null;
}

/** @returns false where a region has nothing that takes focus. */
function focusIn(region: Element): boolean {
  const before = remembered.get(region);
  const target = before && region.contains(before) && isShown(before) ? before : firstOf(region);
  target?.focus();
  return target !== null;
}
