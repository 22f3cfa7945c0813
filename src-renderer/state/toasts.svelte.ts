import { AppError } from '#shared/errors';
import { screenWords } from '../lib/screen-words.ts';
import type { Announcer } from './announcer.svelte.ts';

/** How long a toast stays, in ms; failures stay until dismissed. */
const SHOWN_MS = 6000;

export interface Toast {
  readonly text: string;
  readonly isFailure: boolean;
  /** For "Details": what can be copied and sent. */
  readonly details: string | null;
  /** One next step. */
  readonly action: { readonly label: string; readonly commandId: string } | null;
}

/** One message at a time, at the bottom left over the timeline. */
export class Toasts {
  current = $state<Toast | null>(null);
  readonly #announcer: Announcer;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /** Says what was done; an edit always with its Undo: `{ label: 'Undo', commandId: 'edit.undo' }`. */
  say(text: string, action: Toast['action'] = null): void {
    this.#show({ text, isFailure: false, details: null, action });
    this.#announcer.say(text);
    this.#timer = setTimeout(() => this.dismiss(), SHOWN_MS);
  }

  /** Says what failed, as its sentence; never a stack. */
  failure(error: unknown, action: Toast['action'] = null): void {
    const text =
      error instanceof AppError
        ? screenWords(error.message)
        : 'Something unexpected happened. What you were doing was not completed.';
    const details = error instanceof AppError ? `${error.code}: ${error.message}` : String(error);
    this.#show({ text, isFailure: true, details, action });
    this.#announcer.alert(text);
  }

  /** Says what did not go as wished, though nothing failed; stays until dismissed. @param details as of Toast. */
  warn(text: string, details: string | null = null): void {
    this.#show({ text, isFailure: true, details, action: null });
    this.#announcer.alert(text);
  }

  dismiss(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.current = null;
  }

  #show(toast: Toast): void {
    this.dismiss();
    this.current = toast;
  }
}
