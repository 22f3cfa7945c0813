import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InferenceClient } from '../../../../src-main/core/inference/client.ts';
import type { ProcessLauncher } from '../../../../src-main/core/inference/launcher.ts';
import { scratchFolder } from '../../../support/checkpoints.ts';
import { stateOf, TELLS_CHILDREN } from '../../../support/child-processes.ts';
import { graphFixture, launchFixture, reference, referenceFrames } from '../../../support/inference.ts';

const feeds = { pixel_values: referenceFrames() };
const LOOK_MS = 5000;
/** One look less than five minutes. */
const ALMOST_MS = 59 * LOOK_MS;
const ENDED = { code: 'inference.failed' };
const HUNG = {
  ...ENDED,
  message:
    'The inference process ended and could not go on (it did nothing for minutes). ' +
    'Close other programs if memory is short, or lower --batch.',
};
const open: InferenceClient[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

async function opened(launch: ProcessLauncher): Promise<InferenceClient> {
  const options = { graph: graphFixture('linear'), provider: 'cpu', threads: 1, sample: feeds } as const;
  const client = await InferenceClient.open(launch, { ...options, sampleOutput: () => 'logits' });
  open.push(client);
  return client;
}

/** Lets looks go by while the process is stopped, until something is settled. */
async function settled<T>(client: InferenceClient, work: Promise<T>): Promise<T> {
  let isOver = false as boolean;
  const watched = work.finally(() => (isOver = true));
  watched.catch(() => undefined);
  while (!isOver) {
    await setImmediate();
    if (stateOf(await client.pid()) === 'T') vi.advanceTimersByTime(LOOK_MS);
  }
  return watched;
}

describe.skipIf(!TELLS_CHILDREN)('an inference process that hangs (needs /proc)', () => {
  test('is ended after five minutes and started again, and every run completes once', async () => {
    vi.stubEnv('DIED_MARK', join(scratchFolder(), 'died'));
    vi.stubEnv('DIES_BY', 'SIGSTOP');
    const client = await opened(launchFixture('dies-once.mjs'));
    const first = await client.pid();
    const runs = Promise.all([1, 2, 3].map(() => client.run(feeds, ['logits'])));
    for (const { outputs } of await settled(client, runs)) {
      expect(outputs['logits']!.data[0]).toBeCloseTo(reference.logits[0]!, 5);
    }
    expect(client).toMatchObject({ restarts: 1, lastEnd: 'it did nothing for minutes' });
    expect(stateOf(first)).toBeNull();
  });

  test('twice at the same clip is an error that says so', async () => {
    const client = await opened(launchFixture('stops-on-run.mjs'));
    await expect(settled(client, client.run(feeds, ['logits']))).rejects.toMatchObject(HUNG);
    expect(client.restarts).toBe(1);
  });
});

test('one that never returns is ended, and one that computes is left alone, however slow it is', async () => {
  let heard: () => void = () => undefined;
  const slow = await opened(() => {
    const process = launchFixture('computes-on-run.mjs')();
    process.onLife(() => heard());
    return process;
  });
  const stuck = await opened(launchFixture('waits-on-run.mjs'));
  const runs = [slow, stuck].map((one) => expect(one.run(feeds, ['logits'])).rejects.toMatchObject(ENDED));
  for (let sign = 0; sign < 3; sign++) {
    await new Promise<void>((resolve) => (heard = resolve));
    vi.advanceTimersByTime(ALMOST_MS);
  }
  while (stuck.restarts === 0) await setImmediate();
  expect(stuck.lastEnd).toBe('it did nothing for minutes');
  expect(slow.restarts).toBe(0);
  await Promise.all([slow.close(), stuck.close(), ...runs]);
});
