import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { forkLauncher, type ProcessLauncher } from '../../src-main/core/inference/launcher.ts';
import type { FrameFeed, GraphSource } from '../../src-main/core/inference/messages.ts';

const fixtures = fileURLToPath(new URL('../fixtures/inference/', import.meta.url));

/** The bundled inference process, as it is shipped. */
export const inferenceScript = fileURLToPath(new URL('../../out/main/inference-process.js', import.meta.url));
export const launchInference: ProcessLauncher = forkLauncher(inferenceScript);

/** What make_models.py wrote: bytes, a table, and what they come to. */
export const reference = JSON.parse(readFileSync(`${fixtures}reference.json`, 'utf8')) as {
  shape: [number, number, number, number, number];
  pixels: number[];
  table: number[];
  btchw: number[];
  bcthw: number[];
  bthwc: number[];
  logits: number[];
};

export function graphFixture(name: string): GraphSource {
  return { bytes: readFileSync(`${fixtures}${name}.onnx`), externalDir: fixtures };
}

/** The reference's two windows. */
export function referenceFrames(axes: FrameFeed['axes'] = 'btchw'): FrameFeed {
  const { pixels, shape, table } = reference;
  return { kind: 'frames', pixels: Uint8Array.from(pixels), shape, table: Float32Array.from(table), axes };
}

/** A stand-in for the inference process: a script of test/fixtures/inference that misbehaves, then hands over. */
export function launchFixture(name: string): ProcessLauncher {
  return forkLauncher(`${fixtures}${name}`);
}
