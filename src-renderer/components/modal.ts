import { giveFocusBack } from './focus.ts';

/**
 * Opens a dialog as a modal one, for an attachment: the rest of the page is inert, and focus stays inside.
 *
 * @param focusFirst puts the focus where it begins.
 * @returns what gives the focus back to where it was, or belongs where it was nowhere.
 */
export function openModal(dialog: HTMLDialogElement, focusFirst: () => void): () => void {
  const before = document.activeElement;
  dialog.showModal();
  focusFirst();
  return () => giveFocusBack(before);
}
