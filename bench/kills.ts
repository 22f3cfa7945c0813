import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundledScript } from '../test/support/bundled-script.ts';
import { createProjectToWrite, killRounds } from '../test/support/kill-rounds.ts';
import type { Benchmark } from './benchmark.ts';

const ROUNDS = 200;

/** Whether anything acknowledged is lost when the process that writes is killed, however often. */
export const kills: Benchmark = {
  name: 'kills',
  async run({ scratchDir, note }) {
    const folder = join(scratchDir, 'kills');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'killed.timeloupe');
    createProjectToWrite(path);
    note(`Killing ${ROUNDS} writers …`);
    const { acknowledged, lost, faults } = await killRounds(await bundledScript('write-project'), path, {
      rounds: ROUNDS,
      seed: 1,
    });
    return {
      title: 'Killed while writing',
      note: 'A process edits a project and adds windows to its run; SIGKILL at a random moment, and the next one opens what it left.',
      columns: ['kills', 'acknowledged', 'of these lost', 'faults found by the check'],
      rows: [[ROUNDS, acknowledged, lost.length, faults.length].map(String)],
    };
  },
};
