import { setImmediate } from 'node:timers/promises';
import type { CheckFault } from '../../shared/protocol/project-methods.ts';
import { transaction } from './database.ts';
import type { RunVideoId } from './run-store.ts';
import { ScoreStore, type ScoredWindow } from './score-store.ts';
import type { Database } from './sqlite.ts';
import { TileWriter } from './tile-writer.ts';

/** Windows whose tiles are made in one go. */
const WINDOWS_AT_ONCE = 256;

/** Makes runs agree with the windows that were recovered: analyzing again fills in what is missing. */
export async function mendRuns(db: Database, faults: CheckFault[]): Promise<void> {
  transaction(db, () => {
    for (const table of ['window_embedding', 'window_attention']) {
      db.exec(`DELETE FROM ${table} WHERE NOT EXISTS (
        SELECT 1 FROM window w WHERE w.run_video_id = ${table}.run_video_id AND w.idx = ${table}.idx)`);
    }
    db.exec(`DELETE FROM queue_item WHERE run_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM run_video r WHERE r.run_id = queue_item.run_id AND r.video_id = queue_item.video_id)`);
    db.exec(`UPDATE run_video SET
      done_windows = (SELECT count(scores) FROM window w WHERE w.run_video_id = run_video.id),
      skipped_windows = (SELECT count(*) - count(scores) FROM window w WHERE w.run_video_id = run_video.id)`);
    const reason = 'Windows were lost to damage. Analyze again to fill them in.';
    const { changes } = db
      .prepare(
        `UPDATE run_video SET state = 'stopped', reason = ?
         WHERE state = 'complete' AND done_windows + skipped_windows < planned_windows`,
      )
      .run(reason);
    if (changes > 0) faults.push({ where: 'table window', what: `${changes} analyses are no longer complete` });
  });
  for (const run of runVideosOf(db)) await rebuildTiles(db, run);
}

async function rebuildTiles(db: Database, { id, classes }: RunVideoRow): Promise<void> {
  const scores = new ScoreStore(db);
  const tiles = new TileWriter(db);
  let before = 0;
  let some: ScoredWindow[] = [];
  const add = () => {
    transaction(db, () => tiles.add(id, some, { classes, before }));
    before = some.at(-1)!.index + 1;
    some = [];
  };
  for (const window of scores.scored(id)) {
    some.push(window);
    if (some.length < WINDOWS_AT_ONCE) continue;
    add();
    await setImmediate();
  }
  if (some.length > 0) add();
}

interface RunVideoRow {
  readonly id: RunVideoId;
  readonly classes: number;
}

function runVideosOf(db: Database): RunVideoRow[] {
  return db
    .prepare(
      `SELECT r.id, json_array_length(m.labels) AS classes FROM run_video r JOIN run ON run.id = r.run_id
       JOIN model m ON m.hash = run.model_hash`,
    )
    .all() as RunVideoRow[];
}
