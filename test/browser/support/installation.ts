import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that is tested, with its bundles in out/. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The video and the model that come with it. */
export const SAMPLE = join(ROOT, 'resources', 'sample', 'motions.mp4');
export const DEMO = join(ROOT, 'models', 'demo-motion');

/** A folder for everything that a started application would keep in the person's own folders. */
export interface Home {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

export function makeHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-screen-'));
  return {
    folder,
    env: {
      ...(process.env as Record<string, string>),
      TIMELOUPE_DATA: join(folder, 'data'),
      TIMELOUPE_MODELS: join(folder, 'models'),
      TIMELOUPE_CONFIG: join(folder, 'config'),
      // Converted weights are the same for every test, and take a while.
      TIMELOUPE_CACHE: join(ROOT, '.cache', 'screen'),
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
