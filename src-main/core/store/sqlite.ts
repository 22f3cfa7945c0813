import { createRequire } from 'node:module';
import type * as Photostructure from '@photostructure/sqlite';

/**
 * The SQLite driver: Node's own where there is one (Node 22.13 and later, Electron), else the package with the same
 * interface. The one place that knows which.
 */
const require = createRequire(import.meta.url);
const driver = load();

export type Database = InstanceType<typeof Photostructure.DatabaseSync>;
export type Statement = ReturnType<Database['prepare']>;
/** What a column may hold. */
export type Value = null | number | bigint | string | Uint8Array;

/** @throws the driver's own error; `database.ts` translates it. */
export function openSqlite(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  return new driver.DatabaseSync(path, { readOnly: options.readOnly ?? false, enableForeignKeyConstraints: true });
}

function load(): Pick<typeof Photostructure, 'DatabaseSync'> {
  try {
    return require('node:sqlite') as Pick<typeof Photostructure, 'DatabaseSync'>;
  } catch {
    return require('@photostructure/sqlite') as typeof Photostructure;
  }
}
