import type { AnalysisDocument, AnalysisSettings, AnalysisVideo } from '../../shared/analysis-document.ts';
import type { Hole } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import type { RunSegmentSettings, RunVideoState } from '../../shared/protocol/run-methods.ts';
import type { ModelRecord, RunId, VideoId } from '../../shared/records.ts';
import { AnalysisLock } from './analysis-lock.ts';
import type { Database } from './sqlite.ts';

declare const brand: unique symbol;
/** One video of one run: what windows belong to. */
export type RunVideoId = number & { readonly [brand]: 'run video' };

/** How windows are laid over one video, every default filled in. */
export type StoredSampling = NonNullable<AnalysisVideo['sampling']>;

/** One model and one setting. */
export interface StoredRun {
  readonly id: RunId;
  readonly modelHash: string;
  readonly settings: AnalysisSettings;
  /** By settingsKey(settings). */
  readonly settingsKey: string;
  /** Of the process that began it. */
  readonly runtime: AnalysisDocument['runtime'];
  readonly appVersion: string;
  readonly createdAt: string;
}

export interface StoredRunVideo {
  readonly id: RunVideoId;
  readonly runId: RunId;
  readonly videoId: VideoId;
  /** Of the content that is analyzed. */
  readonly fingerprint: string;
  readonly sampling: StoredSampling;
  readonly plannedWindows: number;
  /** Windows with scores; with the skipped ones they are the stored ones. */
  readonly doneWindows: number;
  /** Windows that are stored without scores, for they lie in a hole. */
  readonly skippedWindows: number;
  readonly state: RunVideoState;
  /** Why it is not complete; null where it is, or has not been begun. */
  readonly reason: string | null;
  readonly holes: readonly Hole[];
  /** Post-processing that segments were last proposed with; null before. */
  readonly segmentSettings: RunSegmentSettings | null;
}

/** What is known of a run's video before its first window. */
export type NewRunVideo = Pick<StoredRunVideo, 'runId' | 'videoId' | 'fingerprint' | 'sampling' | 'plannedWindows'>;

/** Models, runs and the lock of who analyzes. Windows are ScoreStore's. */
export class RunStore {
  readonly lock: AnalysisLock;
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
    this.lock = new AnalysisLock(db);
  }

  /** Adds a model, or notes its name and where it was opened now. */
  putModel({ hash, name, architecture, path, labels, manifest }: ModelRecord): void {
    this.#db
      .prepare(
        `INSERT INTO model (hash, name, architecture, path, labels, manifest) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (hash) DO UPDATE SET name = excluded.name, path = excluded.path`,
      )
      .run(hash, name, architecture, path, JSON.stringify(labels), JSON.stringify(manifest));
  }

  /** By name, then hash. */
  models(): ModelRecord[] {
    return (this.#db.prepare('SELECT * FROM model ORDER BY name, hash').all() as ModelRow[]).map(modelFrom);
  }

  model(hash: string): ModelRecord | undefined {
    const row = this.#db.prepare('SELECT * FROM model WHERE hash = ?').get(hash) as ModelRow | undefined;
    return row && modelFrom(row);
  }

  /** @param run its model is stored. */
  addRun(run: Omit<StoredRun, 'id'>): StoredRun {
    const { modelHash, settings, settingsKey, runtime, appVersion, createdAt } = run;
    const { lastInsertRowid } = this.#db
      .prepare(
        `INSERT INTO run (model_hash, settings, settings_key, runtime, app_version, created_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(modelHash, JSON.stringify(settings), settingsKey, JSON.stringify(runtime), appVersion, createdAt);
    return { ...run, id: Number(lastInsertRowid) as RunId };
  }

  /** By number. */
  runs(): StoredRun[] {
    return (this.#db.prepare('SELECT * FROM run ORDER BY id').all() as RunRow[]).map(runFrom);
  }

  /** @throws AppError 'run.unknown'. */
  run(id: RunId): StoredRun {
    const row = this.#db.prepare('SELECT * FROM run WHERE id = ?').get(id) as RunRow | undefined;
    if (row) return runFrom(row);
    throw new AppError('run.unknown', `The project has no run ${id}. List its runs to see which there are.`);
  }

  /** The newest run, finished or not, of this model and of settings that give the same scores. */
  findRun(modelHash: string, settingsKey: string): StoredRun | undefined {
    const row = this.#db
      .prepare('SELECT * FROM run WHERE model_hash = ? AND settings_key = ? ORDER BY id DESC LIMIT 1')
      .get(modelHash, settingsKey) as RunRow | undefined;
    return row && runFrom(row);
  }

  /** Adds a video to a run, waiting and without windows. */
  addRunVideo({ runId, videoId, fingerprint, sampling, plannedWindows }: NewRunVideo): StoredRunVideo {
    this.#db
      .prepare(
        `INSERT INTO run_video (run_id, video_id, fingerprint, sampling, planned_windows, state)
         VALUES (?, ?, ?, ?, ?, 'waiting')`,
      )
      .run(runId, videoId, fingerprint, JSON.stringify(sampling), plannedWindows);
    return this.runVideo(runId, videoId);
  }

  /** By number of the video in its run, i.e. in the order in which they were added. */
  runVideos(runId: RunId): StoredRunVideo[] {
    const rows = this.#db.prepare('SELECT * FROM run_video WHERE run_id = ? ORDER BY id').all(runId);
    return (rows as RunVideoRow[]).map(runVideoFrom);
  }

  findRunVideo(runId: RunId, videoId: VideoId): StoredRunVideo | undefined {
    const row = this.#db.prepare('SELECT * FROM run_video WHERE run_id = ? AND video_id = ?').get(runId, videoId) as
      RunVideoRow | undefined;
    return row && runVideoFrom(row);
  }

  /** @throws AppError 'run.unknown' where there is no such run, 'video.unknown' where the video isn't part of it. */
  runVideo(runId: RunId, videoId: VideoId): StoredRunVideo {
    const found = this.findRunVideo(runId, videoId);
    if (found) return found;
    this.run(runId);
    throw new AppError('video.unknown', `Run ${runId} has no video ${videoId}. List the runs to see which it has.`);
  }

  setState(id: RunVideoId, state: RunVideoState, reason: string | null): void {
    this.#db.prepare('UPDATE run_video SET state = ?, reason = ? WHERE id = ?').run(state, reason, id);
  }

  setHoles(id: RunVideoId, holes: readonly Hole[]): void {
    this.#db.prepare('UPDATE run_video SET holes = ? WHERE id = ?').run(JSON.stringify(holes), id);
  }

  setSegmentSettings(id: RunVideoId, settings: RunSegmentSettings): void {
    this.#db.prepare('UPDATE run_video SET segments = ? WHERE id = ?').run(JSON.stringify(settings), id);
  }
}

interface ModelRow {
  readonly hash: string;
  readonly name: string;
  readonly architecture: string;
  readonly path: string;
  readonly labels: string;
  readonly manifest: string;
}

interface RunRow {
  readonly id: RunId;
  readonly model_hash: string;
  readonly settings: string;
  readonly settings_key: string;
  readonly runtime: string;
  readonly app_version: string;
  readonly created_at: string;
}

interface RunVideoRow {
  readonly id: RunVideoId;
  readonly run_id: RunId;
  readonly video_id: VideoId;
  readonly fingerprint: string;
  readonly sampling: string;
  readonly planned_windows: number;
  readonly done_windows: number;
  readonly skipped_windows: number;
  readonly state: RunVideoState;
  readonly reason: string | null;
  readonly holes: string;
  readonly segments: string | null;
}

function modelFrom({ labels, manifest, ...row }: ModelRow): ModelRecord {
  return { ...row, labels: JSON.parse(labels) as string[], manifest: JSON.parse(manifest) as unknown };
}

function runFrom(row: RunRow): StoredRun {
  return {
    id: row.id,
    modelHash: row.model_hash,
    settings: JSON.parse(row.settings) as AnalysisSettings,
    settingsKey: row.settings_key,
    runtime: JSON.parse(row.runtime) as StoredRun['runtime'],
    appVersion: row.app_version,
    createdAt: row.created_at,
  };
}

function runVideoFrom(row: RunVideoRow): StoredRunVideo {
  return {
    id: row.id,
    runId: row.run_id,
    videoId: row.video_id,
    fingerprint: row.fingerprint,
    sampling: JSON.parse(row.sampling) as StoredSampling,
    plannedWindows: row.planned_windows,
    doneWindows: row.done_windows,
    skippedWindows: row.skipped_windows,
    state: row.state,
    reason: row.reason,
    holes: JSON.parse(row.holes) as Hole[],
    segmentSettings: row.segments === null ? null : (JSON.parse(row.segments) as RunSegmentSettings),
  };
}
