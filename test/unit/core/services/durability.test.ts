import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { bundleEditStream, killedRound } from '../../../support/killed-edits.ts';
import { DURABILITY_SIZE } from '../../../support/killed-project.ts';
import { createSyntheticProject } from '../../../support/synthetic-project.ts';

/** `npm run bench -- --only durability` does 200. */
const ROUNDS = 12;

test('what was acknowledged outlives kill -9 at any moment, and the file is whole', async () => {
  const folder = scratchFolder();
  const script = await bundleEditStream(fileURLToPath(new URL('../../../..', import.meta.url)));
  const path = join(folder, 'killed.timeloupe');
  createSyntheticProject(path, DURABILITY_SIZE).store.close();
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const result = await killedRound(script, path, Math.random);
    expect(result.losses).toEqual([]);
    expect(result.acknowledged).toBeGreaterThan(0);
    acknowledged += result.acknowledged;
  }
  expect(acknowledged).toBeGreaterThanOrEqual(ROUNDS);
  // Nothing of the killed processes is left beside the file.
  expect(existsSync(`${path}-wal`)).toBe(false);
});
