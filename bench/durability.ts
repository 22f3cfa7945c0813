import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleEditStream, killedRound } from '../test/support/killed-edits.ts';
import { DURABILITY_SIZE } from '../test/support/killed-project.ts';
import { createSyntheticProject } from '../test/support/synthetic-project.ts';
import type { Benchmark } from './benchmark.ts';

const ROUNDS = 200;

/** Whether anything that was acknowledged is ever lost: a process that edits and analyzes is killed again and again. */
export const durability: Benchmark = {
  name: 'durability',
  async run({ scratchDir, note }) {
    const folder = join(scratchDir, 'durability');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const script = await bundleEditStream(process.cwd());
    const path = join(folder, 'killed.timeloupe');
    createSyntheticProject(path, DURABILITY_SIZE).store.close();
    let acknowledged = 0;
    const losses: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 20 === 0) note(`Killed ${round} of ${ROUNDS} times, ${acknowledged} acknowledged …`);
      const result = await killedRound(script, path, Math.random);
      acknowledged += result.acknowledged;
      losses.push(...result.losses);
    }
    for (const loss of losses) note(loss);
    return {
      title: 'Edits and windows after kill -9',
      note: 'A process edits, undoes and stores windows on one project, and is killed with SIGKILL at a random moment; then the file is read again, its pages, rules and journal are checked, and the next process goes on with it.',
      columns: ['kills', 'acknowledged', 'lost or damaged'],
      rows: [[String(ROUNDS), String(acknowledged), String(losses.length)]],
    };
  },
};
