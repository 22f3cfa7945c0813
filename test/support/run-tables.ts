import { createHash } from 'node:crypto';
import { ProjectStore } from '../../src-main/core/store/project-store.ts';

/** Everything that an analysis leaves in a project, without ids and instants; blobs as their hashes. */
const QUERIES = {
  windows: 'SELECT idx, start_frame, end_frame, missing, top, scores FROM window ORDER BY run_video_id, idx',
  embeddings: 'SELECT idx, embedding FROM window_embedding ORDER BY run_video_id, idx',
  attention: 'SELECT idx, summary FROM window_attention ORDER BY run_video_id, idx',
  tiles: 'SELECT level, tile, spans FROM score_tile ORDER BY run_video_id, level, tile',
  tileParts: 'SELECT level, part, tile, scores FROM score_tile_part ORDER BY run_video_id, level, part, tile',
  videos: `SELECT run_video.fingerprint, sampling, planned_windows, done_windows, skipped_windows, state, reason,
     run_video.holes, segments, video.holes AS known FROM run_video JOIN video ON video.id = video_id ORDER BY run_id`,
  segments: `SELECT class.name, start_frame, end_frame, source, status, run_id, score, start_doubt, end_doubt
     FROM segment JOIN label_class class ON class.id = class_id ORDER BY start_frame, end_frame, class.name`,
  classes: 'SELECT name FROM label_class ORDER BY sort_order, name',
} as const;

export type RunTables = Readonly<Record<keyof typeof QUERIES, readonly Record<string, unknown>[]>>;

/** Read from a project file that may be open elsewhere. */
export function runTables(path: string): RunTables {
  const store = ProjectStore.open(path, { readOnly: true });
  try {
    const tables = Object.entries(QUERIES).map(([name, sql]) => [name, store.db.prepare(sql).all().map(comparable)]);
    return Object.fromEntries(tables) as RunTables;
  } finally {
    store.close();
  }
}

/** State and counts of the project's only analyzed video, while others may be writing; undefined before there is one. */
export function progressOf(path: string): { state: string; reason: string | null; stored: number } | undefined {
  const store = ProjectStore.open(path, { readOnly: true });
  try {
    const sql = 'SELECT state, reason, done_windows + skipped_windows AS stored FROM run_video';
    return store.db.prepare(sql).get() as ReturnType<typeof progressOf>;
  } finally {
    store.close();
  }
}

function comparable(row: unknown): Record<string, unknown> {
  const values = Object.entries(row as Record<string, unknown>);
  return Object.fromEntries(
    values.map(([name, value]) => [
      name,
      value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex').slice(0, 16) : value,
    ]),
  );
}
