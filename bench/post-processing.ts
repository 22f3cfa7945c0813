import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { segmentsOfRun } from '../src-main/core/services/runs/post-processing.ts';
import { ProjectStore } from '../src-main/core/store/project-store.ts';
import {
  createSyntheticProject,
  SIX_HOURS,
  type SyntheticSize,
  syntheticWindows,
} from '../test/support/synthetic-project.ts';
import { type Benchmark, median } from './benchmark.ts';

/** As many windows as an hour of the six has, and all of them. */
const SIZES: readonly (readonly [string, SyntheticSize, string])[] = [
  ['an hour', { ...SIX_HOURS, frames: 108_000, windows: 2800, embedding: 0, attentionBytes: 0 }, 'under 100 ms'],
  ['six hours', { ...SIX_HOURS, embedding: 0, attentionBytes: 0 }, ''],
];

/** What moving a threshold costs: scores from the project file → segments, without the model. */
export const postProcessing: Benchmark = {
  name: 'post-processing',
  async run({ runs, scratchDir, note }) {
    const folder = join(scratchDir, 'post-processing');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const rows: string[][] = [];
    for (const [what, size, target] of SIZES) {
      note(`Filling a project with ${size.windows} windows …`);
      const path = join(folder, `${size.windows}.timeloupe`);
      fill(path, size);
      const { times, segments } = await cut(path, runs);
      const worst = Math.max(...times);
      rows.push([
        what,
        String(size.windows),
        String(segments),
        `${median(times).toFixed(0)} ms`,
        `${worst.toFixed(0)} ms`,
        target,
      ]);
    }
    return {
      title: 'Segments from stored scores',
      note: `\`runs.segments\` over windows of ${SIX_HOURS.classes} classes, read from the project file each time: threshold with hysteresis, smoothing, gaps, least length. ${runs} runs each; other work gets its turn in between.`,
      columns: ['video', 'windows', 'segments', 'median', 'worst', 'target'],
      rows,
    };
  },
};

function fill(path: string, size: SyntheticSize): void {
  const { store, runVideoId } = createSyntheticProject(path, size);
  for (let from = 0; from < size.windows; from += 256) {
    store.scores.append(runVideoId, [...syntheticWindows(size, from, Math.min(size.windows, from + 256))]);
  }
  store.close();
}

async function cut(path: string, runs: number): Promise<{ times: number[]; segments: number }> {
  const store = ProjectStore.open(path);
  const [run] = store.runs.runs();
  const [video] = store.videos.list();
  const project = { store, closing: new AbortController().signal };
  const times: number[] = [];
  let segments = 0;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    const settings = { threshold: 0.4 + 0.01 * i };
    ({ length: segments } = (await segmentsOfRun(project, { runId: run!.id, videoId: video!.id, settings })).segments);
    times.push(performance.now() - start);
  }
  store.close();
  return { times, segments };
}
