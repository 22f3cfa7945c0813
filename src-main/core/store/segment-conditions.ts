import type { SegmentFilter } from '../base/annotation-view.ts';
import type { Value } from './sqlite.ts';

/** Part of a WHERE clause with its parameters. */
interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** A filter as the end of a SELECT on the segment table, "" for none, with its parameters. */
export function whereSegments(filter: SegmentFilter): { readonly sql: string; readonly values: Value[] } {
  const conditions = conditionsOf(filter);
  return {
    sql: conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function conditionsOf(filter: SegmentFilter): Condition[] {
  const { videoId, classId, statuses, sources, annotator, runId, overlapping, minScore, maxScore } = filter;
  return [
    ...when(videoId, (id) => ({ sql: 'video_id = ?', values: [id] })),
    ...when(classId, (id) => ({ sql: 'class_id = ?', values: [id] })),
    ...when(statuses, (list) => anyOf('status', list)),
    ...when(sources, (list) => anyOf('source', list)),
    ...when(annotator, (name) => ({ sql: 'annotator IS ?', values: [name] })),
    ...when(runId, (id) => ({ sql: 'run_id IS ?', values: [id] })),
    ...when(overlapping, ({ startFrame, endFrame }) => ({
      sql: 'start_frame < ? AND end_frame > ?',
      values: [endFrame, startFrame],
    })),
    ...when(minScore, (score) => ({ sql: 'score >= ?', values: [score] })),
    ...when(maxScore, (score) => ({ sql: 'score <= ?', values: [score] })),
  ];
}

function when<T>(value: T | undefined, condition: (value: T) => Condition): Condition[] {
  return value === undefined ? [] : [condition(value)];
}

function anyOf(column: string, list: readonly string[]): Condition {
  return { sql: `${column} IN (${list.map(() => '?').join(', ')})`, values: list };
}
