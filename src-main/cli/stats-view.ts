import type { Stats, StatsRow } from '../shared/protocol/review-methods.ts';
import { inColumns } from './columns.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

const HEAD = ['segments', 'open', 'accepted', 'corrected', 'rejected', 'reviewed', 'precision', 'frames'];

/** Counts by class and video, what was looked at, and everyone's pace. */
export function statsText(
  stats: Stats,
  { videos, classes }: { readonly videos: readonly Named[]; readonly classes: readonly Named[] },
): string {
  const names = new Map([...videos, ...classes].map(({ id, name }) => [id, name]));
  const named = (id: string | null) => (id === null ? 'all' : (names.get(id) ?? id));
  const byClass = [
    ['class', ...HEAD],
    ...stats.byClass.map((row) => [named(row.classId), ...cells(row)]),
    ['all', ...cells(stats.total)],
  ];
  const coverage = new Map(stats.coverage.map((row) => [row.videoId, row]));
  const byVideo = stats.byVideo.map((row) => {
    const { displayedFrames = 0, decidedFrames = 0, frameCount = 1 } = coverage.get(row.videoId!) ?? {};
    return [named(row.videoId), ...cells(row), share(displayedFrames / frameCount), share(decidedFrames / frameCount)];
  });
  const pace = stats.pace.map(({ annotator, decisions, perHour }) => [
    annotator,
    `${decisions} ${decisions === 1 ? 'decision' : 'decisions'}`,
    perHour === null ? '' : `${Math.round(perHour)} an hour`,
  ]);
  return [
    ...inColumns(byClass),
    '',
    ...inColumns([['video', ...HEAD, 'looked at', 'decided'], ...byVideo]),
    ...(pace.length > 0 ? ['', ...inColumns(pace)] : []),
  ].join('\n');
}

function cells(row: StatsRow): string[] {
  const counts = [row.segments, row.unreviewed, row.accepted, row.corrected, row.rejected];
  return [...counts.map(String), share(row.reviewedShare), share(row.precision), String(row.frames)];
}

/** A share in per cent; – where there is none. */
export function share(value: number | null): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)} %`;
}
