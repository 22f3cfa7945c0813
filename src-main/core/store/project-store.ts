import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { AnnotationStore } from './annotation-store.ts';
import { closeConnection, openConnection } from './connection.ts';
import { transaction } from './database.ts';
import { migrate, versionOf } from './migrate.ts';
import { APPLICATION_ID, createWhole } from './project-file.ts';
import { ReviewStore } from './review-store.ts';
import { RunStore } from './run-store.ts';
import { ScoreStore } from './score-store.ts';
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
      if (db.readOnlyReason === null) migrate(db);
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

  close(): void {
    if (this.db.isOpen) closeConnection(this.db);
  }
}

function writeMeta(db: Database, { id, createdAt, appVersion }: ProjectMeta): void {
  transaction(db, () => {
    const insert = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    insert.run('project_id', id);
    insert.run('created_at', createdAt);
    insert.run('app_version', appVersion);
  });
}
