import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { analysisDocumentSchema } from '../src-main/shared/analysis-document.ts';
import { baseCheckpoint } from './base-checkpoint.ts';
import { type Benchmark, median } from './benchmark.ts';
import { minuteOfVideo } from './sample-videos.ts';
import { watchedRun } from './watched-run.ts';

/** The whole of `analyze` beside the inference inside it. */
export const pipeline: Benchmark = {
  name: 'pipeline',
  async run({ runs, scratchDir, cli }) {
    const checkpoint = await baseCheckpoint(scratchDir);
    const video = await minuteOfVideo(scratchDir, '640x360');
    const out = join(scratchDir, 'pipeline.json');
    const rows: { wallMs: number; inferenceMs: number; windows: number }[] = [];
    for (let i = 0; i < runs; i++) {
      await watchedRun(cli, [
        'analyze',
        video,
        '--model',
        checkpoint,
        '--rate',
        '32',
        '--stride',
        '128',
        '--json',
        out,
      ]);
      rows.push(timingsIn(await readFile(out, 'utf8')));
    }
    await rm(out, { force: true });
    const wall = median(rows.map(({ wallMs }) => wallMs));
    const inference = median(rows.map(({ inferenceMs }) => inferenceMs));
    const ratio = median(rows.map(({ wallMs, inferenceMs }) => wallMs / inferenceMs));
    return {
      title: 'The whole pipeline',
      note: `analyze on 60 s of 640x360 H.264 with the base model, ${rows[0]!.windows} windows of 8 frames every 32nd: from the first decoded frame to the last score, beside the time ONNX Runtime took. ${runs} runs, medians.`,
      columns: ['what', 'time', 'ratio'],
      rows: [
        ['inference alone', `${(inference / 1000).toFixed(2)} s`, '1'],
        ['decode, resize, run', `${(wall / 1000).toFixed(2)} s`, `${ratio.toFixed(3)}x`],
      ],
    };
  },
};

function timingsIn(text: string): { wallMs: number; inferenceMs: number; windows: number } {
  const video = analysisDocumentSchema.parse(JSON.parse(text)).videos[0];
  if (!video?.timings) throw new Error('The analysis left no timings.');
  return { ...video.timings, windows: video.windows.length };
}
