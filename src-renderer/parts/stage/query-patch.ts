import type { App } from '../../state/app.svelte.ts';

/** A patch of a frame of the clip: its place in the clip, column and row. */
interface Patch {
  readonly frame: number;
  readonly x: number;
  readonly y: number;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Makes a patch the query: it is shown what it looks at. Nothing happens where the model tells nothing of patches. */
export function askPatch({ attention, announcer }: App, patch: Patch): void {
  if (!attention.facts?.views.includes('patch')) return;
  attention.ask(patch);
  announcer.say(`Patch ${patch.x}, ${patch.y}`);
}

/** Arrow keys move the queried patch while the stage has the focus. */
export function moveQuery(app: App, event: KeyboardEvent): void {
  const { attention } = app;
  if (!attention.query) return;
  const step = STEPS[event.key];
  const size = attention.facts;
  if (!step || !size || event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return;
  event.preventDefault();
  const { frame, x, y } = attention.query;
  const clamp = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  askPatch(app, { frame, x: clamp(x + step[0], size.columns), y: clamp(y + step[1], size.rows) });
}
