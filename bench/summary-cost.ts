import { join } from 'node:path';
import { forkLauncher } from '../src-main/core/inference/launcher.ts';
import { openModel } from '../src-main/core/models/open.ts';
import { attentionSummaries } from '../src-main/core/services/runs/attention-summaries.ts';
import { ModelRunner } from '../src-main/core/services/analysis/model-runner.ts';
import { baseCheckpoint } from './base-checkpoint.ts';
import { type Benchmark, median, medianRatio, timeInTurns } from './benchmark.ts';

/** Summaries made of one window's maps, to time that alone. */
const MAKINGS = 50;

/** What keeping a summary of each window's attention costs a run: fetching the maps, and making it. */
export const summaryCost: Benchmark = {
  name: 'summary-cost',
  async run({ runs, scratchDir, inferenceProcess }) {
    const path = await baseCheckpoint(scratchDir);
    const model = await openModel(path, { version: '0', cacheDir: join(scratchDir, 'cache') });
    const summaries = attentionSummaries(model.manifest, path)!;
    const { frames, height, width, channels } = model.manifest.input;
    const pixels = Uint8Array.from({ length: frames * height * width * channels }, (_, i) => (i * 31) % 251);
    const options = {
      launch: forkLauncher(inferenceProcess),
      provider: 'cpu',
      precision: 'full',
      threads: null,
    } as const;
    const plain = await ModelRunner.open(model, options);
    const full = await ModelRunner.open(model, { ...options, maps: summaries.maps });
    try {
      const [plainMs, fullMs] = await timeInTurns(
        [
          { name: 'plain', run: () => plain.run(pixels, 1) },
          {
            name: 'with summaries',
            async run() {
              const { windows } = await full.run(pixels, 1);
              summaries.of(windows[0]!);
            },
          },
        ],
        runs,
      );
      const { windows } = await full.run(pixels, 1);
      const sizeBytes = summaries.of(windows[0]!).length;
      const makeMs = Array.from({ length: MAKINGS }, () => {
        const start = performance.now();
        summaries.of(windows[0]!);
        return performance.now() - start;
      });
      return {
        title: 'Attention summaries of a run',
        note: `The base model, one window at a time through the inference process, ${runs} runs in turns, medians. A summary has ${sizeBytes} bytes; making one takes ${median(makeMs).toFixed(1)} ms.`,
        columns: ['what', 'time', 'ratio'],
        rows: [
          ['logits and embedding', `${Math.round(median(plainMs!))} ms`, '1'],
          ['and a summary', `${Math.round(median(fullMs!))} ms`, `${medianRatio(fullMs!, plainMs!).toFixed(3)}x`],
        ],
      };
    } finally {
      await plain.close();
      await full.close();
    }
  },
};
