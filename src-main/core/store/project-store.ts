import { AnnotationStore } from './annotation-store.ts';
import { ReviewStore } from './review-store.ts';
import { RunStore } from './run-store.ts';
import { ScoreStore } from './score-store.ts';
import { migrate } from './migrate.ts';
import { type Database, openSqlite } from './sqlite.ts';
import { VideoStore } from './video-store.ts';

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

  /** Opens the file, making it when there is none. */
  static open(path: string): ProjectStore {
    const db = openSqlite(path);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000');
    migrate(db);
    return new ProjectStore(path, db);
  }

  close(): void {
    this.db.close();
  }
}
