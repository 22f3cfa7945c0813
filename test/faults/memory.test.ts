import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkProject } from '../../src-main/core/store/check.ts';
import { InferenceClient } from '../../src-main/core/inference/client.ts';
import { scratchFolder } from '../support/checkpoints.ts';
import { runCli } from '../support/cli.ts';
import { graphFixture, launchFixture, launchInference, referenceFrames } from '../support/inference.ts';
import { createSyntheticProject, syntheticWindows } from '../support/synthetic-project.ts';

const PRLIMIT = '/usr/bin/prlimit';
const WINDOWS = 40_000;
const SIZE = { frames: 200_000, windows: 500, classes: 50, segments: 5000, embedding: 256, attentionBytes: 500 };

test.skipIf(!existsSync(PRLIMIT))(
  'an inference process that gets no memory: a sentence says so, and with memory it goes on (needs prlimit)',
  async () => {
    // Bytes become floats in that process: four times as much.
    const { shape, ...frames } = referenceFrames();
    const [, ...window] = shape;
    const pixels = new Uint8Array(WINDOWS * window.reduce((a, b) => a * b));
    const feeds = { pixel_values: { ...frames, shape: [WINDOWS, ...window] as typeof shape, pixels } };
    const graph = graphFixture('linear');
    const sample = { pixel_values: referenceFrames() };
    const options = { graph, provider: 'cpu', threads: 1, sample, sampleOutput: () => 'logits' } as const;
    const starved = await InferenceClient.open(launchFixture('short-of-memory.mjs'), options);
    await expect(starved.run(feeds, ['logits'])).rejects.toMatchObject({
      code: 'inference.failed',
      message: expect.stringMatching(
        /^(ONNX Runtime could not run the model|The inference process ended).*Close other programs if memory is short/,
      ) as string,
    });
    await starved.close();
    const fed = await InferenceClient.open(launchInference, options);
    const { outputs } = await fed.run(feeds, ['logits']);
    expect(outputs['logits']!.shape[0]).toBe(WINDOWS);
    await fed.close();
  },
);

test('a large project with little memory: commands finish, and what they are killed at is whole', async () => {
  const folder = scratchFolder();
  const path = join(folder, 'large.timeloupe');
  const { store, runVideoId } = createSyntheticProject(path, SIZE);
  store.scores.append(runVideoId, [...syntheticWindows(SIZE)]);
  store.runs.setState(runVideoId, 'complete', null);
  store.close();
  const out = join(folder, 'export');
  const exported = ['export', path, '--format', 'timeloupe-csv', '--out', out];
  const little = { NODE_OPTIONS: '--max-old-space-size=40' };
  expect(await runCli(exported, little)).toMatchObject({ code: 0 });

  const tooLittle = await runCli(['export', path, '--format', 'timeloupe-csv', '--out', `${out}-2`], {
    NODE_OPTIONS: '--max-old-space-size=8',
  });
  expect(tooLittle.code).not.toBe(0);
  expect(existsSync(`${out}-2`)).toBe(false);
  expect((await checkProject(path)).faults).toEqual([]);
  expect(await runCli(['export', path, '--format', 'timeloupe-csv', '--out', `${out}-2`])).toMatchObject({ code: 0 });
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});
