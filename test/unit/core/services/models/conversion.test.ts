import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { openModel } from '../../../../../src-main/core/models/open.ts';
import { type ConvertOptions, convert } from '../../../../../src-main/core/services/models/conversion.ts';
import { manifestSchema } from '../../../../../src-main/shared/manifest.ts';
import { checkpointFixture, scratchFolder, testPlatform } from '../../../../support/checkpoints.ts';
import { largestDifference, runGraph } from '../../../../support/timesformer.ts';

const logits = JSON.parse(readFileSync(checkpointFixture('logits.json'), 'utf8')) as Record<string, number[]>;
const { signal } = new AbortController();

describe('a converted folder', () => {
  test.each([
    ['safetensors', checkpointFixture('tiny'), {}, 'model.safetensors', 1e-5],
    ['half precision', checkpointFixture('tiny-weights', 'fp16.bin'), {}, 'weights.safetensors', 2e-3],
    ['the older torch format', checkpointFixture('tiny-weights', 'legacy.bin'), {}, 'weights.safetensors', 1e-5],
    ['safetensors, to fp16', checkpointFixture('tiny'), { precision: 'fp16' }, 'weights.bin', 2e-3],
  ] as const)('from %s runs as transformers does', async (_, weights, options, weightsName, tolerance) => {
    const { folder, manifest } = await converted(weights, options);
    expect(readdirSync(folder).sort()).toEqual(['inspect.onnx', 'manifest.json', weightsName, 'predict.onnx'].sort());
    expect(manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))).toEqual(manifest);
    expect(manifest.selfCheck?.maxLogitDifference).toBeLessThan(tolerance);
    for (const flavour of ['predict', 'inspect'] as const) {
      expect(await logitDifference(folder, flavour)).toBeLessThan(tolerance);
    }
  });

  test('takes no second copy of weights that serve as they lie', async () => {
    const source = sourceFolder(checkpointFixture('tiny'));
    const { folder } = await converted(source);
    expect(statSync(join(folder, 'model.safetensors')).ino).toBe(statSync(join(source, 'model.safetensors')).ino);
  });

  test('in int8 is for prediction only, and says how far it agrees with fp32', async () => {
    const { folder, manifest } = await converted(checkpointFixture('tiny'), { precision: 'int8' });
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'predict.onnx', 'weights.bin']);
    expect(manifest).toMatchObject({ precision: 'int8', graphs: { inspect: null }, selfCheck: null });
    expect(manifest.agreement).toMatchObject({ video: 'motions.mp4', windows: 16 });
    const { topAgreement, meanLogitDifference, maxLogitDifference, logitStd } = manifest.agreement!;
    expect(topAgreement).toBeGreaterThan(0.8);
    expect(meanLogitDifference).toBeGreaterThan(0);
    expect(maxLogitDifference).toBeGreaterThanOrEqual(meanLogitDifference);
    expect(maxLogitDifference).toBeLessThan(logitStd);
    const model = await open(folder);
    await expect(model.graph('inspect')).rejects.toMatchObject({
      code: 'model.unsupported',
      message: `${folder} has no graph for looking inside: int8 models are for prediction only.`,
    });
  });

  test('has the identity of the checkpoint it was made from', async () => {
    const { folder } = await converted(checkpointFixture('tiny'));
    expect((await open(folder)).hash).toBe((await open(checkpointFixture('tiny'))).hash);
  });

  test('may be the checkpoint itself', async () => {
    const source = sourceFolder(checkpointFixture('tiny'));
    const { folder } = await converted(source, { out: source });
    expect(folder).toBe(source);
    expect(readdirSync(folder).sort()).toEqual(
      [
        'config.json',
        'inspect.onnx',
        'manifest.json',
        'model.safetensors',
        'predict.onnx',
        'preprocessor_config.json',
      ].sort(),
    );
    expect(await logitDifference(folder, 'predict')).toBeLessThan(1e-5);
  });

  test('lies among the models of the user unless --out says otherwise', async () => {
    const userModelsDir = join(scratchFolder(), 'models');
    const platform = testPlatform(userModelsDir);
    const { folder } = await convert(checkpointFixture('tiny'), { signal, check: false }, platform);
    expect(folder).toBe(join(userModelsDir, 'tiny'));
    const half = await convert(checkpointFixture('tiny'), { signal, check: false, precision: 'fp16' }, platform);
    expect(half.folder).toBe(join(userModelsDir, 'tiny-fp16'));
    expect(half.manifest.selfCheck).toBeNull();
  });
});

describe('what is there stays', () => {
  test('a model folder is replaced with --force only', async () => {
    const { folder } = await converted(checkpointFixture('tiny'));
    const before = readFileSync(join(folder, 'manifest.json'));
    await expect(converted(checkpointFixture('tiny'), { out: folder })).rejects.toMatchObject({
      code: 'output.exists',
      message: `Nothing was written to ${folder}: it is a model folder already. --force replaces it.`,
    });
    expect(readFileSync(join(folder, 'manifest.json'))).toEqual(before);
    await converted(checkpointFixture('tiny'), { out: folder, force: true, labelsFile: labels('a', 'b', 'c') });
    expect((await open(folder)).manifest.labels).toEqual(['a', 'b', 'c']);
  });

  test.each([true, false])('a folder of other things is never replaced (--force %s)', async (force) => {
    const out = scratchFolder();
    writeFileSync(join(out, 'thesis.tex'), 'text');
    await expect(converted(checkpointFixture('tiny'), { out, force })).rejects.toMatchObject({
      code: 'output.exists',
      message: `Nothing was written to ${out}: it holds other files. Give --out a new or empty folder.`,
    });
    expect(readdirSync(out)).toEqual(['thesis.tex']);
  });

  test('a failed conversion leaves nothing behind', async () => {
    const parent = scratchFolder();
    const source = sourceFolder(checkpointFixture('tiny'));
    const weights = readFileSync(join(source, 'model.safetensors'));
    weights.fill(0xff, weights.length - 64);
    writeFileSync(join(source, 'model.safetensors'), weights);
    await expect(converted(source, { out: join(parent, 'out') })).rejects.toMatchObject({ code: 'inference.failed' });
    expect(readdirSync(parent)).toEqual([]);
  });

  test('a stopped conversion leaves nothing behind', async () => {
    const parent = scratchFolder();
    const stop = new AbortController();
    const stopped = converted(checkpointFixture('tiny'), {
      out: join(parent, 'out'),
      signal: stop.signal,
      onStep: (step) => {
        if (step === 'hashing the source') stop.abort(new Error('stopped'));
      },
    });
    await expect(stopped).rejects.toThrow();
    expect(readdirSync(parent)).toEqual([]);
  });
});

test.each<[string, Partial<ConvertOptions>, string, (path: string) => string]>([
  [
    'frames a divided model was not made for',
    { numFrames: 4 },
    'model.unsupported',
    () =>
      "This model attends over num_frames 2; with 4 frames Hugging Face's layers would mix up places and times. Use 2 frames, or ask for the original semantics.",
  ],
  [
    'axes',
    { axes: 'bcthw' },
    'request.invalid',
    (path) => `--axes is for ONNX files; the input of ${path} is always btchw.`,
  ],
  [
    'an attention type',
    { attentionType: 'space_only' },
    'request.invalid',
    (path) => `The attention type of ${path} stands in its config.json; --attention-type is for original .pyth files.`,
  ],
  [
    'too few labels',
    { labelsFile: 'a' },
    'config.invalid',
    (path) => `1 class names are given, but the classifier of ${path}/model.safetensors has 3 outputs.`,
  ],
])('%s is refused', async (_, options, code, message) => {
  const source = sourceFolder(checkpointFixture('tiny'));
  const out = join(scratchFolder(), 'out');
  const given = options.labelsFile === undefined ? options : { labelsFile: labels(options.labelsFile) };
  await expect(converted(source, { ...given, out })).rejects.toMatchObject({ code, message: message(source) });
  expect(existsSync(out)).toBe(false);
});

test('other frame counts work under the original semantics', async () => {
  const { manifest } = await converted(checkpointFixture('tiny'), { numFrames: 4, semantics: 'original' });
  expect(manifest).toMatchObject({ input: { frames: 4 }, config: { num_frames: 2, semantics: 'original' } });
});

function converted(source: string, options: Partial<ConvertOptions> = {}): ReturnType<typeof convert> {
  const folder = source.endsWith('.bin') ? sourceFolder(checkpointFixture('tiny'), source) : source;
  const platform = testPlatform(scratchFolder());
  return convert(folder, { signal, out: join(scratchFolder(), 'out'), ...options }, platform);
}

function sourceFolder(fixture: string, weights?: string): string {
  const folder = join(scratchFolder(), 'source');
  mkdirSync(folder);
  cpSync(fixture, folder, { recursive: true });
  if (weights !== undefined) {
    rmSync(join(folder, 'model.safetensors'));
    cpSync(weights, join(folder, 'pytorch_model.bin'));
  }
  return folder;
}

function labels(...names: string[]): string {
  const path = join(scratchFolder(), 'labels.txt');
  writeFileSync(path, names.join('\n'));
  return path;
}

function open(folder: string): ReturnType<typeof openModel> {
  return openModel(folder, { version: '1.0.0', cacheDir: join(scratchFolder(), 'cache') });
}

async function logitDifference(folder: string, flavour: 'predict' | 'inspect'): Promise<number> {
  const model = await open(folder);
  const { bytes, externalDir } = await model.graph(flavour);
  const { frames, channels, height, width } = model.manifest.input;
  const count = frames * channels * height * width;
  const values = Float32Array.from({ length: count }, (_, i) => -2 + (4 * i) / (count - 1));
  const outputs = await runGraph(
    bytes,
    externalDir,
    new Tensor('float32', values, [1, frames, channels, height, width]),
  );
  return largestDifference(outputs['logits'], Float32Array.from(logits['tiny']!));
}
