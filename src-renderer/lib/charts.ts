import type { Confusion, PaceHistory, ThresholdCurve } from '#shared/protocol/insight-methods';
import type { ClassId, Span } from '#shared/records';

/** What a cell of the confusion matrix says, as a sentence without what it counts. */
export function confusionWords(said: string | null, ran: string | null): string {
  const run = ran ?? 'nothing';
  if (said !== null) return `A person says ${said}, the run proposes ${run}`;
  return ran === null
    ? 'A person verified classes absent, the run proposes nothing'
    : `A person verified that ${ran} is absent, the run proposes it`;
}

/** Round values from 0 to at least `most`, about `count` steps: 1, 2 or 5 times a power of ten apart, whole numbers. */
export function ticks(most: number, count: number): number[] {
  const rough = Math.max(1, most) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10));
  const steps = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: steps + 1 }, (_, i) => i * step);
}

/** A line as an SVG path; null breaks it. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let isOpen = false;
  return points
    .map((point) => {
      if (!point) {
        isOpen = false;
        return '';
      }
      const command = isOpen ? 'L' : 'M';
      isOpen = true;
      return `${command}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    })
    .join('');
}

/** A row or a column of the confusion matrix; null stands for "verified absent" as a row, for "none" as a column. */
export type ConfusionClass = ClassId | null;

/** The part of a matrix that can be read: the classes with most frames, in the schema's order, and the last row and column. */
export interface ShownConfusion {
  readonly classes: readonly ConfusionClass[];
  readonly counts: readonly (readonly number[])[];
  /** Of each row, each frame once, with what is not shown. */
  readonly rowFrames: readonly number[];
  /** Classes that are left out. */
  readonly hidden: number;
}

/** @param most classes besides "none". */
export function shownConfusion({ classIds, counts, rowFrames }: Confusion, most: number): ShownConfusion {
  const weight = (i: number) => counts.reduce((sum, row, r) => sum + (r === i ? 0 : row[i]!), 0) + sumOf(counts[i]!);
  const ranked = classIds.map((_, i) => i).sort((a, b) => weight(b) - weight(a));
  const kept = [...ranked.slice(0, most).sort((a, b) => a - b), classIds.length];
  return {
    classes: kept.map((i) => classIds[i] ?? null),
    counts: kept.map((row) => kept.map((column) => counts[row]![column]!)),
    rowFrames: kept.map((row) => rowFrames[row]!),
    hidden: Math.max(0, classIds.length - most),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Of the frames in which people say that a class is there, the share where a run says it too; null for none. */
export function rightShare({ counts, rowFrames }: Confusion): number | null {
  const frames = sumOf(rowFrames.slice(0, -1));
  return frames === 0 ? null : counts.slice(0, -1).reduce((sum, row, k) => sum + row[k]!, 0) / frames;
}

/** The place with the greatest F1, and that F1; null where no threshold has one. */
export function bestPlace({
  precision,
  recall,
}: ThresholdCurve): { readonly place: number; readonly f1: number } | null {
  let best: { place: number; f1: number } | null = null;
  for (const [place, p] of precision.entries()) {
    const r = recall[place] ?? null;
    if (p === null || r === null || p + r === 0) continue;
    const f1 = (2 * p * r) / (p + r);
    if (!best || f1 > best.f1) best = { place, f1 };
  }
  return best;
}

/** Where each annotator's part of a bin's bar begins and ends, in decisions; bottom up. */
export function stackedBins({ series, startsAt }: PaceHistory): { readonly from: number; readonly to: number }[][] {
  const tops = startsAt.map(() => 0);
  return series.map(({ decisions }) =>
    tops.map((top, bin) => {
      const to = top + (decisions[bin] ?? 0);
      tops[bin] = to;
      return { from: top, to };
    }),
  );
}

/** Spans as one path of bars `height` high in a box `width` wide; what is thinner than half a pixel is drawn as one. */
export function spansPath(spans: readonly Span[], frameCount: number, width: number, height: number): string {
  return spans
    .map(({ startFrame, endFrame }) => {
      const x = (startFrame / frameCount) * width;
      const right = Math.max(x + 0.5, (endFrame / frameCount) * width);
      return `M${x.toFixed(2)} 0H${right.toFixed(2)}V${height}H${x.toFixed(2)}Z`;
    })
    .join('');
}

/** "–" for none; else in per cent. */
export function percentText(share: number | null): string {
  return share === null ? '–' : `${Math.round(100 * share)} %`;
}
