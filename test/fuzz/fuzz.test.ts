import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fuzz } from './engine/fuzz.ts';
import { targets } from './targets/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Inputs of the suite are always the same; `npm run bench -- --only fuzz --seed N` tries others. */
const SEED = 1;

describe.each(targets)('$name', (target) => {
  test('reads or refuses whatever it is given, and never does anything else', async () => {
    const { crashes, tried, accepted, refused } = await fuzz(target, {
      root,
      seed: SEED,
      goesOn: (i) => i < target.inputs,
    });
    expect(crashes.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
    expect(tried).toBe(target.inputs);
    // Inputs that are all sound, or all of no use, would show nothing.
    expect(refused).toBeGreaterThan(0);
    expect(accepted).toBeGreaterThan(0);
  });
});
