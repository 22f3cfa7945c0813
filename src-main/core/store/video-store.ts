import { z } from 'zod';
import type { Hole, Video } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import type { ProjectVideo, VideoId } from '../../shared/records.ts';
import { videoFactsSchema } from '../base/video-facts.ts';
import { transaction } from './database.ts';
import type { Database, Value } from './sqlite.ts';

/** A video as the file keeps it: all but whether its file is there today. */
export interface StoredVideo extends Omit<ProjectVideo, 'fileState' | 'durationSec'> {
  /** Of the file, when its fingerprint was last taken: Unix time in milliseconds. */
  readonly modifiedMs: number;
  /** The file at `path` had another content when it was last looked at. */
  readonly isChanged: boolean;
}

export interface NewVideo {
  readonly id: VideoId;
  readonly name: string;
  /** As it is to be kept: see ProjectVideo. */
  readonly path: string;
  readonly modifiedMs: number;
  readonly addedAt: string;
  readonly video: Video;
}

/** The time of each frame, and where decoding may start; as in Video. */
export interface VideoFrames {
  readonly pts: Float64Array;
  readonly keyframes: Uint32Array;
}

const COLUMNS = `id, name, is_removed, path, fingerprint, full_hash, modified_ms, is_changed, added_at, frame_count,
  facts, holes`;

/** Videos of the project, by where their file lies and what is in it. Lists never read the tables of frames. */
export class VideoStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order they were added. */
  list({ includeRemoved = false } = {}): StoredVideo[] {
    const sql = `SELECT ${COLUMNS} FROM video WHERE is_removed <= ? ORDER BY added_at, name, id`;
    const rows = this.#db.prepare(sql).all(includeRemoved ? 1 : 0) as Row[];
    return rows.map(videoFrom);
  }

  /** @throws AppError 'video.unknown'. */
  get(id: VideoId): StoredVideo {
    const row = this.#db.prepare(`SELECT ${COLUMNS} FROM video WHERE id = ?`).get(id) as Row | undefined;
    if (row) return videoFrom(row);
    throw new AppError('video.unknown', `The project has no video with the id "${id}".`);
  }

  withFingerprint(fingerprint: string): StoredVideo | undefined {
    const row = this.#db.prepare(`SELECT ${COLUMNS} FROM video WHERE fingerprint = ?`).get(fingerprint);
    return row === undefined ? undefined : videoFrom(row as Row);
  }

  /** @throws AppError 'video.unknown'. */
  frames(id: VideoId): VideoFrames {
    const row = this.#db.prepare('SELECT pts, keyframes FROM video_frames WHERE video_id = ?').get(id) as
      { pts: Uint8Array; keyframes: Uint8Array } | undefined;
    if (!row) throw new AppError('video.unknown', `The project has no frames of a video with the id "${id}".`);
    return {
      pts: new Float64Array(alignedBuffer(row.pts, Float64Array.BYTES_PER_ELEMENT)),
      keyframes: new Uint32Array(alignedBuffer(row.keyframes, Uint32Array.BYTES_PER_ELEMENT)),
    };
  }

  /** The first and the last time of its frames, without reading those between. @throws AppError 'video.unknown'. */
  extent(id: VideoId): { firstPts: number; lastPts: number } {
    const extent = this.#extent(id);
    if (extent) return extent;
    throw new AppError('video.unknown', `The project has no frames of a video with the id "${id}".`);
  }

  /** From the first frame to the end of the last, in seconds; null where a repaired file has lost their times. */
  durationSec({ id, facts }: Pick<StoredVideo, 'id' | 'facts'>): number | null {
    const extent = this.#extent(id);
    if (!extent) return null;
    const ticks = extent.lastPts - extent.firstPts + facts.lastDuration;
    return (ticks * facts.timeBase.num) / facts.timeBase.den;
  }

  #extent(id: VideoId): { firstPts: number; lastPts: number } | null {
    const sql = 'SELECT substr(pts, 1, 8) AS first, substr(pts, -8) AS last FROM video_frames WHERE video_id = ?';
    const row = this.#db.prepare(sql).get(id) as { first: Uint8Array; last: Uint8Array } | undefined;
    const [firstPts, lastPts] = [row?.first, row?.last].map((bytes) =>
      bytes?.byteLength === 8 ? new Float64Array(bytes.slice().buffer)[0] : undefined,
    );
    return firstPts === undefined || lastPts === undefined ? null : { firstPts, lastPts };
  }

  /** The fingerprint must be new to the project. */
  add({ id, name, path, modifiedMs, addedAt, video }: NewVideo): void {
    const { pts, keyframes, fingerprint } = video;
    const facts = { ...video, path: undefined, fingerprint: undefined, pts: undefined, keyframes: undefined };
    transaction(this.#db, () => {
      const sql = `INSERT INTO video (id, name, path, fingerprint, modified_ms, added_at, frame_count, facts)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
      const row: Value[] = [id, name, path, fingerprint, modifiedMs, addedAt, pts.length, JSON.stringify(facts)];
      this.#db.prepare(sql).run(...row);
      this.setFrames(id, { pts, keyframes });
    });
  }

  /** Whether the times of its frames are there: a repaired file may have lost them. */
  hasFrames(id: VideoId): boolean {
    const sql = `SELECT 1 FROM video v JOIN video_frames f ON f.video_id = v.id
      WHERE v.id = ? AND length(f.pts) = 8 * v.frame_count`;
    return this.#db.prepare(sql).get(id) !== undefined;
  }

  setFrames(id: VideoId, { pts, keyframes }: VideoFrames): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO video_frames (video_id, pts, keyframes) VALUES (?, ?, ?)')
      .run(id, bytesOf(pts), bytesOf(keyframes));
  }

  /** Where the file lies and what was found there. */
  setFile(id: VideoId, file: Pick<StoredVideo, 'path' | 'modifiedMs' | 'isChanged'>): void {
    this.#db
      .prepare('UPDATE video SET path = ?, modified_ms = ?, is_changed = ? WHERE id = ?')
      .run(file.path, file.modifiedMs, file.isChanged ? 1 : 0, id);
  }

  setFullHash(id: VideoId, sha256: string): void {
    this.#db.prepare('UPDATE video SET full_hash = ? WHERE id = ?').run(sha256, id);
  }

  setHoles(id: VideoId, holes: readonly Hole[]): void {
    this.#db.prepare('UPDATE video SET holes = ? WHERE id = ?').run(JSON.stringify(holes), id);
  }

  /** How many there are, and their frames together; without removed ones. */
  totals(): { videos: number; frames: number } {
    const sql = 'SELECT count(*) AS videos, coalesce(sum(frame_count), 0) AS frames FROM video WHERE is_removed = 0';
    return this.#db.prepare(sql).get() as { videos: number; frames: number };
  }
}

interface Row {
  readonly id: VideoId;
  readonly name: string;
  readonly is_removed: number;
  readonly path: string;
  readonly fingerprint: string;
  readonly full_hash: string | null;
  readonly modified_ms: number;
  readonly is_changed: number;
  readonly added_at: string;
  readonly frame_count: number;
  readonly facts: string;
  readonly holes: string;
}

function videoFrom(row: Row): StoredVideo {
  return {
    id: row.id,
    name: row.name,
    isRemoved: row.is_removed === 1,
    path: row.path,
    fingerprint: fingerprintFrom(row),
    fullHash: row.full_hash,
    modifiedMs: row.modified_ms,
    isChanged: row.is_changed === 1,
    addedAt: row.added_at,
    frameCount: row.frame_count,
    facts: factsFrom(row),
    holes: JSON.parse(row.holes) as Hole[],
  };
}

/** Names files of the cache, so it must not be a path. */
const FINGERPRINT = /^[\w][\w -]*$/;
const factsSchema = videoFactsSchema.extend({ sizeBytes: z.int().nonnegative() });

/** @throws AppError 'project.invalid'. */
function fingerprintFrom(row: Row): string {
  if (FINGERPRINT.test(row.fingerprint)) return row.fingerprint;
  throw notAVideo(row, 'its fingerprint');
}

/** @throws AppError 'project.invalid': what stands there goes into commands for ffmpeg. */
function factsFrom(row: Row): StoredVideo['facts'] {
  const parsed = factsSchema.safeParse(jsonOf(row.facts));
  if (parsed.success) return parsed.data;
  throw notAVideo(row, parsed.error.issues[0]!.path.join('.') || 'its facts');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notAVideo({ name }: Row, what: string): AppError {
  const advice = 'Use a backup of the project, or one from somebody you trust.';
  return new AppError('project.invalid', `What the project says of "${name}" is true of no video (${what}). ${advice}`);
}

function bytesOf(values: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** The bytes as the start of a buffer of their own, for a typed array; without a copy where they are that already. */
function alignedBuffer(bytes: Uint8Array, elementBytes: number): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength && byteLength % elementBytes === 0;
  if (isWhole && buffer instanceof ArrayBuffer) return buffer;
  const count = Math.floor(byteLength / elementBytes);
  return bytes.slice(0, count * elementBytes).buffer;
}
