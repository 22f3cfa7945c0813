import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { checkProject } from '../../../../src-main/core/store/check.ts';
import { bundledScript } from '../../../support/bundled-script.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { createProjectToWrite, killRounds, lostOf, startWriter } from '../../../support/kill-rounds.ts';

/** Of the suite; the bench does more. */
const ROUNDS = 6;

let script = '';
beforeAll(async () => {
  script = await bundledScript('write-project');
});

test('killed at any moment, a project loses nothing that was acknowledged, and is in order', async () => {
  const path = projectToWrite();
  const { acknowledged, lost, faults } = await killRounds(script, path, { rounds: ROUNDS, seed: 11 });
  expect(acknowledged).toBeGreaterThan(ROUNDS);
  expect(lost).toEqual([]);
  expect(faults).toEqual([]);
});

test('two processes write at once; each edit of both is there, and one file is left', async () => {
  const path = projectToWrite();
  const writers = ['Ada', 'Ben'].map((annotator) => startWriter(script, path, annotator, 40));
  const outputs = await Promise.all(
    writers.map(async (writer) => {
      const [output] = await Promise.all([text(writer.stdout!), once(writer, 'close')]);
      expect(writer.exitCode).toBe(0);
      return output.trim().split('\n');
    }),
  );
  const edits = outputs.flat().filter((line) => line.startsWith('edit'));
  expect(edits).toHaveLength(80);
  expect(lostOf(path, outputs.flat())).toEqual([]);
  expect((await checkProject(path)).faults).toEqual([]);
  expect(existsSync(`${path}-wal`)).toBe(false);
  expect(readdirSync(dirname(path))).toEqual(['test.timeloupe']);
});

function projectToWrite(): string {
  const path = join(scratchFolder(), 'test.timeloupe');
  createProjectToWrite(path);
  return path;
}
