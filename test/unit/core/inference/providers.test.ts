import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InferenceClient } from '../../../../src-main/core/inference/client.ts';
import { plainMessage, startReason } from '../../../../src-main/core/inference/providers.ts';
import type { StartOptions } from '../../../../src-main/core/inference/start.ts';
import {
  graphFixture,
  launchFixture,
  launchInference,
  reference,
  referenceFrames,
} from '../../../support/inference.ts';

const SOFTWARE_VULKAN = '/usr/lib/chromium/vk_swiftshader_icd.json';
const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';
const hasCard = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some((path) => existsSync(path));

const options: StartOptions = {
  graph: graphFixture('linear'),
  provider: 'auto',
  threads: null,
  sample: { pixel_values: referenceFrames() },
  sampleOutput: () => 'logits',
};

const open: InferenceClient[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((client) => client.close()));
});

async function start(changes: Partial<StartOptions> = {}, launch = launchInference) {
  const client = await InferenceClient.open(launch, { ...options, ...changes });
  open.push(client);
  return client;
}

test.each([
  [
    'webgpu',
    '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n',
    'no graphics adapter was found; WebGPU needs a graphics card with a driver for Vulkan (Linux), Direct3D 12 (Windows) or Metal (macOS)',
  ],
  [
    'cuda',
    'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
    'the CUDA libraries of ONNX Runtime are not installed; on a machine with an NVIDIA card, "npm run setup" fetches them',
  ],
  [
    'cuda',
    'CUDA failure 100: no CUDA-capable device is detected ; GPU=-1',
    'no NVIDIA card with a driver that fits was found; install or update the driver',
  ],
  [
    'dml',
    'no available backend found. ERR: [dml] backend not found.',
    `ONNX Runtime for ${process.platform}-${process.arch} has no DirectML`,
  ],
  ['coreml', 'Something new went wrong.', 'Something new went wrong'],
] as const)('%s: ONNX Runtime’s words become a reason', (provider, message, reason) => {
  expect(startReason(provider, message)).toBe(reason);
});

test('a message loses its source path and error number, and its length', () => {
  const message =
    'Non-zero status code returned while running Gemm node. Name: x ' +
    '[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Got invalid dimensions.';
  expect(plainMessage(message)).toBe('INVALID_ARGUMENT : Got invalid dimensions');
  expect(plainMessage('x'.repeat(500))).toHaveLength(300);
});

describe.skipIf(!isLinuxX64 || hasCard)('on Linux x64 without a graphics card', () => {
  test('auto ends at the CPU and tells why the others were left', async () => {
    const client = await start();
    expect(client.provider).toBe('cpu');
    expect(client.threads).toBeGreaterThan(0);
    expect(client.refusals.map(({ provider }) => provider)).toEqual(['cuda', 'webgpu']);
    expect(client.refusals[0]!.reason).toMatch(/^the CUDA libraries/);
    expect(client.refusals[1]!.reason).toMatch(/^no graphics adapter was found/);
    expect(client.selfTestMs).toBeNull();
  });

  test.each([
    [
      'cuda',
      /^The provider "cuda" can't be used: the CUDA libraries .*fetches them\. Without --provider, the best of webgpu, cpu /,
    ],
    ['webgpu', /^The provider "webgpu" can't be used: no graphics adapter was found; /],
    ['dml', /^The provider "dml" can't be used: ONNX Runtime for linux-x64 has no DirectML\. /],
    ['coreml', /^The provider "coreml" can't be used: ONNX Runtime for linux-x64 has no CoreML\. /],
  ] as const)('asking for %s is an error that says why', async (provider, message) => {
    await expect(start({ provider })).rejects.toMatchObject({
      code: 'provider.unavailable',
      message: expect.stringMatching(message) as string,
    });
  });
});

test.skipIf(!isLinuxX64)('a provider that crashes its process is left for the next', async () => {
  const client = await start({}, launchFixture('dies-on-webgpu.mjs'));
  expect(client.provider).toBe('cpu');
  expect(client.refusals.at(-1)).toEqual({
    provider: 'webgpu',
    reason: expect.stringMatching(/^its process ended while starting \(signal SIGSEGV/) as string,
  });
  await expect(client.run(options.sample, ['logits'])).resolves.toBeDefined();
});

describe.skipIf(!isLinuxX64 || hasCard)('a graphics card, played by a stand-in', () => {
  const card = launchFixture('card.mjs');
  const half = { halfPrecision: () => Promise.resolve(graphFixture('linear-half')) };

  test('is taken, and in half precision where that is faster and close', async () => {
    vi.stubEnv('CARD_MS', '10');
    const client = await start(half, card);
    expect(client).toMatchObject({ provider: 'webgpu', precision: 'half', selfTestMs: 5 });
    const { outputs } = await client.run(options.sample, ['logits']);
    expect(outputs['logits']!.data[0]).not.toBe(Math.fround(reference.logits[0]!));
    expect(outputs['logits']!.data[0]).toBeCloseTo(reference.logits[0]!, 1);
  });

  test('keeps full precision where half is far off', async () => {
    vi.stubEnv('CARD_MS', '10');
    const inaccurate = { ...graphFixture('linear-half'), bytes: withBias(graphFixture('linear-half').bytes) };
    const client = await start({ halfPrecision: () => Promise.resolve(inaccurate) }, card);
    expect(client).toMatchObject({ provider: 'webgpu', precision: 'full', selfTestMs: 10 });
    const { outputs } = await client.run(options.sample, ['logits']);
    expect(outputs['logits']!.data[0]).toBeCloseTo(reference.logits[0]!, 5);
  });

  test('is left where the processor is faster, and the reason tells both times', async () => {
    vi.stubEnv('CARD_MS', '5000');
    const client = await start(half, card);
    expect(client.provider).toBe('cpu');
    expect(client.refusals.at(-1)).toEqual({
      provider: 'webgpu',
      reason: expect.stringMatching(
        /^it is slower than the processor here \(5000 ms a window against \d+ ms\)$/,
      ) as string,
    });
  });

  test('is taken however slow when asked for', async () => {
    vi.stubEnv('CARD_MS', '5000');
    expect((await start({ provider: 'webgpu' }, card)).provider).toBe('webgpu');
  });
});

/** Makes the last of linear-half's biases, 3/8, into 24: the bytes of the float16 at its place. */
function withBias(bytes: Uint8Array): Uint8Array {
  const changed = Buffer.from(bytes);
  const biases = Buffer.from(Uint16Array.of(0, 0x3000, 0x3400, 0x3600).buffer);
  changed.writeUInt16LE(0x4e00, changed.indexOf(biases) + 6);
  return changed;
}

test('the CPU is timed where asked', async () => {
  const client = await start({ provider: 'cpu', timesCpu: true });
  expect(client.selfTestMs).toBeGreaterThan(0);
});

test('half precision is for graphics cards', async () => {
  const client = await start({ provider: 'cpu', halfPrecision: () => Promise.resolve(graphFixture('linear-half')) });
  expect(client.precision).toBe('full');
});

describe.skipIf(!existsSync(SOFTWARE_VULKAN))(`WebGPU on a software Vulkan device (needs ${SOFTWARE_VULKAN})`, () => {
  test('gives the numbers of the CPU', async () => {
    vi.stubEnv('VK_ICD_FILENAMES', SOFTWARE_VULKAN);
    const client = await start({ provider: 'webgpu' });
    const { outputs } = await client.run(options.sample, ['logits']);
    outputs['logits']!.data.forEach((value, i) => expect(Math.abs(value - reference.logits[i]!)).toBeLessThan(1e-4));
    expect(client.selfTestMs).toBeGreaterThan(0);
  });

  test('half precision is taken only with numbers that are close', async () => {
    vi.stubEnv('VK_ICD_FILENAMES', SOFTWARE_VULKAN);
    const client = await start({
      provider: 'webgpu',
      halfPrecision: () => Promise.resolve(graphFixture('linear-half')),
    });
    const { outputs } = await client.run(options.sample, ['logits']);
    outputs['logits']!.data.forEach((value, i) => expect(Math.abs(value - reference.logits[i]!)).toBeLessThan(0.05));
  });

  test('a driver that is not there is a refusal', async () => {
    vi.stubEnv('VK_ICD_FILENAMES', '/nowhere/icd.json');
    await expect(start({ provider: 'webgpu' })).rejects.toMatchObject({ code: 'provider.unavailable' });
  });
});
