import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InferenceClient } from '../../../../src-main/core/inference/client.ts';
import { graphFixture, launchInference, referenceFrames } from '../../../support/inference.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'timeloupe-telemetry-'));
  vi.stubEnv('ORT_DISABLE_TELEMETRY', undefined);
  for (const name of ['HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'TEMP', 'LOCALAPPDATA']) vi.stubEnv(name, folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('ONNX Runtime keeps no device id and no record of what it ran', async () => {
  const client = await InferenceClient.open(launchInference, OPTIONS);
  await client.run(OPTIONS.sample, ['logits']);
  await client.close();
  expect(readdirSync(folder)).toEqual([]);
});

const OPTIONS = {
  graph: graphFixture('linear'),
  provider: 'cpu',
  threads: 1,
  sample: { pixel_values: referenceFrames('btchw') },
  sampleOutput: () => 'logits',
} as const;
