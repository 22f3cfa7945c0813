import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeSummary } from '../../../../../src-main/shared/attention-summary.ts';
import { classToken } from '../../../../../src-main/core/attention/views/class-token.ts';
import { rollout } from '../../../../../src-main/core/attention/views/rollout.ts';
import { temporal } from '../../../../../src-main/core/attention/views/temporal.ts';
import type { AttentionPicture, AttentionRequest, AttentionView } from '../../../../../src-main/core/attention/view.ts';
import type { OpenModel } from '../../../../../src-main/core/models/architecture.ts';
import { openModel } from '../../../../../src-main/core/models/open.ts';
import { attentionSummaries } from '../../../../../src-main/core/services/runs/attention-summaries.ts';
import { type Clip, clipsFrom } from '../../../../../src-main/core/services/analysis/clips.ts';
import { attentionShapeOf } from '../../../../../src-main/core/services/inspection/inspection-request.ts';
import { runInspection } from '../../../../../src-main/core/services/inspection/inspection-run.ts';
import { ModelRunner, type WindowOutput } from '../../../../../src-main/core/services/analysis/model-runner.ts';
import { windowsOf } from '../../../../../src-main/core/services/analysis/sampling.ts';
import { probeVideo } from '../../../../../src-main/core/video/probe.ts';
import { launchInference } from '../../../../support/inference.ts';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const cacheDir = mkdtempSync(join(tmpdir(), 'timeloupe-summaries-'));
afterAll(() => rmSync(cacheDir, { recursive: true }));

const ON_CPU = { launch: launchInference, provider: 'cpu', precision: 'full', threads: 1 } as const;

let model: OpenModel;
let clips: Clip[];

beforeAll(async () => {
  model = await openModel(join(root, 'models', 'demo-motion'), { version: '0', cacheDir });
  const { manifest } = model;
  const signal = new AbortController().signal;
  const video = await probeVideo(join(root, 'resources', 'sample', 'motions.mp4'), { signal });
  const plan = { stride: Math.floor(video.pts.length / 4), rate: manifest.samplingRate ?? 1, fps: null };
  const segments = { threshold: 0, leaveThreshold: 0, smoothingFrames: 0, mergeGapFrames: 0, minLengthFrames: 0 };
  const windows = windowsOf(video, manifest.input.frames, { ...plan, segments });
  clips = [];
  for await (const clip of clipsFrom(video, windows.slice(1, 3), manifest, { signal })) clips.push(clip);
});

async function outputsOf(maps: readonly string[]): Promise<WindowOutput[]> {
  const runner = await ModelRunner.open(model, { ...ON_CPU, maps });
  try {
    const size = clips[0]!.pixels.length;
    const pixels = new Uint8Array(clips.length * size);
    clips.forEach((clip, i) => pixels.set(clip.pixels, i * size));
    return (await runner.run(pixels, clips.length)).windows;
  } finally {
    await runner.close();
  }
}

/** What `inspect` shows of a window, by the graph that gives every attention matrix. */
async function inspected(
  view: AttentionView,
  clip: Clip,
  wanted: Partial<AttentionRequest>,
): Promise<AttentionPicture> {
  const shape = attentionShapeOf(model.manifest, model.path);
  const request: AttentionRequest = {
    ...{ layer: 'all', head: 'mean', query: undefined, frame: 0, classIndex: 0 },
    ...wanted,
  };
  const options = { ...ON_CPU, signal: new AbortController().signal };
  const { tensors } = await runInspection(model, clip.pixels, { view, shape, request }, options);
  return view.render(tensors, shape, request);
}

function expectClose(got: Float32Array, wanted: Float32Array, tolerance: number): void {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(tolerance));
}

test("a run's summaries are what the inspection of the same windows shows", async () => {
  const summaries = attentionSummaries(model.manifest, model.path)!;
  const outputs = await outputsOf(summaries.maps);
  const { layers } = attentionShapeOf(model.manifest, model.path);
  for (const [i, output] of outputs.entries()) {
    const { classAttention, frameWeights, temporal: matrix } = decodeSummary(summaries.of(output));
    const clip = clips[i]!;
    const { values } = (await inspected(classToken, clip, { layer: layers - 1 })).heatMap;
    expectClose(classAttention, values, Math.max(...values) / 400);
    const temporalValues = (await inspected(temporal, clip, {})).matrix!.values;
    expectClose(matrix!, temporalValues, Math.max(...temporalValues) / 400);
    // Weights lack what a patch attends to within its frame; an even share would be 1/8.
    const mass = (await inspected(rollout, clip, {})).heatMap.frameWeights!;
    const whole = mass.reduce((a, b) => a + b, 0);
    expectClose(
      frameWeights!,
      mass.map((value) => value / whole),
      0.04,
    );
  }
});

test('asking for maps changes nothing else, and not asking gives none', async () => {
  const plain = await outputsOf([]);
  const full = await outputsOf(attentionSummaries(model.manifest, model.path)!.maps);
  for (const [i, { logits, embedding, maps }] of plain.entries()) {
    expect(maps.size).toBe(0);
    expect(logits).toEqual(full[i]!.logits);
    expect(embedding).toEqual(full[i]!.embedding);
  }
});

test('a model that gives no attention has no summaries', () => {
  expect(attentionSummaries({ ...model.manifest, architecture: 'generic' }, model.path)).toBeNull();
});
