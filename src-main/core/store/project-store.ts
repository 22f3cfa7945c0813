import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { ProjectInfo } from '../../shared/protocol/project-methods.ts';
import { AnnotationStore } from './annotation-store.ts';
import { backUpNow } from './backups.ts';
import { closeConnection, openConnection } from './connection.ts';
import { transaction } from './database.ts';
import { CURRENT_VERSION, migrate, versionOf } from './migrate.ts';
import { APPLICATION_ID, createWhole } from './project-file.ts';
import { ReviewStore } from './review-store.ts';
import { RunStore } from './run-store.ts';
import { ScoreStore } from './score-store.ts';
import { requireOwnSchema } from './schema.ts';
import { type Database, openSqlite } from './sqlite.ts';
import { VideoStore } from './video-store.ts';

/** What a project is known by. */
export interface ProjectMeta {
  /** A UUID: stays with every copy. */
  readonly id: string;
  readonly createdAt: string;
  /** Of the program that made it. */
  readonly appVersion: string;
}

/** Removed videos don't count, and segments of theirs do: they come back with them. */
export type ProjectCounts = Pick<ProjectInfo, 'videos' | 'frames' | 'classes' | 'segments' | 'runs' | 'journalEntries'>;

/** An open project file: SQLite, and one room for each kind of record. Close it. */
export class ProjectStore {
  readonly path: string;
  readonly db: Database;
  readonly videos: VideoStore;
  readonly annotations: AnnotationStore;
  readonly runs: RunStore;
  readonly scores: ScoreStore;
  readonly review: ReviewStore;

  private constructor(path: string, db: Database) {
    this.path = path;
    this.db = db;
    this.videos = new VideoStore(db);
    this.annotations = new AnnotationStore(db);
    this.runs = new RunStore(db);
    this.scores = new ScoreStore(db);
    this.review = new ReviewStore(db);
  }

  /**
   * Makes an empty project and opens it.
   *
   * @throws AppError 'output.exists' for a path that is taken, 'project.unwritable'.
   */
  static create(path: string, { appVersion = '' } = {}): ProjectStore {
    createWhole(path, (draft) => {
      const db = openSqlite(draft);
      try {
        db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
        migrate(db);
        writeMeta(db, { id: randomUUID(), createdAt: new Date().toISOString(), appVersion });
      } finally {
        db.close();
      }
    });
    return ProjectStore.open(path);
  }

  /**
   * Opens a project, brings it up to date, and says in `readOnlyReason` where it can only be looked at.
   *
   * @throws AppError 'project.not_found', 'project.invalid', 'project.unwritable', 'project.busy'.
   */
  static open(path: string, options: { readonly readOnly?: boolean } = {}): ProjectStore {
    const db = openConnection(path, options);
    try {
      if (!db.isOtherVersion) requireOwnSchema(db);
      if (db.readOnlyReason === null) bringUpToDate(db);
      return new ProjectStore(path, db);
    } catch (error) {
      closeConnection(db);
      throw error;
    }
  }

  /** Why nothing can be changed; null where it can. */
  get readOnlyReason(): string | null {
    return this.db.readOnlyReason;
  }

  get version(): number {
    return versionOf(this.db);
  }

  get sizeBytes(): number {
    return statSync(this.path).size;
  }

  meta(): ProjectMeta {
    const rows = this.db.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[];
    const of = (key: string) => rows.find((row) => row.key === key)?.value ?? '';
    return { id: of('project_id'), createdAt: of('created_at'), appVersion: of('app_version') };
  }

  /** How much there is of what one counts in a project. */
  counts(): ProjectCounts {
    const count = (table: string) => (this.db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
    return {
      ...this.videos.totals(),
      classes: count('label_class'),
      segments: count('segment'),
      runs: count('run'),
      journalEntries: count('journal'),
    };
  }

  close(): void {
    if (this.db.isOpen) closeConnection(this.db);
  }
}

/** An older file is copied before it is changed. */
function bringUpToDate(db: Database): void {
  if (versionOf(db) === CURRENT_VERSION) return;
  backUpNow(db, 'migration');
  migrate(db);
}

function writeMeta(db: Database, { id, createdAt, appVersion }: ProjectMeta): void {
  transaction(db, () => {
    const insert = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    insert.run('project_id', id);
    insert.run('created_at', createdAt);
    insert.run('app_version', appVersion);
  });
}
