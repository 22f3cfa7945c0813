import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { Database } from './sqlite.ts';

/** How often someone who waits looks again. */
const POLL_MS = 250;

/**
 * The right to run a model on a device, which one analysis on this machine has at a time, whatever its project. It is
 * SQLite's lock on an empty file, so that it ends with its process, however that ends. Release it.
 */
export class DeviceTurn {
  readonly #db: Database;

  private constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Waits until the device is free.
   *
   * @param folder of the locks, the same for all processes of a user.
   * @param onWait called once when another analysis has the device.
   * @throws the signal's reason; AppError 'output.unwritable' for a folder that can't be made, as Database does else.
   */
  static async take(
    folder: string,
    device: string,
    { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: () => void },
  ): Promise<DeviceTurn> {
    makeFolder(folder);
    const db = new Database(join(folder, `${device}.turn`));
    try {
      for (let hasWaited = false; !isTaken(db); hasWaited = true) {
        if (!hasWaited) onWait();
        await delay(POLL_MS, undefined, { signal });
      }
      return new DeviceTurn(db);
    } catch (error) {
      db.close();
      signal.throwIfAborted();
      throw error;
    }
  }

  release(): void {
    this.#db.close();
  }
}

/** Whether the lock could be had. */
function isTaken(db: Database): boolean {
  try {
    db.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'project.busy') return false;
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const text = `The folder ${folder}, by which analyses take turns, can't be made: ${why}. Set TIMELOUPE_CACHE to another.`;
    throw new AppError('output.unwritable', text, { cause: error });
  }
}
