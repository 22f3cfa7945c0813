import type { Provider } from '../src-main/shared/domain.ts';
import { PROVIDERS } from '../src-main/shared/domain.ts';
import { AppError } from '../src-main/shared/errors.ts';
import { baseCheckpoint } from './base-checkpoint.ts';
import { type BenchContext, type Benchmark, median, timeInTurns } from './benchmark.ts';
import { Bench, convertedGraph, predictGraph, readSource } from './sessions.ts';

const BATCHES = [1, 2, 4, 8, 16, 32];
/** Multiply-adds of one clip of the original graph, twice: the figure published with the model. */
const GFLOP_PER_CLIP = 391.7;

/**
 * Clips per second by batch on one execution provider. `--peak-tflops N` (the card's own figure for the precision)
 * adds the share of it that is reached.
 */
export const providers: Benchmark = {
  name: 'providers',
  async run({ runs, scratchDir, inferenceProcess, provider, peakTflops, note }) {
    const chosen = PROVIDERS.find((name) => name === provider);
    if (chosen === undefined) throw new Error(`--provider is "${provider}"; it takes one of ${PROVIDERS.join(', ')}.`);
    const checkpoint = await baseCheckpoint(scratchDir);
    const source = await readSource(checkpoint);
    const graphs = [{ precision: 'fp32', graph: await predictGraph(source, checkpoint) }];
    if (chosen !== 'cpu') graphs.push({ precision: 'fp16', graph: await convertedGraph(source, 'fp16', scratchDir) });
    const rows: string[][] = [];
    for (const { precision, graph } of graphs) {
      for (const batch of chosen === 'cpu' ? BATCHES.slice(0, 3) : BATCHES) {
        const row = await sweep(inferenceProcess, graph, batch, { chosen, runs, peakTflops, note });
        if (row === null) return null;
        if (typeof row === 'string') note(`${chosen}, ${precision}, batch ${batch}: ${row}`);
        else rows.push([precision, String(batch), ...row]);
      }
    }
    if (rows.length === 0) return null;
    return {
      title: `The base model on ${chosen}`,
      note: `Clips of 8 frames of 224 px, noise for input, transfers included; ${runs} runs, medians.`,
      columns: ['precision', 'batch', 'ms a batch', 'clips/s', 'TFLOP/s', 'share of peak'],
      rows,
    };
  },
};

/** @returns the figures; or why this batch did not run; or null where the provider can't start at all. */
async function sweep(
  inferenceProcess: string,
  graph: Parameters<typeof Bench.open>[1],
  batch: number,
  { chosen, runs, peakTflops, note }: Pick<BenchContext, 'runs' | 'peakTflops' | 'note'> & { chosen: Provider },
): Promise<string[] | string | null> {
  let bench: Bench | null = null;
  try {
    bench = await Bench.open(inferenceProcess, graph, { pixel_values: [batch, 8, 3, 224, 224] }, chosen);
    const [ms] = await timeInTurns([bench.variant('batch')], runs);
    const perBatch = median(ms!);
    const clips = (1000 * batch) / perBatch;
    const tflops = (clips * GFLOP_PER_CLIP) / 1000;
    const share = peakTflops === null ? '' : `${((100 * tflops) / peakTflops).toFixed(1)} %`;
    return [perBatch.toFixed(1), clips.toFixed(2), tflops.toFixed(3), share];
  } catch (error) {
    if (error instanceof AppError && error.code === 'provider.unavailable') {
      note(error.message);
      return null;
    }
    // A batch too large for the card's memory is a result too.
    return error instanceof Error ? error.message : String(error);
  } finally {
    await bench?.close();
  }
}
