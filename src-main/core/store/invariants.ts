/** What must hold in a project beyond the tables' own constraints. Each row of `sql` is one place where it does not. */
export interface Invariant {
  /** What holds, as a sentence's end: "segments lie within their video". */
  readonly name: string;
  /** Gives `place` and `what`, both text. Blobs are measured, not read. */
  readonly sql: string;
}

const DATE = '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]';
const TIME = '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]';

/** A condition: the column holds no time as the program writes them, in ISO 8601 and UTC. */
export function isNoTime(column: string): string {
  return `(${column} NOT GLOB '${DATE}T${TIME}*Z' OR datetime(${column}) IS NULL)`;
}

/** A table whose rows are counted by time. */
function timed(table: string): Invariant {
  return {
    name: `${table}.at is a time`,
    sql: `SELECT '${table} ' || id AS place, 'has no time' AS what FROM ${table} WHERE ${isNoTime('at')}`,
  };
}

/** Spans of a table that reach over the end of their video. */
function withinVideo(name: string, table: string, key: string): Invariant {
  return {
    name: `${name} lie within their video`,
    sql: `SELECT '${table} ' || ${key} AS place, 'ends at frame ' || t.end_frame || ' of ' || v.frame_count AS what
      FROM ${table} t JOIN video v ON v.id = t.video_id
      WHERE t.end_frame > v.frame_count OR t.start_frame < 0 OR t.end_frame <= t.start_frame`,
  };
}

/** A table with one row a window, beside the windows. */
function ofWindows(table: string): Invariant {
  return {
    name: `each ${table} belongs to a window`,
    sql: `SELECT '${table} ' || t.run_video_id || ' ' || t.idx AS place, 'has no window with scores' AS what
      FROM ${table} t LEFT JOIN window w ON w.run_video_id = t.run_video_id AND w.idx = t.idx
      WHERE w.scores IS NULL`,
  };
}

const VIDEOS: readonly Invariant[] = [
  {
    name: 'each video has a time for each frame',
    sql: `SELECT 'video ' || v.id AS place,
        'has times of ' || coalesce(length(f.pts) / 8, 0) || ' frames, not ' || v.frame_count AS what
      FROM video v LEFT JOIN video_frames f ON f.video_id = v.id
      WHERE f.video_id IS NULL OR length(f.pts) <> 8 * v.frame_count OR length(f.keyframes) % 4 <> 0`,
  },
];

const ANNOTATIONS: readonly Invariant[] = [
  withinVideo('segments', 'segment', 't.id'),
  withinVideo('absences', 'absence', 't.id'),
  {
    name: 'decided segments of exclusive classes do not overlap',
    sql: `SELECT 'segment ' || id AS place,
        'overlaps another one of an exclusive class by the same annotator before frame ' || reached AS what
      FROM (
        SELECT s.id, s.start_frame, max(s.end_frame) OVER (
          PARTITION BY s.video_id, s.annotator, c.group_name ORDER BY s.start_frame, s.end_frame, s.id
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
        FROM segment s JOIN label_class c ON c.id = s.class_id
        WHERE s.status IN ('accepted', 'corrected') AND c.is_exclusive
      ) WHERE reached > start_frame`,
  },
  {
    name: 'journal.diff is JSON',
    sql: `SELECT 'journal ' || id AS place, 'diff is no JSON' AS what FROM journal WHERE NOT json_valid(diff)`,
  },
  {
    name: 'undo and redo come after what they take back or repeat',
    sql: `SELECT 'journal ' || id AS place, 'refers to entry ' || target_id AS what
      FROM journal WHERE target_id >= id`,
  },
  timed('journal'),
];

const RUNS: readonly Invariant[] = [
  {
    name: 'windows are of the plan and lie within their video',
    sql: `SELECT 'window ' || w.run_video_id || ' ' || w.idx AS place,
        'frames ' || w.start_frame || ' to ' || w.end_frame || ', ' || r.planned_windows || ' windows planned' AS what
      FROM window w JOIN run_video r ON r.id = w.run_video_id JOIN video v ON v.id = r.video_id
      WHERE w.idx < 0 OR w.idx >= r.planned_windows OR w.start_frame < 0 OR w.end_frame <= w.start_frame
        OR w.start_frame >= v.frame_count`,
  },
  {
    name: 'each window has a score for each label of its model',
    sql: `SELECT 'window ' || w.run_video_id || ' ' || w.idx AS place,
        'has ' || (length(w.scores) / 2) || ' scores for ' || json_array_length(m.labels) || ' labels' AS what
      FROM window w JOIN run_video r ON r.id = w.run_video_id JOIN run ON run.id = r.run_id
        JOIN model m ON m.hash = run.model_hash
      WHERE length(w.scores) <> 2 * json_array_length(m.labels)`,
  },
  {
    name: 'runs count their windows right',
    sql: `SELECT 'run_video ' || r.id AS place,
        'counts ' || r.done_windows || ' done and ' || r.skipped_windows || ' skipped, but has ' ||
          count(w.scores) || ' and ' || (count(w.idx) - count(w.scores)) AS what
      FROM run_video r LEFT JOIN window w ON w.run_video_id = r.id
      GROUP BY r.id
      HAVING r.done_windows <> count(w.scores) OR r.skipped_windows <> count(w.idx) - count(w.scores)`,
  },
  {
    name: 'complete runs have all their windows',
    sql: `SELECT 'run_video ' || r.id AS place,
        'is complete with ' || count(w.idx) || ' of ' || r.planned_windows || ' windows' AS what
      FROM run_video r LEFT JOIN window w ON w.run_video_id = r.id
      WHERE r.state = 'complete'
      GROUP BY r.id HAVING count(w.idx) <> r.planned_windows`,
  },
  ofWindows('window_embedding'),
  ofWindows('window_attention'),
  {
    name: 'each group of 64 windows has its tile of scores',
    sql: `SELECT 'run_video ' || r.id AS place, tiles || ' tiles of scores for ' || groups || ' groups of windows' AS what
      FROM (
        SELECT id,
          (SELECT count(*) FROM score_tile t WHERE t.run_video_id = run_video.id AND t.level = 0) AS tiles,
          (SELECT count(DISTINCT w.idx / 64) FROM window w WHERE w.run_video_id = run_video.id) AS groups
        FROM run_video
      ) r WHERE tiles <> groups`,
  },
];

const REVIEW: readonly Invariant[] = [
  withinVideo('spans of the coverage ledger', 'coverage', 't.annotator'),
  timed('decision'),
  {
    name: 'queue items of windows are of a run of their video',
    sql: `SELECT 'queue_item ' || i.queue_id || ' ' || i.place AS place,
        'is window ' || i.window_idx || ' of run ' || i.run_id || ', which is not there' AS what
      FROM queue_item i LEFT JOIN run_video r ON r.run_id = i.run_id AND r.video_id = i.video_id
      WHERE i.run_id IS NOT NULL AND (r.id IS NULL OR i.window_idx >= r.planned_windows)`,
  },
];

/** All of them, in the order of the tables. */
export const INVARIANTS: readonly Invariant[] = [
  {
    name: 'the project has an id',
    sql: `SELECT 'meta' AS place, 'has no project_id' AS what
      WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'project_id')`,
  },
  ...VIDEOS,
  ...ANNOTATIONS,
  ...RUNS,
  ...REVIEW,
];
