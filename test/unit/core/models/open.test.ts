import { cpSync, existsSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { GraphFlavour, OpenModel } from '../../../../src-main/core/models/architecture.ts';
import { openModel } from '../../../../src-main/core/models/open.ts';
import { checkpointFixture, scratchFolder } from '../../../support/checkpoints.ts';
import { largestDifference, runGraph } from '../../../support/timesformer.ts';

const LABELS = ['left', 'right', 'still'];
const logits = JSON.parse(readFileSync(checkpointFixture('logits.json'), 'utf8')) as Record<string, number[]>;

describe('a checkpoint opened as it is', () => {
  test.each<[string, (folder: string) => void, { cached: boolean; tolerance: number }]>([
    ['safetensors', () => undefined, { cached: false, tolerance: 1e-5 }],
    ['shards', withShards, { cached: false, tolerance: 1e-5 }],
    ['a torch zip', withBin('fp32.bin'), { cached: false, tolerance: 1e-5 }],
    ['half precision', withBin('fp16.bin'), { cached: true, tolerance: 2e-3 }],
    ['bfloat16', withBin('bf16.bin'), { cached: true, tolerance: 2e-2 }],
    ["torch's older format", withBin('legacy.bin'), { cached: true, tolerance: 1e-5 }],
  ])('from %s gives the logits of transformers', async (_, change, { cached, tolerance }) => {
    const folder = tinyFolder();
    change(folder);
    const before = readdirSync(folder);
    const cacheDir = scratchFolder();
    const model = await openModel(folder, { version: '1.0.0', cacheDir });
    for (const flavour of ['predict', 'inspect'] as const) {
      const outputs = await run(model, flavour);
      expect(largestDifference(outputs['logits'], Float32Array.from(logits['tiny']!))).toBeLessThan(tolerance);
    }
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(join(cacheDir, 'models'))).toBe(cached);
    expect(model.manifest.source.files.map(({ name }) => name)).toContain('config.json');
  });

  test.each(['divided.pyth', 'joint.pt'])('%s gives the logits of its counterpart in transformers', async (file) => {
    const model = await openModel(checkpointFixture('original', file), {
      version: '1.0.0',
      cacheDir: scratchFolder(),
      labels: LABELS,
    });
    const outputs = await run(model, 'predict');
    expect(largestDifference(outputs['logits'], Float32Array.from(logits[`original/${file}`]!))).toBeLessThan(1e-5);
  });

  test('through links, as the hub keeps its files', async () => {
    const folder = scratchFolder();
    for (const name of readdirSync(checkpointFixture('tiny'))) {
      symlinkSync(checkpointFixture('tiny', name), join(folder, name));
    }
    const model = await openModel(folder, { version: '1.0.0', cacheDir: scratchFolder() });
    const outputs = await run(model, 'predict');
    expect(largestDifference(outputs['logits'], Float32Array.from(logits['tiny']!))).toBeLessThan(1e-5);
  });

  test('has a graph in 16-bit floats, made in the cache when asked for', async () => {
    const cacheDir = scratchFolder();
    const model = await openModel(tinyFolder(), { version: '1.0.0', cacheDir });
    expect(existsSync(join(cacheDir, 'models'))).toBe(false);
    const half = await model.halfPrecision();
    const outputs = await runGraph(half!.bytes, half!.externalDir, pixels(model));
    const difference = largestDifference(outputs['logits'], Float32Array.from(logits['tiny']!));
    expect(difference).toBeLessThan(5e-3);
    expect(difference).toBeGreaterThan(1e-6);
  });

  test('is converted once, and the cache serves the next time', async () => {
    const folder = tinyFolder();
    withBin('fp16.bin')(folder);
    const cacheDir = scratchFolder();
    const first = await openModel(folder, { version: '1.0.0', cacheDir });
    const cached = readdirSync(join(cacheDir, 'models'));
    const second = await openModel(folder, { version: '1.0.0', cacheDir });
    expect(readdirSync(join(cacheDir, 'models'))).toEqual(cached);
    expect(cached).toHaveLength(1);
    expect(second.hash).toBe(first.hash);
  });

  test('a bare model gives its embedding, and says that it has no classes', async () => {
    const folder = tinyFolder();
    cpSync(checkpointFixture('tiny-weights', 'bare.safetensors'), join(folder, 'model.safetensors'));
    const model = await openModel(folder, { version: '1.0.0', cacheDir: scratchFolder() });
    expect(model.notes).toEqual([
      `${folder} holds a bare TimesformerModel: without a classifier it gives embeddings and no scores.`,
    ]);
    const outputs = await run(model, 'predict');
    expect(model.manifest).toMatchObject({ problemType: 'regression', labels: { length: 8 } });
    expect(largestDifference(outputs['logits'], outputs['embedding']!.data as Float32Array)).toBe(0);
  });

  test('only the outputs asked for are computed', async () => {
    const model = await openModel(checkpointFixture('tiny'), { version: '1.0.0', cacheDir: scratchFolder() });
    const all = await model.graph('inspect');
    const one = await model.graph('inspect', { outputs: ['temporal_attentions.0'] });
    expect(one.bytes.length).toBeLessThan(all.bytes.length);
    const whole = await run(model, 'inspect');
    const part = await runGraph(one.bytes, one.externalDir, pixels(model));
    expect(Object.keys(part)).toEqual(['temporal_attentions.0']);
    const wanted = whole['temporal_attentions.0']!.data as Float32Array;
    expect(largestDifference(part['temporal_attentions.0'], wanted)).toBe(0);
    await expect(model.graph('inspect', { outputs: ['attention.0'] })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  test('another image size is fed where it is asked for, and remarked upon', async () => {
    const model = await openModel(checkpointFixture('tiny'), {
      version: '1.0.0',
      cacheDir: scratchFolder(),
      imageSize: 12,
    });
    expect(model.manifest.input).toMatchObject({ height: 12, width: 12 });
    expect(model.manifest.preprocessing).toMatchObject({
      size: { shortestEdge: 12 },
      cropSize: { height: 12, width: 12 },
    });
    expect((await run(model, 'predict'))['logits']?.dims).toEqual([1, 3]);
  });
});

function tinyFolder(): string {
  const folder = join(scratchFolder(), 'tiny');
  cpSync(checkpointFixture('tiny'), folder, { recursive: true });
  return folder;
}

function withBin(name: string): (folder: string) => void {
  return (folder) => {
    rmSync(join(folder, 'model.safetensors'));
    cpSync(checkpointFixture('tiny-weights', name), join(folder, 'pytorch_model.bin'));
  };
}

function withShards(folder: string): void {
  rmSync(join(folder, 'model.safetensors'));
  cpSync(checkpointFixture('tiny-sharded'), folder, { recursive: true });
}

/** The clip of make.py: values from -2 to 2 in equal steps. */
function pixels({ manifest: { input } }: OpenModel): Tensor {
  const shape = [1, input.frames, input.channels, input.height, input.width];
  const count = shape.reduce((a, b) => a * b, 1);
  return new Tensor(
    'float32',
    Float32Array.from({ length: count }, (_, i) => -2 + (4 * i) / (count - 1)),
    shape,
  );
}

async function run(model: OpenModel, flavour: GraphFlavour): Promise<Readonly<Record<string, Tensor>>> {
  const { bytes, externalDir } = await model.graph(flavour);
  return runGraph(bytes, externalDir, pixels(model));
}
