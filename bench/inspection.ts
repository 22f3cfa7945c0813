import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { platformHere } from '../src-main/cli/platform.ts';
import { createCore } from '../src-main/core/services/core.ts';
import { connect } from '../src-main/shared/connect.ts';
import type { Host } from '../src-main/shared/protocol.ts';
import type { RunId, VideoId } from '../src-main/shared/records.ts';
import { baseCheckpoint } from './base-checkpoint.ts';
import { type Benchmark, median } from './benchmark.ts';

/** So that the base model has three windows of the sample, which it takes a second or two for each. */
const STRIDE = 620;
const TARGET = 'under 10 ms';
const MAPS = [
  'view=rollout',
  'view=class',
  'view=class&head=max',
  'view=patch&x=5&y=5',
  'view=temporal&x=5&y=5&matrix=1',
  'view=contribution',
  'view=patch&x=5&y=5&head=each',
];

/** A window's attention from asking to having it, and its maps from then on. */
export const inspection: Benchmark = {
  name: 'inspection',
  async run({ runs, scratchDir, note }) {
    const rows: string[][] = [];
    for (const model of ['demo-motion', await baseCheckpoint(scratchDir)]) {
      note(`Analyzing three windows with ${model} …`);
      rows.push(...(await rowsFor(model, join(scratchDir, 'inspection.timeloupe'), runs)));
    }
    return {
      title: 'Looking at attention',
      note: `One window with all attention kept, the inference process running; then its maps. ${runs} runs, medians.`,
      columns: ['model', 'what', 'time', 'target'],
      rows,
    };
  },
};

async function rowsFor(model: string, path: string, runs: number): Promise<string[][]> {
  rmSync(path, { force: true });
  const platform = platformHere();
  const core = createCore(platform);
  const host = connect(core.port);
  try {
    await host.call('project.create', { path });
    await host.call('videos.add', { paths: [join(platform.resourcesDir, 'sample', 'motions.mp4')] });
    const [video] = await host.call('videos.list', {});
    const where = { videoId: video!.id, runId: await analyzed(host, model, video!.id) };
    const name = model.split('/').at(-1)!;
    const text = (values: readonly number[]) => `${median(values).toFixed(1)} ms`;
    await host.call('attention.prepare', { ...where, index: 0 });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const prepared = [];
    for (const index of [1, 2]) prepared.push(await timed(() => host.call('attention.prepare', { ...where, index })));
    delay.disable();
    const rows = [
      [name, 'prepare a window', text(prepared), ''],
      [name, 'longest wait of others meanwhile', `${(delay.max / 1e6).toFixed(1)} ms`, ''],
    ];
    for (const query of MAPS) {
      const times: number[] = [];
      for (let i = 0; i <= runs; i++) {
        times.push(await timed(() => core.resource(`map/${where.runId}/${where.videoId}/2.bin?${query}`)));
      }
      rows.push([name, query, text(times.slice(1)), TARGET]);
    }
    return rows;
  } finally {
    await core.close();
  }
}

function analyzed(host: Host, model: string, videoId: VideoId): Promise<RunId> {
  return new Promise((resolve, reject) => {
    host.on('jobs.changed', ({ job }) => {
      if (job.state === 'done') resolve(job.runId!);
      else if (job.error) reject(new Error(job.error.message));
    });
    host.call('runs.start', { model, videoIds: [videoId], settings: { stride: STRIDE } }).catch(reject);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
