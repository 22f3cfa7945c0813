import { rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Annotator } from '../test/support/annotator.ts';
import { deskIn } from '../test/support/desk.ts';
import { type ProcessUse, useOf } from '../test/support/process-use.ts';
import { portOf } from '../test/support/served-port.ts';
import { serve } from '../test/support/served.ts';
import { type Benchmark, median } from './benchmark.ts';
import { sixHours } from './ui/six-hours.ts';

/** A person is slower; the machine should stay usable. */
const PAUSE_MS = 250;
const SAMPLE_EVERY_SEC = 10;
const SEED = 7;
const MIB = 2 ** 20;
/** Growth of the last quarter over the second that still counts as flat: the first fills caches, the rest swings. */
const FLAT = 0.1;

interface Sample extends ProcessUse {
  readonly atSec: number;
}

/** A simulated annotator on the project of six hours, for as long as is asked: whether anything grows, or is lost. */
export const soak: Benchmark = {
  name: 'soak',
  async run({ minutes: asked, scratchDir, cli, note }) {
    const minutes = asked ?? 120;
    const root = dirname(dirname(dirname(cli)));
    note('Making a project of six hours with a video …');
    const project = await sixHours(join(scratchDir, 'ui'), root);
    const folder = join(scratchDir, 'soak');
    rmSync(folder, { recursive: true, force: true });
    const served = await serve(cli, project, folder);
    const port = await portOf(served);
    const sample = join(root, 'resources', 'sample', 'motions.mp4');
    const model = join(root, 'models', 'demo-motion');
    const annotator = await Annotator.sitDown(await deskIn({ port, folder, seed: SEED, sample, model, stride: 24 }));
    const startLoad = loadavg()[0]!;
    const samples = await worked(annotator, served.pid, { minutes, note });
    if (samples.length < 8) {
      note('The soak was too short, or this system does not tell of processes.');
      return null;
    }
    port.close();
    await served.stop();
    const lost = annotator.missingFrom(project);
    const acts = [...annotator.done].map(([habit, count]) => `${habit} ${count}`).join(', ');
    return {
      title: 'The soak',
      note: `${minutes} minutes of a scripted annotator (seed ${SEED}) against \`timeloupe serve\` on the project of six hours: ${acts}; ${annotator.acknowledged.length} acknowledged edits, undos and redos, of which the file lacks ${lost.length}, and ${annotator.refused} refused ones. A sample each ${SAMPLE_EVERY_SEC} s. The machine's load on its ${cpus().length} cores was ${startLoad.toFixed(1)} at the start and ${loadavg()[0]!.toFixed(1)} at the end. The slope is the median of those between any two samples behind the first quarter, which fills caches; flat: the last quarter's median is at most ${FLAT * 100} % above the second's.`,
      columns: ['what', 'first quarter', 'second', 'third', 'last', 'most', 'slope an hour', 'flat'],
      rows: [
        row('memory of the server, MiB', samples, ({ bytes }) => bytes / MIB),
        row('memory of inference processes, MiB', samples, ({ inferenceBytes }) => inferenceBytes / MIB),
        row('open files, sockets and pipes', samples, ({ handles }) => handles),
        row('child processes', samples, ({ children }) => children),
      ],
    };
  },
};

interface Work {
  readonly minutes: number;
  readonly note: (text: string) => void;
}

async function worked(annotator: Annotator, pid: number, { minutes, note }: Work): Promise<Sample[]> {
  const samples: Sample[] = [];
  const start = performance.now();
  for (let atSec = 0; atSec < minutes * 60; atSec = (performance.now() - start) / 1000) {
    if (atSec >= samples.length * SAMPLE_EVERY_SEC) {
      const use = useOf(pid);
      if (!use) return [];
      samples.push({ ...use, atSec });
      if (samples.length % 30 === 1) {
        note(
          `${Math.round(atSec / 60)} min: ${Math.round(use.bytes / MIB)} MiB, ${use.handles} handles, load ${loadavg()[0]!}`,
        );
      }
    }
    await annotator.act();
    await wait(PAUSE_MS);
  }
  return samples;
}

function row(what: string, samples: readonly Sample[], valueOf: (sample: Sample) => number): string[] {
  const quarter = samples.length / 4;
  const medians = [0, 1, 2, 3].map((i) => {
    return median(samples.slice(Math.floor(i * quarter), Math.floor((i + 1) * quarter)).map(valueOf));
  });
  const perHour = slope(samples.slice(Math.floor(quarter)), valueOf) * 3600;
  const isFlat = medians[3]! <= medians[1]! * (1 + FLAT);
  const shown = [...medians, Math.max(...samples.map(valueOf)), perHour].map((value) => value.toFixed(1));
  return [what, ...shown, isFlat ? 'yes' : 'no'];
}

/** Theil and Sen's: the median of the slopes between any two points. @returns by the second. */
function slope(samples: readonly Sample[], valueOf: (sample: Sample) => number): number {
  const slopes = samples.flatMap((from, i) =>
    samples.slice(i + 1).map((to) => (valueOf(to) - valueOf(from)) / (to.atSec - from.atSec)),
  );
  return median(slopes);
}
