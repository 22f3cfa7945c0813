import type { PredictionWindow } from '#shared/protocol/run-methods';
import type { Span } from '#shared/records';

/** The label that a run gives a span. */
export interface RunSays {
  readonly label: string;
  /** Over the windows that share frames with the span, each by how many; null where one of them doesn't tell it. */
  readonly mean: number | null;
}

/** What a run says of a span, from the best labels of its windows; null where no window with scores touches it. */
export function runSays(windows: readonly PredictionWindow[], span: Span): RunSays | null {
  const shared = (window: Span) =>
    Math.min(window.endFrame, span.endFrame) - Math.max(window.startFrame, span.startFrame);
  const scored = windows.filter((window) => window.top.length > 0 && shared(window) > 0);
  if (scored.length === 0) return null;
  const frames = scored.reduce((sum, window) => sum + shared(window), 0);
  const sums = new Map<string, { sum: number; windows: number }>();
  for (const window of scored) {
    for (const { label, score } of window.top) {
      const before = sums.get(label) ?? { sum: 0, windows: 0 };
      sums.set(label, { sum: before.sum + shared(window) * score, windows: before.windows + 1 });
    }
  }
  const [label, best] = [...sums].reduce((a, b) => (b[1].sum > a[1].sum ? b : a));
  return { label, mean: best.windows === scored.length ? best.sum / frames : null };
}
