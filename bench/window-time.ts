import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openCheckpoint } from '../src-main/core/models/checkpoints/open-checkpoint.ts';
import { placeInFolder } from '../src-main/core/models/onnx/placement.ts';
import { parseTimesformerConfig } from '../src-main/core/models/timesformer/parse-config.ts';
import { baseCheckpoint } from './base-checkpoint.ts';
import { type Benchmark, median, medianRatio, timeInTurns } from './benchmark.ts';
import { gemmCeiling } from './gemm-ceiling.ts';
import { Bench, CLIP_SHAPE, convertedGraph, predictGraph, readSource } from './sessions.ts';

/** One window of the base model beside the matrix products of the original graph, int8, and torch where Python has it. */
export const windowTime: Benchmark = {
  name: 'window-time',
  async run({ runs, scratchDir, inferenceProcess, note }) {
    const checkpoint = await baseCheckpoint(scratchDir);
    const source = await readSource(checkpoint);
    const { config, tensors } = await openCheckpoint(checkpoint);
    const { architecture } = parseTimesformerConfig(config, checkpoint);
    const ceiling = await gemmCeiling(architecture, tensors, placeInFolder(checkpoint, null));
    const pixels = { pixel_values: CLIP_SHAPE };

    const benches = [
      await Bench.open(inferenceProcess, { bytes: ceiling.bytes, externalDir: checkpoint }, ceiling.inputs),
      await Bench.open(inferenceProcess, await predictGraph(source, checkpoint), pixels),
      await Bench.open(inferenceProcess, await convertedGraph(source, 'int8', scratchDir), pixels),
    ] as const;
    const names = ['matrix products of the original graph', 'predict, fp32', 'predict, int8'];
    try {
      const threads = benches[0].client.threads;
      const torch = torchVariant(checkpoint, threads);
      if (torch === null) note('torch and transformers are left out: Python (TIMELOUPE_PYTHON or python3) has none.');
      const variants = benches.map((bench, i) => bench.variant(names[i]!));
      const times = await timeInTurns(variants, runs);
      const torchMs = torch?.(runs) ?? null;
      const base = times[0]!;
      const rows = times.map((ms, i) => [
        names[i]!,
        `${Math.round(median(ms))} ms`,
        `${medianRatio(ms, base).toFixed(3)}x`,
      ]);
      if (torchMs !== null) {
        const again = await timeInTurns([variants[1]!], runs);
        const against = median([...times[1]!, ...again[0]!]);
        rows.push([
          'torch + transformers, eager',
          `${Math.round(torchMs)} ms`,
          `${(torchMs / median(base)).toFixed(3)}x`,
        ]);
        note(`torch takes ${(torchMs / against).toFixed(2)}x the time of predict fp32, measured before and after it.`);
      }
      return {
        title: 'One window of the base model',
        note: `8 frames of 224 px, 121.6 million random weights, batch 1, ${threads} thread(s), ${runs} runs in turns, medians. The ratio is to the matrix products alone, round by round.`,
        columns: ['what', 'time', 'against the products'],
        rows,
      };
    } finally {
      for (const bench of benches) await bench.close();
    }
  },
};

/** @returns a function that times torch in a process of its own, or null where Python lacks it. */
function torchVariant(checkpoint: string, threads: number): ((runs: number) => number | null) | null {
  const python = process.env['TIMELOUPE_PYTHON'] ?? 'python3';
  const probe = spawnSync(python, ['-c', 'import torch, transformers'], { stdio: 'ignore' });
  if (probe.status !== 0) return null;
  const script = fileURLToPath(new URL('../../bench/torch_window.py', import.meta.url));
  return (runs) => {
    const { stdout, status } = spawnSync(python, [script, checkpoint, String(threads), String(runs)], {
      encoding: 'utf8',
    });
    return status === 0 ? Number(stdout) : null;
  };
}
