import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isRunning } from '../base/running-process.ts';
import { transaction } from './database.ts';
import type { Database } from './sqlite.ts';

/** A holder that has not been heard of for this long is gone. Beat several times within it. */
export const LOCK_STALE_MS = 30_000;

/** Who a process is in the lock: machine, process, and a mark for each holder within it. */
export function lockOwner(): string {
  return JSON.stringify([hostname(), process.pid, randomUUID()]);
}

/** Who may analyze: one process, and in it one holder, at a time. Times are Unix time in milliseconds. */
export class AnalysisLock {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Takes the lock if it is free, already this owner's, its holder has not beaten for LOCK_STALE_MS, or its process
   * on this machine is no more.
   *
   * @returns null, or the one who holds it.
   */
  acquire(owner: string, nowMs = Date.now()): { readonly owner: string; readonly beatAtMs: number } | null {
    return transaction(this.#db, () => {
      const holder = this.holder();
      if (holder && holder.owner !== owner && !isGone(holder, nowMs)) return holder;
      this.#db
        .prepare('INSERT OR REPLACE INTO analysis_lock (only_row, owner, beat_at) VALUES (1, ?, ?)')
        .run(owner, nowMs);
      return null;
    });
  }

  /** @returns false when the lock is no longer this owner's: it was taken over, and the owner must stop writing. */
  beat(owner: string, nowMs = Date.now()): boolean {
    return this.#db.prepare('UPDATE analysis_lock SET beat_at = ? WHERE owner = ?').run(nowMs, owner).changes === 1;
  }

  /** Nothing where another one holds it. */
  release(owner: string): void {
    this.#db.prepare('DELETE FROM analysis_lock WHERE owner = ?').run(owner);
  }

  /** Whether somebody is analyzing who is still there. */
  isHeld(nowMs = Date.now()): boolean {
    const holder = this.holder();
    return holder !== null && !isGone(holder, nowMs);
  }

  holder(): { readonly owner: string; readonly beatAtMs: number } | null {
    const row = this.#db.prepare('SELECT owner, beat_at FROM analysis_lock').get() as
      { owner: string; beat_at: number } | undefined;
    return row ? { owner: row.owner, beatAtMs: row.beat_at } : null;
  }
}

function isGone({ owner, beatAtMs }: { readonly owner: string; readonly beatAtMs: number }, nowMs: number): boolean {
  // A clock that was set back must not keep a lock for ever.
  if (Math.abs(nowMs - beatAtMs) > LOCK_STALE_MS) return true;
  const [host, pid] = JSON.parse(owner) as [string, number];
  return host === hostname() && !isRunning(pid);
}
