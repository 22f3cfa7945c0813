import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { InferenceClient } from '../../inference/client.ts';
import type { Feeds, SessionInfo } from '../../inference/messages.ts';
import { keepOutputs } from '../../models/onnx/keep-outputs.ts';
import type { ProcessLauncher } from '../platform.ts';

/** One row a clip, best first: only space_only models have the former. */
const LOGIT_OUTPUTS = ['clip_logits', 'logits'];
/** Largest difference allowed, as a share of the largest logit or of 1. */
const TOLERANCE: Readonly<Record<Manifest['precision'], number>> = { fp32: 1e-3, fp16: 5e-2, int8: Infinity };

/**
 * Runs one window of seeded noise through predict and inspect, each in a process of its own on the CPU.
 *
 * @param graphsDir where the two graphs lie.
 * @param externalDir what the locations of their weights are relative to.
 * @throws AppError 'inference.failed' when they disagree or give numbers that are not finite.
 */
export async function selfCheck(
  manifest: Manifest,
  graphsDir: string,
  externalDir: string,
  launch: ProcessLauncher,
  signal: AbortSignal,
): Promise<NonNullable<Manifest['selfCheck']>> {
  const run = async (name: string): Promise<Float32Array> => {
    signal.throwIfAborted();
    const bytes = await readFile(join(graphsDir, name));
    return logitsOf({ bytes, externalDir }, manifest, launch, signal);
  };
  const predicted = await run(manifest.graphs.predict);
  const inspected = await run(manifest.graphs.inspect!);
  const scale = inspected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const maxLogitDifference = inspected.reduce((most, value, i) => Math.max(most, Math.abs(value - predicted[i]!)), 0);
  // NaN fails this comparison, as it must.
  if (maxLogitDifference <= TOLERANCE[manifest.precision] * scale) return { maxLogitDifference, windows: 1 };
  throw new AppError(
    'inference.failed',
    `The converted graphs disagree: their logits differ by ${maxLogitDifference}, so nothing was written. ` +
      'The weights may hold numbers that are not finite.',
  );
}

/**
 * Runs one window through a model that has no second graph to compare with.
 *
 * @throws AppError 'inference.failed' when it doesn't run or gives no finite numbers, 'config.invalid' when they are
 *   not one a label.
 */
export async function runCheck(
  manifest: Manifest,
  graphDir: string,
  launch: ProcessLauncher,
  signal: AbortSignal,
): Promise<void> {
  const bytes = await readFile(join(graphDir, manifest.graphs.predict));
  const logits = await logitsOf({ bytes, externalDir: graphDir }, manifest, launch, signal);
  if (logits.length !== manifest.labels.length) {
    throw new AppError(
      'config.invalid',
      `The model gives ${logits.length} values for ${manifest.labels.length} class names. Give --labels a file that fits.`,
    );
  }
  if (logits.every(Number.isFinite)) return;
  throw new AppError(
    'inference.failed',
    "The model's logits are not finite, so nothing was written. Check its weights.",
  );
}

async function logitsOf(
  graph: { readonly bytes: Uint8Array; readonly externalDir: string },
  manifest: Manifest,
  launch: ProcessLauncher,
  signal: AbortSignal,
): Promise<Float32Array> {
  const feeds = noise(manifest);
  const client = await InferenceClient.open(launch, {
    graph: { ...graph, bytes: onlyLogits(graph.bytes) },
    provider: 'cpu',
    threads: null,
    sample: feeds,
    sampleOutput: firstOutput,
    signal,
  });
  try {
    const { outputs } = await client.run(feeds, [firstOutput(client.info)], { signal });
    return outputs[firstOutput(client.info)]!.data;
  } finally {
    await client.close();
  }
}

/** Everything else would only take memory: the maps of a large model have gigabytes. */
function onlyLogits(bytes: Uint8Array): Uint8Array {
  for (const name of LOGIT_OUTPUTS) {
    try {
      return keepOutputs(bytes, [name]);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'request.invalid')) throw error;
    }
  }
  return bytes;
}

function firstOutput({ outputs }: SessionInfo): string {
  return outputs[0]!.name;
}

/** Uniform values of mean 0 and variance 1, the same every time. */
function noise({ input }: Manifest): Feeds {
  const shape = [1, input.frames, input.channels, input.height, input.width];
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = (state / 2 ** 32 - 0.5) * Math.sqrt(12);
  }
  return { [input.name]: { kind: 'floats', shape, data } };
}
