import type { JournalEntry, LabelClass, ProjectVideo, Segment } from '../shared/records.ts';
import { inColumns } from './columns.ts';

/** One segment a line; frame numbers are the first and the last. */
export function segmentsText(
  segments: readonly Segment[],
  { videos, classes }: { readonly videos: readonly ProjectVideo[]; readonly classes: readonly LabelClass[] },
): string {
  if (segments.length === 0) return 'No segments.';
  const videoNames = new Map(videos.map(({ id, name }) => [id, name]));
  const classNames = new Map(classes.map(({ id, name }) => [id, name]));
  const rows = segments.map((segment) => [
    segment.id.slice(0, 8),
    videoNames.get(segment.videoId) ?? segment.videoId,
    `${segment.startFrame}–${segment.endFrame - 1}`,
    classNames.get(segment.classId) ?? segment.classId,
    segment.status,
    segment.annotator ?? (segment.runId === null ? segment.source : `run ${segment.runId}`),
    segment.score === null ? '' : segment.score.toFixed(2),
    segment.note.replaceAll('\n', ' / '),
  ]);
  return inColumns(rows).join('\n');
}

/** One entry of the journal a line. */
export function historyText(entries: readonly JournalEntry[]): string {
  if (entries.length === 0) return 'Nothing has been edited.';
  const rows = entries.map(({ id, at, annotator, title }) => [
    String(id),
    at.slice(0, 19),
    annotator ?? 'a run',
    title,
  ]);
  return inColumns(rows).join('\n');
}
