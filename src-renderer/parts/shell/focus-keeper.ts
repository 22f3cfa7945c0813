import { focusHome, giveFocusBack, isShown } from '../../components/focus.ts';
import { firstOf, regionOf } from './regions.ts';

/**
 * Keeps the focus on the screen: where what had it is taken away, by a layout, a smaller window or a list that is made
 * anew, it goes to the same region, or where that is gone too, to where it belongs.
 *
 * @returns what ends it.
 */
export function keepFocus(): () => void {
  let held: { readonly element: Element; readonly region: Element | null } | null = null;
  let isAwaited = false;

  /** After all that belongs to one change: a part may move the focus by itself. */
  function lookSoon(): void {
    if (isAwaited || !held) return;
    isAwaited = true;
    requestAnimationFrame(() => {
      isAwaited = false;
      look();
    });
  }
  function look(): void {
    if (!held || (document.activeElement !== document.body && document.activeElement !== null)) return;
    const { element, region } = held;
    held = null;
    // Still there: it was left by a click beside it, or by Esc.
    if (isShown(element)) return;
    const dialog = [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1);
    if (dialog) dialog.focus();
    else giveFocusBack(region && isShown(region) ? (focusHome(region) ?? firstOf(region)) : null);
  }
  function onfocusin({ target }: FocusEvent): void {
    if (target instanceof Element && target !== document.body) held = { element: target, region: regionOf(target) };
  }

  const observer = new MutationObserver(lookSoon);
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', onfocusin);
  document.addEventListener('focusout', lookSoon);
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', onfocusin);
    document.removeEventListener('focusout', lookSoon);
  };
}
