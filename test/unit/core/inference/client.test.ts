import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InferenceClient } from '../../../../src-main/core/inference/client.ts';
import type { ProcessLauncher } from '../../../../src-main/core/inference/launcher.ts';
import type { StartOptions } from '../../../../src-main/core/inference/start.ts';
import { AppError } from '../../../../src-main/shared/errors.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import {
  graphFixture,
  inferenceScript,
  launchFixture,
  launchInference,
  reference,
  referenceFrames,
} from '../../../support/inference.ts';

const K = 4;
const feeds = { pixel_values: referenceFrames() };
const open: InferenceClient[] = [];

async function openLinear(options: Partial<StartOptions> = {}, launch: ProcessLauncher = launchInference) {
  const client = await InferenceClient.open(launch, {
    graph: graphFixture('linear'),
    provider: 'cpu',
    threads: 1,
    sample: feeds,
    sampleOutput: () => 'logits',
    ...options,
  });
  open.push(client);
  return client;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((client) => client.close()));
});

describe('a run', () => {
  test.each(['linear', 'linear-external'])('%s gives the logits numpy gives', async (name) => {
    const client = await openLinear({ graph: graphFixture(name) });
    const { outputs, elapsedMs } = await client.run(feeds, ['logits']);
    expect(outputs['logits']!.shape).toEqual([2, K]);
    outputs['logits']!.data.forEach((value, i) => expect(Math.abs(value - reference.logits[i]!)).toBeLessThan(1e-5));
    expect(elapsedMs).toBeGreaterThan(0);
  });

  test('floats are taken as they are', async () => {
    const client = await openLinear();
    const zeros = { kind: 'floats', shape: [1, 4, 3, 6, 5], data: new Float32Array(360) } as const;
    const { outputs } = await client.run({ pixel_values: zeros }, ['logits']);
    expect([...outputs['logits']!.data]).toEqual([0, 0.125, 0.25, 0.375]);
  });

  test('the session tells its inputs and outputs', async () => {
    const client = await openLinear();
    expect(client.info).toEqual({
      inputs: [{ name: 'pixel_values', type: 'float32', shape: ['batch', 4, 3, 6, 5] }],
      outputs: [{ name: 'logits', type: 'float32', shape: ['batch', K] }],
    });
  });

  test('an aborted signal stops before the run, and the client goes on', async () => {
    const client = await openLinear();
    const stop = new AbortController();
    stop.abort(new AppError('cancelled', 'Stopped.'));
    await expect(client.run(feeds, ['logits'], { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.run(feeds, ['logits'])).resolves.toBeDefined();
  });

  test.each([
    {
      what: 'an output that does not exist',
      code: 'inference.failed',
      message: /^ONNX Runtime could not run the model: .*nothing.*\.$/,
      run: (client: InferenceClient) => client.run(feeds, ['nothing']),
    },
    {
      what: 'a shape that the graph does not take',
      code: 'inference.failed',
      message: /^ONNX Runtime could not run the model: Invalid rank for input: pixel_values/,
      run: (client: InferenceClient) =>
        client.run({ pixel_values: { kind: 'floats', shape: [1, 2], data: new Float32Array(2) } }, ['logits']),
    },
    {
      what: 'bytes that contradict their shape',
      code: 'tensor.shape',
      message: /^Frames of shape .* there are 1 and 768\.$/,
      run: (client: InferenceClient) =>
        client.run({ pixel_values: { ...referenceFrames(), pixels: new Uint8Array(1) } }, ['logits']),
    },
  ])('$what is an error with a sentence, and the client goes on', async ({ code, message, run }) => {
    const client = await openLinear();
    const error = await run(client).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    await expect(client.run(feeds, ['logits'])).resolves.toBeDefined();
  });

  test('an output of whole numbers is refused by name', async () => {
    const client = await openLinear({ graph: graphFixture('int-output') });
    await expect(client.run(feeds, ['best'])).rejects.toMatchObject({
      code: 'model.unsupported',
      message: 'Output "best" is int64; only float32 outputs are read.',
    });
  });
});

describe('the process', () => {
  test('killed with runs in flight, it is started again and every run completes once', async () => {
    vi.stubEnv('DIED_MARK', join(scratchFolder(), 'died'));
    const client = await openLinear({}, launchFixture('dies-once.mjs'));
    const runs = Promise.all([1, 2, 3].map(() => client.run(feeds, ['logits'])));
    for (const { outputs } of await runs) expect(outputs['logits']!.data[0]).toBeCloseTo(reference.logits[0]!, 5);
    expect(client.restarts).toBe(1);
    await expect(client.run(feeds, ['logits'])).resolves.toBeDefined();
  });

  test('dying twice at the same clip is an error that says what to do', async () => {
    const client = await openLinear({}, launchFixture('dies-on-run.mjs'));
    await expect(client.run(feeds, ['logits'])).rejects.toMatchObject({
      code: 'inference.failed',
      message:
        'The inference process ended and could not go on (signal SIGKILL). ' +
        'Close other programs if memory is short, or lower --batch.',
    });
    expect(client.restarts).toBe(1);
  });

  test.skipIf(process.platform === 'win32')('closing ends it in the middle of a run, which fails', async () => {
    const client = await openLinear({}, launchFixture('stops-on-run.mjs'));
    const pid = (await client.pid())!;
    const run = client.run(feeds, ['logits']);
    const failed = expect(run).rejects.toMatchObject({ code: 'inference.failed' });
    await client.close();
    await failed;
    expect(isRunning(pid)).toBe(false);
  });

  test('it ignores Ctrl-C and ends when its parent is gone', async () => {
    const script = `
      const { fork } = require('node:child_process');
      const child = fork(${JSON.stringify(inferenceScript)}, [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.once('message', () => {
        process.kill(child.pid, 'SIGINT');
        child.once('message', () => process.kill(process.pid, 'SIGKILL'));
        child.send({ id: 2, request: { kind: 'describe' } });
      });
      child.send({ id: 1, request: { kind: 'describe' } });`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    // The pipe is inherited by the inference process too: it closes when both are gone.
    parent.stdout.resume();
    const [, signal] = (await once(parent, 'close')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
  });

  test('a machine without a binary of ONNX Runtime gets a sentence', async () => {
    await expect(openLinear({}, launchFixture('no-runtime.mjs'))).rejects.toMatchObject({
      code: 'inference.failed',
      message: `ONNX Runtime can't be loaded on ${process.platform}-${process.arch}: Cannot find module '../bin/napi-v6/darwin/x64/onnxruntime_binding.node'. Reinstall the application's packages.`,
    });
  });
});

describe('a model that cannot be opened', () => {
  test('is an error with ONNX Runtime’s reason, and no process stays', async () => {
    const broken = { bytes: new Uint8Array([1, 2, 3]), externalDir: null };
    await expect(openLinear({ graph: broken })).rejects.toMatchObject({
      code: 'inference.failed',
      message: expect.stringMatching(/^The model can't be run: .*protobuf.*\.$/i) as string,
    });
  });

  test('its weights file missing is named', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'timeloupe-'));
    writeFileSync(join(dir, 'other.bin'), '');
    const graph = { ...graphFixture('linear-external'), externalDir: dir };
    await expect(openLinear({ graph })).rejects.toMatchObject({
      code: 'inference.failed',
      message: expect.stringContaining('linear-external.bin') as string,
    });
  });
});

describe('weights outside the model’s folder', () => {
  test.each(['../../../secret.bin', 'a/../../secret.bin1', '/tmp/../secret.bin.'])(
    '%s is not read',
    async (location) => {
      const folder = join(scratchFolder(), 'a', 'b', 'model');
      mkdirSync(folder, { recursive: true });
      const { bytes } = graphFixture('linear-external');
      const weights = readFileSync(join(graphFixture('linear-external').externalDir!, 'linear-external.bin'));
      expect(location).toHaveLength('linear-external.bin'.length);
      mkdirSync(join(folder, 'a'));
      for (const place of [resolve(folder, location), join(folder, 'linear-external.bin')]) {
        if (place.startsWith(join(folder, '..', '..', '..'))) writeFileSync(place, weights);
      }
      await expect(openLinear({ graph: { bytes, externalDir: folder } })).resolves.toBeDefined();
      const graph = { bytes: Buffer.from(named(bytes, location)), externalDir: folder };
      await expect(openLinear({ graph })).rejects.toMatchObject({
        code: 'inference.failed',
        message: expect.stringMatching(/External data path .*(escapes|outside|absolute)/is) as string,
      });
    },
  );
});

/** The graph with its weights' file called otherwise, by a name as long. */
function named(bytes: Uint8Array, location: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).toContain('linear-external.bin');
  return Buffer.from(text.replaceAll('linear-external.bin', location), 'latin1');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
