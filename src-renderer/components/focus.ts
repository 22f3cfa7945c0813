/** Where the focus belongs when what had it is gone: of those that are shown, the first of the page. */
const HOME = '[data-focus-home]';

let isGiven = false;

/** Whether the focus is being put somewhere by the screen: a tip that nobody asked for stays away then. */
export function isFocusGiven(): boolean {
  return isGiven;
}

/** Gives the focus to what had it before, or where that is gone, to where it belongs. */
export function giveFocusBack(before: Element | null): void {
  const target = before instanceof HTMLElement && before !== document.body && isShown(before) ? before : focusHome();
  if (!target) return;
  isGiven = true;
  try {
    target.focus();
  } finally {
    isGiven = false;
  }
}

/** @param within a part of the page; by default all of it. */
export function focusHome(within: ParentNode = document): HTMLElement | undefined {
  return [...within.querySelectorAll<HTMLElement>(HOME)].find(isShown);
}

export function isShown(element: Element): boolean {
  return element.getClientRects().length > 0;
}
