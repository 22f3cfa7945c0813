import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../../../../src-main/shared/protocol.ts';
import type { ModelChoice, TaskInfo } from '../../../../../src-main/shared/protocol/app-methods.ts';
import { checkpointFixture, scratchFolder, testPlatform } from '../../../../support/checkpoints.ts';
import { startHub } from '../../../../support/hub-server.ts';
import { testCore } from '../../../../support/project-core.ts';

const ONNX = new URL('../../../../fixtures/generic/btchw.onnx', import.meta.url).pathname;

function app() {
  const folder = scratchFolder();
  const platform = testPlatform(join(folder, 'models'));
  return { folder, platform, ...testCore(platform) };
}

const PROCESSOR = 'preprocessor_config.json';

/** Adds a model and waits for the end of the task. */
async function added(
  host: Host,
  from: { kind: 'path'; path: string } | { kind: 'hub'; id: string },
): Promise<TaskInfo> {
  const seen: TaskInfo[] = [];
  const ended = new Promise<TaskInfo>((resolve) => {
    host.on('tasks.changed', ({ task }) => {
      seen.push(task);
      if (task.state !== 'running') resolve(task);
    });
  });
  const { id } = await host.call('models.add', { from });
  const last = await ended;
  expect(seen.every((task) => task.id === id)).toBe(true);
  return last;
}

describe('available models', () => {
  test('the bundled one, with what its files say of it', async () => {
    const { host, platform } = app();
    const [demo, ...others] = await host.call('models.available', {});
    expect(others).toEqual([]);
    expect(demo).toEqual({
      id: join(platform.modelsDir, 'demo-motion'),
      ...{ name: 'demo-motion', origin: 'bundled', architecture: 'timesformer, divided_space_time' },
      ...{ frames: 8, samplingRate: 4, sizePx: 64, license: 'mit', parity: 3.4e-6, windowsPerSec: null },
      ...{ hasAttention: true, refusal: null },
      labels: expect.arrayContaining(['still', 'bounce']) as string[],
    });
  });

  test('one that cannot be used is there with the reason, as the reader gives it', async () => {
    const { host, platform } = app();
    const broken = join(platform.userModelsDir, 'broken');
    cpSync(checkpointFixture('tiny'), broken, { recursive: true });
    rmSync(join(broken, 'model.safetensors'));
    const models = await host.call('models.available', {});
    expect(models[1]).toMatchObject({ name: 'broken', origin: 'added', labels: [] });
    expect(models[1]?.refusal).toContain('has no weights: neither model.safetensors nor pytorch_model.bin');
  });
});

describe('adding', () => {
  test('a Hugging Face folder, by one of its files: converted, run once, and there ever after', async () => {
    const { host, folder, platform } = app();
    const source = join(folder, 'my-net');
    cpSync(checkpointFixture('tiny'), source, { recursive: true });
    const task = await added(host, { kind: 'path', path: join(source, 'model.safetensors') });
    expect(task).toMatchObject({ kind: 'model', state: 'done', error: null, done: 5, total: 5 });
    const choice = task.result as ModelChoice;
    expect(choice).toMatchObject({ name: 'my-net', origin: 'added', hasAttention: true, refusal: null });
    expect(choice.id).toBe(join(platform.userModelsDir, 'my-net'));
    rmSync(source, { recursive: true });
    const again = testCore(platform);
    const models = await again.host.call('models.available', {});
    expect(models.find(({ id }) => id === choice.id)).toEqual(choice);
  });

  test('twice gives one model; another of the same name its own folder', async () => {
    const { host, folder, platform } = app();
    const source = join(folder, 'net');
    cpSync(checkpointFixture('tiny'), source, { recursive: true });
    await added(host, { kind: 'path', path: source });
    await added(host, { kind: 'path', path: source });
    expect(readdirSync(platform.userModelsDir)).toEqual(['net']);
    const config = JSON.parse(readFileSync(join(source, 'config.json'), 'utf8')) as {
      id2label: Record<string, string>;
    };
    config.id2label['0'] = 'another';
    writeFileSync(join(source, 'config.json'), JSON.stringify(config));
    await added(host, { kind: 'path', path: source });
    expect(readdirSync(platform.userModelsDir).sort()).toEqual(['net', 'net-2']);
  });

  test('an original checkpoint, with class names beside it', async () => {
    const { host, folder } = app();
    copyFileSync(checkpointFixture('original', 'divided.pyth'), join(folder, 'divided.pyth'));
    const nameless = await added(host, { kind: 'path', path: join(folder, 'divided.pyth') });
    expect(nameless.error?.message).toBe(
      'divided.pyth has no names for its classes. Put a labels.txt with 3 lines beside it, one name a line.',
    );
    writeFileSync(join(folder, 'labels.txt'), 'walk\nrun\nrest\n');
    const task = await added(host, { kind: 'path', path: join(folder, 'divided.pyth') });
    expect(task).toMatchObject({ state: 'done', error: null, result: { labels: ['walk', 'run', 'rest'] } });
  });

  test('a folder with nothing but an ONNX file', async () => {
    const { host, folder } = app();
    mkdirSync(join(folder, 'net'));
    copyFileSync(ONNX, join(folder, 'net', 'net.onnx'));
    writeFileSync(join(folder, 'net', 'labels.txt'), 'walk\nrun\nrest\n');
    copyFileSync(checkpointFixture('tiny', PROCESSOR), join(folder, 'net', PROCESSOR));
    const task = await added(host, { kind: 'path', path: join(folder, 'net') });
    expect(task).toMatchObject({ state: 'done', error: null, result: { hasAttention: false, refusal: null } });
  });

  test('a converted folder stays where it is and is remembered until it is gone', async () => {
    const { host, folder, platform } = app();
    cpSync(checkpointFixture('tiny'), join(folder, 'net'), { recursive: true });
    await added(host, { kind: 'path', path: join(folder, 'net') });
    const elsewhere = join(folder, 'elsewhere');
    cpSync(join(platform.userModelsDir, 'net'), elsewhere, { recursive: true });
    expect(await added(host, { kind: 'path', path: elsewhere })).toMatchObject({
      state: 'done',
      result: { id: elsewhere },
    });
    expect((await host.call('models.available', {})).map(({ id }) => id)).toContain(elsewhere);
    rmSync(elsewhere, { recursive: true });
    expect((await host.call('models.available', {})).map(({ id }) => id)).not.toContain(elsewhere);
  });

  test.each([
    ['what is not there', 'none', 'There is nothing at '],
    ['weights without a configuration', 'net.safetensors', 'config.json is missing beside net.safetensors.'],
    ['a folder with nothing in it', 'empty', 'it holds neither config.json nor a .pyth file.'],
    ['a file that is no checkpoint', 'notes.pyth', 'notes.pyth'],
  ])('%s is refused in a sentence, and nothing is kept', async (_, name, sentence) => {
    const { host, folder, platform } = app();
    mkdirSync(join(folder, 'empty'));
    for (const file of ['net.safetensors', 'notes.pyth']) writeFileSync(join(folder, file), 'nothing');
    const task = await added(host, { kind: 'path', path: join(folder, name) });
    expect(task).toMatchObject({ state: 'failed', result: null });
    expect(task.error?.message).toContain(sentence);
    expect(task.error?.code).not.toBe('internal');
    expect(await host.call('models.available', {})).toHaveLength(1);
    expect(existsSync(platform.userModelsDir) ? readdirSync(platform.userModelsDir) : []).toEqual([]);
  });

  test('from the hub, with progress in MB', async () => {
    const files = Object.fromEntries(
      readdirSync(checkpointFixture('tiny')).map((name) => [name, readFileSync(checkpointFixture('tiny', name))]),
    );
    const readme = Buffer.from('---\nlicense: cc-by-nc-4.0\n---\n');
    await using hub = await startHub({ 'someone/tiny': { files: { ...files, 'README.md': readme } } });
    process.env['HF_ENDPOINT'] = hub.url;
    try {
      const { host } = app();
      const task = await added(host, { kind: 'hub', id: 'someone/tiny' });
      expect(task).toMatchObject({ title: 'Download someone/tiny', unit: 'MB', state: 'done' });
      expect(task.done).toBe(task.total);
      expect(task.result).toMatchObject({ name: 'someone/tiny', origin: 'hub', refusal: null });
      const refused = await added(host, { kind: 'hub', id: 'someone/else' });
      expect(refused).toMatchObject({ state: 'failed', error: { code: 'hub.not_found' } });
    } finally {
      delete process.env['HF_ENDPOINT'];
    }
  });
});
