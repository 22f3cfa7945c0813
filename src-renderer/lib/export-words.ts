import type { ExportPlan, ExportReport, Split, TrainingView } from '#shared/protocol/export-methods';
import { grouped } from './numbers.ts';

export const SET_NAMES: Readonly<Record<Split, string>> = { train: 'Train', val: 'Val', test: 'Test' };

/** "a", "a and b", "a, b and c"; of more than four, how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}

/**
 * What sets lack, a sentence each: "Test has 48 segments and none of touch face, talk and turn." The report has the
 * empty ones.
 *
 * @param nameOf a class; null stands for background.
 */
export function splitSentences(
  sets: ExportPlan['sets'],
  nameOf: (classId: ExportPlan['sets'][number]['missing'][number]) => string,
): string[] {
  return sets.flatMap(({ set, segments, missing }) => {
    if (segments === 0 || missing.length === 0) return [];
    const count = `${segments} ${segments === 1 ? 'segment' : 'segments'}`;
    return [`${SET_NAMES[set]} has ${count} and none of ${listed(missing.map(nameOf))}.`];
  });
}

/** "34 segments in 2 videos". */
export function planText({ segments, cells }: Pick<ExportPlan, 'segments' | 'cells'>): string {
  const videos = new Set(cells.map(({ videoId }) => videoId)).size;
  return `${grouped(segments)} ${segments === 1 ? 'segment' : 'segments'} in ${videos} ${videos === 1 ? 'video' : 'videos'}`;
}

/** "Exported 34 segments." */
export function doneText({ written }: Pick<ExportReport, 'written'>): string {
  return `Exported ${grouped(written)} ${written === 1 ? 'segment' : 'segments'}.`;
}

/** What is wrong with how clips will be drawn, a sentence each, or `good` where nothing is. */
export function trainingSentences({ clips, repeating, littleCovered, leastCoverage }: TrainingView): {
  readonly warnings: readonly string[];
  readonly good: string;
} {
  const repeat = repeating === 1 ? 'repeats' : 'repeat';
  const cover = littleCovered === 1 ? 'covers' : 'cover';
  const warnings = [
    ...(repeating > 0 ? [`${repeating} of ${clips} ${repeat} frames.`] : []),
    ...(littleCovered > 0
      ? [`${littleCovered} ${cover} less than ${Math.round(100 * leastCoverage)} % of the sample.`]
      : []),
  ];
  return { warnings, good: clips === 1 ? 'the clip fills its sample.' : `all ${clips} clips fill their samples.` };
}

/** How strongly a cell of the table is tinted, in per cent: by its share of the largest, never quite nothing. */
export function tintPercent(count: number, most: number): number {
  return count === 0 || most === 0 ? 0 : Math.round(6 + 28 * Math.sqrt(count / most));
}

/** "cam_03.mp4" → "cam_03". */
export function withoutExtension(name: string): string {
  return name.replace(/\.[A-Za-z0-9]{1,5}$/, '');
}

/** Some of a list, evenly chosen, with the first and the last. */
export function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))]!);
}

/**
 * Names of videos for columns: without their extensions, and without words that all of them begin with, as long as
 * five letters are left of each. "corner_cam_03", "corner_cam_04" → "cam_03", "cam_04".
 */
export function shortNames(names: readonly string[]): string[] {
  let short = names.map(withoutExtension);
  for (;;) {
    const [, word] = /^([^\s_-]+[\s_-]+)/.exec(short[0] ?? '') ?? [];
    const isCommon = word !== undefined && short.length > 1 && short.every((name) => name.startsWith(word));
    if (!isCommon || short.some((name) => name.length - word.length < 5)) return short;
    short = short.map((name) => name.slice(word.length));
  }
}
