import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type CachedVideo, readCachedVideo, writeCachedVideo } from '../../../../src-main/core/video/pts-cache.ts';

const dir = mkdtempSync(join(tmpdir(), 'timeloupe-pts-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const key = { fingerprint: 'f', asked: 'first' } as const;

function videoOf(pts: readonly number[]): CachedVideo {
  return {
    codec: 'h264',
    pixelFormat: 'yuv420p',
    widthPx: 64,
    heightPx: 48,
    rotationDeg: 0,
    sampleAspectRatio: { num: 1, den: 1 },
    streamIndex: 0,
    timeBase: { num: 1, den: 12800 },
    pts: Float64Array.from(pts),
    lastDuration: 512,
    keyframes: Uint32Array.of(0),
    isVariableFrameRate: false,
  };
}

test('a table comes back as it was kept, whatever its steps', async () => {
  const times = fc.array(fc.nat(10 ** 9), { minLength: 1, maxLength: 50 }).map((list) => list.sort((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(times, fc.integer({ min: -(10 ** 6), max: 10 ** 6 }), async (list, start) => {
      const video = videoOf(list.map((time) => time + start));
      await writeCachedVideo(dir, key, video);
      expect(await readCachedVideo(dir, key)).toEqual(video);
    }),
    { numRuns: 50 },
  );
});

test('hours at a steady rate are kept in little room', async () => {
  await writeCachedVideo(dir, key, videoOf(Array.from({ length: 100_000 }, (_, i) => 512 * i)));
  expect(readFileSync(join(dir, 'pts', readdirSync(join(dir, 'pts'))[0]!)).length).toBeLessThan(1000);
});

test.each([
  ['not JSON', () => '{'],
  ['of another version', (text: string) => text.replace(/"version":\d+/, '"version":0')],
  [
    'that claims more frames than can be',
    (text: string) => text.replace(/"steps":\[.*?\]\]/, '"steps":[[1,9000000000]]'),
  ],
])('a file %s counts as none', async (_, spoil) => {
  await writeCachedVideo(dir, key, videoOf([0, 512, 1024]));
  const file = join(dir, 'pts', readdirSync(join(dir, 'pts'))[0]!);
  const sound = readFileSync(file, 'utf8');
  expect(spoil(sound)).not.toBe(sound);
  writeFileSync(file, spoil(sound));
  expect(await readCachedVideo(dir, key)).toBeUndefined();
});
