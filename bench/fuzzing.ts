import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Crash, fuzz } from '../test/fuzz/engine/fuzz.ts';
import { targets } from '../test/fuzz/targets/index.ts';
import type { Benchmark } from './benchmark.ts';

/** Whether any input, of as many as there is time for, makes a reader do something else than read or refuse. */
export const fuzzing: Benchmark = {
  name: 'fuzz',
  async run({ runs, minutes, fuzz: { seed, target: only }, scratchDir, note }) {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const chosen = targets.filter(({ name }) => only === null || name === only);
    if (chosen.length === 0)
      throw new Error(`No target is called "${only}". Known: ${targets.map((t) => t.name).join(', ')}.`);
    const crashFolder = join(scratchDir, 'fuzz');
    const rows: string[][] = [];
    for (const target of chosen) {
      note(`Fuzzing ${target.name} …`);
      const end = performance.now() + ((minutes ?? 0) * 60_000) / chosen.length;
      const goesOn = (index: number) => (minutes === null ? index < runs * target.inputs : performance.now() < end);
      const onCrash = (crash: Crash) => note(`${kept(crashFolder, crash)}: ${crash.reason}`);
      const report = await fuzz(target, { root, seed, goesOn, onCrash });
      const counts = [report.tried, report.accepted, report.refused, report.crashes.length].map(String);
      rows.push([target.name, target.what, ...counts, `${Math.round(report.slowestMs)} ms`]);
    }
    return {
      title: 'Fuzzing',
      note: `Seed ${seed}. An input is read to a result that holds, or refused by one of the codes for users in sentences; anything else is a crash.`,
      columns: ['target', 'what', 'inputs', 'read', 'refused', 'crashes', 'slowest'],
      rows,
    };
  },
};

/** @returns where the input lies now. */
function kept(folder: string, { id, input, reason }: Crash): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, id);
  writeFileSync(path, input.bytes);
  writeFileSync(`${path}.txt`, `${input.kind}\n${reason}\n`);
  return path;
}
