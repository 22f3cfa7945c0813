import type { AttentionShape } from '../../attention/view.ts';
import type { PreparedWindow } from './prepared-windows.ts';
import type { RunWindow } from './run-window.ts';

/** A window with all its attention in memory. */
export interface ReadyWindow {
  readonly asked: RunWindow;
  readonly shape: AttentionShape & { readonly patchPx: number };
  readonly prepared: PreparedWindow;
}
