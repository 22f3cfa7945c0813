import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A sound file that inputs are made from. */
export interface Seed {
  /** Its path below test/fixtures. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Files of a folder of test/fixtures, by name. @param endings of those that are meant. */
export function seedsIn(root: string, folder: string, endings: readonly string[]): Seed[] {
  const all = readdirSync(join(root, 'test', 'fixtures', folder), { recursive: true, encoding: 'utf8' }).sort();
  return all
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => seed(root, join(folder, name)));
}

/** @param name path below test/fixtures. */
export function seed(root: string, name: string): Seed {
  return { name, bytes: readFileSync(join(root, 'test', 'fixtures', name)) };
}
