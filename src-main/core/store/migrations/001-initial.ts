import type { Migration } from '../migration.ts';

/**
 * The whole project. Times are frame indices, [start, end); seconds follow from a video's pts table. Instants are
 * ISO 8601 in UTC. Blobs are little-endian.
 */
export const initial: Migration = (db) => {
  db.exec(PROJECT);
  db.exec(ANNOTATIONS);
  db.exec(RUNS);
  db.exec(REVIEW);
};

const PROJECT = `
  -- project_id, created_at, app_version, …
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE video (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    is_removed INTEGER NOT NULL DEFAULT 0 CHECK (is_removed IN (0, 1)),
    path TEXT NOT NULL,             -- '/' between names; relative to the project's folder where it can be
    fingerprint TEXT NOT NULL UNIQUE,
    full_hash TEXT,
    modified_ms REAL NOT NULL,      -- of the file, when its fingerprint was last taken
    is_changed INTEGER NOT NULL DEFAULT 0 CHECK (is_changed IN (0, 1)),
    added_at TEXT NOT NULL,
    frame_count INTEGER NOT NULL CHECK (frame_count > 0),
    facts TEXT NOT NULL,            -- JSON: the rest of Video (codec, size, rotation, aspect, time base, …)
    holes TEXT NOT NULL DEFAULT '[]'
  ) WITHOUT ROWID;

  -- Apart from video, whose rows stay small to list and to change: hours of frames are megabytes.
  CREATE TABLE video_frames (
    video_id TEXT PRIMARY KEY REFERENCES video (id),
    pts BLOB NOT NULL,              -- float64[frame_count], in units of the time base
    keyframes BLOB NOT NULL         -- uint32[]
  ) WITHOUT ROWID;
`;

const ANNOTATIONS = `
  CREATE TABLE label_class (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    colour TEXT NOT NULL,
    shortcut TEXT,
    group_name TEXT,
    is_exclusive INTEGER NOT NULL CHECK (is_exclusive IN (0, 1)),
    description TEXT NOT NULL,
    sort_order INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE mapping (
    id TEXT PRIMARY KEY,
    model_hash TEXT NOT NULL,
    model_label TEXT NOT NULL,
    class_id TEXT REFERENCES label_class (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (model_hash, model_label)
  ) WITHOUT ROWID;
  CREATE INDEX mapping_by_class ON mapping (class_id);

  CREATE TABLE segment (
    id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES video (id) DEFERRABLE INITIALLY DEFERRED,
    class_id TEXT NOT NULL REFERENCES label_class (id) DEFERRABLE INITIALLY DEFERRED,
    start_frame INTEGER NOT NULL CHECK (start_frame >= 0),
    end_frame INTEGER NOT NULL CHECK (end_frame > start_frame),
    source TEXT NOT NULL CHECK (source IN ('model', 'person', 'import')),
    status TEXT NOT NULL CHECK (status IN ('unreviewed', 'accepted', 'corrected', 'rejected')),
    run_id INTEGER,
    score REAL,
    start_doubt REAL,
    end_doubt REAL,
    note TEXT NOT NULL,
    annotator TEXT
  ) WITHOUT ROWID;
  CREATE INDEX segment_by_video ON segment (video_id, start_frame, end_frame, id);
  CREATE INDEX segment_by_class ON segment (class_id, video_id, start_frame);

  CREATE TABLE absence (
    id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES video (id) DEFERRABLE INITIALLY DEFERRED,
    class_id TEXT NOT NULL REFERENCES label_class (id) DEFERRABLE INITIALLY DEFERRED,
    start_frame INTEGER NOT NULL CHECK (start_frame >= 0),
    end_frame INTEGER NOT NULL CHECK (end_frame > start_frame),
    annotator TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX absence_by_video ON absence (video_id, class_id, start_frame);
  CREATE INDEX absence_by_class ON absence (class_id);

  -- Append-only: rows are never changed or removed. Undo and redo are entries of their own.
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'undo', 'redo')),
    target_id INTEGER REFERENCES journal (id),
    annotator TEXT,
    at TEXT NOT NULL,
    title TEXT NOT NULL,
    diff TEXT NOT NULL,             -- JSON of shared/diff.ts, as it was applied
    CHECK ((kind = 'edit') = (target_id IS NULL))
  );
  CREATE INDEX journal_by_annotator ON journal (annotator, id, kind, target_id);
  CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER journal_is_fixed BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

  -- Which entries touch a record: made of journal.diff, may be rebuilt.
  CREATE TABLE journal_record (
    kind TEXT NOT NULL,             -- a RecordKind
    record_id TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES journal (id),
    PRIMARY KEY (kind, record_id, entry_id)
  ) WITHOUT ROWID;
`;

const RUNS = `
  CREATE TABLE model (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    architecture TEXT NOT NULL,
    path TEXT NOT NULL,
    labels TEXT NOT NULL,           -- JSON array, K names
    manifest TEXT NOT NULL
  ) WITHOUT ROWID;

  -- One model and one setting; settings_key is equal for settings that give the same windows and scores.
  CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    model_hash TEXT NOT NULL REFERENCES model (hash),
    settings TEXT NOT NULL,
    settings_key TEXT NOT NULL,
    runtime TEXT NOT NULL,
    app_version TEXT NOT NULL,
    created_at TEXT NOT NULL
  );

  CREATE TABLE run_video (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (id),
    video_id TEXT NOT NULL REFERENCES video (id),
    fingerprint TEXT NOT NULL,      -- of the content that was analyzed; another one today makes the scores stale
    sampling TEXT NOT NULL,
    planned_windows INTEGER NOT NULL,
    done_windows INTEGER NOT NULL DEFAULT 0,     -- rows of window with scores, and without: counted as they come
    skipped_windows INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'complete', 'stopped', 'failed')),
    reason TEXT,
    holes TEXT NOT NULL DEFAULT '[]',
    segments TEXT,                  -- JSON: post-processing settings last proposed with
    UNIQUE (run_id, video_id)
  );
  CREATE INDEX run_video_by_video ON run_video (video_id);

  -- One row a planned window; scores is null where no frame of it decodes (it lies in a hole).
  CREATE TABLE window (
    run_video_id INTEGER NOT NULL REFERENCES run_video (id),
    idx INTEGER NOT NULL,
    start_frame INTEGER NOT NULL,
    end_frame INTEGER NOT NULL,
    missing TEXT,                   -- JSON: planned frames that did not decode; null for none
    top BLOB,                       -- k times (uint16 class, float32 score), highest first
    scores BLOB,                    -- float16[K]
    PRIMARY KEY (run_video_id, idx)
  );
  CREATE INDEX window_by_start ON window (run_video_id, start_frame, idx);
  CREATE INDEX window_by_end ON window (run_video_id, end_frame, idx);

  CREATE TABLE window_embedding (
    run_video_id INTEGER NOT NULL REFERENCES run_video (id),
    idx INTEGER NOT NULL,
    embedding BLOB NOT NULL,        -- float16[D]
    PRIMARY KEY (run_video_id, idx)
  );

  CREATE TABLE window_attention (
    run_video_id INTEGER NOT NULL REFERENCES run_video (id),
    idx INTEGER NOT NULL,
    summary BLOB NOT NULL,          -- see core/attention/summary.ts
    PRIMARY KEY (run_video_id, idx)
  );

  -- Scores class by class for drawing: made of windows, may be rebuilt. A node of level l stands for 4^l windows; a
  -- tile holds up to 64 neighbouring ones, n of them; its scores are parted by class. See store/score-tile.ts.
  CREATE TABLE score_tile (
    run_video_id INTEGER NOT NULL REFERENCES run_video (id),
    level INTEGER NOT NULL,
    tile INTEGER NOT NULL,
    spans BLOB NOT NULL,            -- uint32[3][n]: windows with scores, first frame, end frame
    PRIMARY KEY (run_video_id, level, tile)
  );

  CREATE TABLE score_tile_part (
    run_video_id INTEGER NOT NULL REFERENCES run_video (id),
    level INTEGER NOT NULL,
    part INTEGER NOT NULL,          -- classes from part * 20 on
    tile INTEGER NOT NULL,
    scores BLOB NOT NULL,           -- float16[at most 20][n], or float16[at most 20][n][3] above level 0
    PRIMARY KEY (run_video_id, level, part, tile)
  );

  -- Who is analyzing, so that two processes don't write the same windows; a heartbeat that stopped is taken over.
  CREATE TABLE analysis_lock (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    owner TEXT NOT NULL,
    beat_at INTEGER NOT NULL        -- Unix time, milliseconds
  );
`;

const REVIEW = `
  -- What was looked at and decided, by whom; spans of one (video, annotator, kind, pace) are merged.
  CREATE TABLE coverage (
    video_id TEXT NOT NULL REFERENCES video (id),
    annotator TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('displayed', 'decided')),
    speed REAL NOT NULL,            -- playback speed; 0 for stills and for decided
    start_frame INTEGER NOT NULL,
    end_frame INTEGER NOT NULL CHECK (end_frame > start_frame),
    at TEXT NOT NULL,
    PRIMARY KEY (video_id, annotator, kind, speed, start_frame)
  ) WITHOUT ROWID;

  CREATE TABLE queue (
    id INTEGER PRIMARY KEY,
    annotator TEXT NOT NULL,
    request TEXT NOT NULL,          -- JSON: measure, target, filters; equal texts for equal requests
    statuses TEXT NOT NULL,         -- JSON: a segment with another status than these is decided; [] for windows
    position INTEGER NOT NULL,
    created_at TEXT NOT NULL
  );
  CREATE INDEX queue_by_annotator ON queue (annotator);

  -- Places ascend and may have gaps. What became of a segment is read from the segment.
  CREATE TABLE queue_item (
    queue_id INTEGER NOT NULL REFERENCES queue (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    video_id TEXT NOT NULL REFERENCES video (id),
    start_frame INTEGER NOT NULL,
    end_frame INTEGER NOT NULL,
    segment_id TEXT,                -- for a queue of segments
    run_id INTEGER,                 -- for a queue of windows
    window_idx INTEGER,
    doubt REAL NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('open', 'decided', 'unsure')),
    PRIMARY KEY (queue_id, place)
  ) WITHOUT ROWID;
  CREATE INDEX queue_item_by_segment ON queue_item (segment_id) WHERE segment_id IS NOT NULL;

  -- Items of queues that were marked decided, and when; those of edits are in the journal.
  CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    annotator TEXT NOT NULL,
    video_id TEXT NOT NULL REFERENCES video (id),
    segment_id TEXT,                -- null for a window
    start_frame INTEGER NOT NULL,
    end_frame INTEGER NOT NULL,
    at TEXT NOT NULL
  );
  CREATE INDEX decision_by_video ON decision (video_id, annotator);
`;
