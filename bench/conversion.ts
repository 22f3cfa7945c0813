import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { baseCheckpoint } from './base-checkpoint.ts';
import { type Benchmark, median } from './benchmark.ts';
import { type WatchedRun, watchedRun } from './watched-run.ts';

/** Time and memory of `convert` on the base checkpoint, above a process that does nothing. */
export const conversion: Benchmark = {
  name: 'conversion',
  async run({ runs, scratchDir, cli }) {
    const checkpoint = await baseCheckpoint(scratchDir);
    const out = join(scratchDir, 'converted');
    const idle: WatchedRun[] = [];
    const work: WatchedRun[] = [];
    for (let i = 0; i < runs; i++) {
      idle.push(await watchedRun(cli, ['version']));
      await rm(out, { recursive: true, force: true });
      work.push(await watchedRun(cli, ['convert', checkpoint, '--out', out, '--no-check']));
    }
    await rm(out, { recursive: true, force: true });
    const seconds = (all: readonly WatchedRun[]) => `${(median(all.map(({ ms }) => ms)) / 1000).toFixed(2)} s`;
    const memory = (all: readonly WatchedRun[]) => median(all.map((run) => run.peakMiB));
    return {
      title: 'Conversion of the base checkpoint',
      note: `486 MB of safetensors to a model folder, without the self-check (which runs both graphs); ${runs} runs, medians. The time includes hashing the source.`,
      columns: ['what', 'time', 'peak memory', 'above idle'],
      rows: [
        ['idle process', seconds(idle), `${Math.round(memory(idle))} MiB`, ''],
        ['convert', seconds(work), `${Math.round(memory(work))} MiB`, `${Math.round(memory(work) - memory(idle))} MiB`],
      ],
    };
  },
};
