import type { PickRequest } from '#shared/protocol';

/** What may lie over the screen, with what it was opened for. */
export type Dialog =
  | { readonly kind: 'palette'; readonly text: string }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'export' }
  | { readonly kind: 'charts' }
  | { readonly kind: 'annotator' }
  | { readonly kind: 'addModel' }
  /** Instead of a dialog of the operating system. */
  | { readonly kind: 'files'; readonly request: PickRequest; readonly done: (paths: readonly string[]) => void };

/** Which dialog is open: one at a time, and choosing files may lie over another. */
export class Dialogs {
  #stack = $state.raw<readonly Dialog[]>([]);

  get open(): readonly Dialog[] {
    return this.#stack;
  }

  isOpen(kind: Dialog['kind']): boolean {
    return this.#stack.some((dialog) => dialog.kind === kind);
  }

  show(dialog: Dialog): void {
    this.#stack = dialog.kind === 'files' ? [...this.#stack, dialog] : [dialog];
  }

  /** Closes the one on top. */
  close(): void {
    this.#stack = this.#stack.slice(0, -1);
  }
}
