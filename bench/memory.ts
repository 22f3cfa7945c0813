import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { hoursOfVideo, minuteOfVideo } from './sample-videos.ts';
import { watchedRun } from './watched-run.ts';

const HOURS = 6;
/** As many windows for six hours as for one minute, so that only the length differs. */
const WINDOWS = 60;

/** Memory of `analyze` on six hours of video beside one minute. */
export const memory: Benchmark = {
  name: 'memory',
  async run({ scratchDir, cli }) {
    const model = join(cli, '..', '..', '..', 'models', 'demo-motion');
    const size = '320x180';
    const videos = [
      { name: '1 minute', path: await minuteOfVideo(scratchDir, size), frames: 60 * 30 },
      { name: `${HOURS} hours`, path: await hoursOfVideo(scratchDir, size, HOURS), frames: HOURS * 3600 * 30 },
    ];
    // A kept pts table would spare the longer video the work that is to be measured.
    const cache = join(scratchDir, 'memory-cache');
    await rm(cache, { recursive: true, force: true });
    const rows: string[][] = [];
    let first = NaN;
    for (const { name, path, frames } of videos) {
      const stride = String(Math.floor(frames / WINDOWS));
      const out = join(scratchDir, 'memory.json');
      const run = await watchedRun(cli, ['analyze', path, '--model', model, '--stride', stride, '--json', out], {
        TIMELOUPE_CACHE: cache,
      });
      if (Number.isNaN(first)) first = run.peakMiB;
      rows.push([
        name,
        `${(run.ms / 1000).toFixed(1)} s`,
        `${Math.round(run.peakMiB)} MiB`,
        `${(run.peakMiB / first).toFixed(2)}x`,
        `${Math.round(run.childPeakMiB)} MiB`,
      ]);
    }
    return {
      title: 'Memory and the length of a video',
      note: `analyze with the demo model and about ${WINDOWS} windows on the same 320x180 H.264 minute, once and ${HOURS * 60} times over. Peak resident memory.`,
      columns: ['video', 'time', 'analysis process', 'ratio', 'largest child'],
      rows,
    };
  },
};
