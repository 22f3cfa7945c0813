import { baseCheckpoint } from './base-checkpoint.ts';
import { type Benchmark, median, medianRatio, timeInTurns } from './benchmark.ts';
import { Bench, CLIP_SHAPE, predictGraph, readSource } from './sessions.ts';

/** What the class token's rows and the temporal means cost on top of the logits. */
export const attentionCost: Benchmark = {
  name: 'attention-cost',
  async run({ runs, scratchDir, inferenceProcess }) {
    const checkpoint = await baseCheckpoint(scratchDir);
    const source = await readSource(checkpoint);
    const inputs = { pixel_values: CLIP_SHAPE };
    const bare = await Bench.open(inferenceProcess, await predictGraph(source, checkpoint, ['logits']), inputs);
    const full = await Bench.open(inferenceProcess, await predictGraph(source, checkpoint), inputs);
    try {
      const [bareMs, fullMs] = await timeInTurns([bare.variant('logits'), full.variant('maps')], runs);
      const [bareMiB, fullMiB] = [await bare.peakMiB(), await full.peakMiB()];
      return {
        title: 'Attention during analysis',
        note: `The base model's predict graph with the logits alone, and with embedding, class-token rows of every layer and head, and temporal means. ${runs} runs in turns, medians; peak resident memory of each process.`,
        columns: ['outputs', 'time', 'ratio', 'peak memory', 'difference'],
        rows: [
          ['logits', `${Math.round(median(bareMs!))} ms`, '1', `${Math.round(bareMiB)} MiB`, ''],
          [
            'logits and maps',
            `${Math.round(median(fullMs!))} ms`,
            `${medianRatio(fullMs!, bareMs!).toFixed(3)}x`,
            `${Math.round(fullMiB)} MiB`,
            `${Math.round(fullMiB - bareMiB)} MiB`,
          ],
        ],
      };
    } finally {
      await bare.close();
      await full.close();
    }
  },
};
