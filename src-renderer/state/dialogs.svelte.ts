import type { PickRequest } from '#shared/protocol';

/** What may lie over the screen, with what it was opened for. */
export type Dialog =
  | { readonly kind: 'palette'; readonly text: string }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'settings'; readonly page?: string }
  | { readonly kind: 'export' }
  /** Of these files; asked for when there are none. */
  | { readonly kind: 'import'; readonly paths: readonly string[] }
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
    const before = this.#stack;
    this.#stack = dialog.kind === 'files' ? [...before, dialog] : [dialog];
    for (const left of before) if (!this.#stack.includes(left)) cancel(left);
  }

  /** Closes the one on top; what waits for files gets none. */
  close(): void {
    const top = this.#stack.at(-1);
    this.#stack = this.#stack.slice(0, -1);
    if (top) cancel(top);
  }

  /** Closes the choice of files on top with what was chosen. */
  finish(paths: readonly string[]): void {
    const top = this.#stack.at(-1);
    this.#stack = this.#stack.slice(0, -1);
    if (top?.kind === 'files') top.done(paths);
  }
}

function cancel(dialog: Dialog): void {
  if (dialog.kind === 'files') dialog.done([]);
}
