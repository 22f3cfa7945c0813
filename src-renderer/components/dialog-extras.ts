import { getContext, setContext, type Snippet } from 'svelte';

const KEY = Symbol('dialog-extras');

/**
 * Gives the dialogs below something to have inside beside their own: while a dialog is modal, what lies outside of it
 * can neither be clicked nor heard.
 *
 * @param extras asked whenever they may have changed; null for nothing.
 */
export function setDialogExtras(extras: () => Snippet | null): void {
  setContext(KEY, extras);
}

/** What this dialog is to have inside; null where nobody gave it anything. */
export function dialogExtras(): () => Snippet | null {
  return getContext<(() => Snippet | null) | undefined>(KEY) ?? (() => null);
}
