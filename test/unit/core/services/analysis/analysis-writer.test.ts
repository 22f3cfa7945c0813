import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { AnalysisWriter, shortFloat } from '../../../../../src-main/core/services/analysis/analysis-writer.ts';
import type { AnalysisHeader, AnalysisWindow } from '../../../../../src-main/shared/analysis-document.ts';
import { scratchFolder } from '../../../../support/checkpoints.ts';

const header = { version: 1 } as AnalysisHeader;
const opening = { path: 'a', frameCount: 2, timeBase: null, fingerprint: null, sampling: null, plannedWindows: 2 };
const ending = { holes: [], segments: [], skippedWindows: 0, complete: true, reason: null, error: null, timings: null };

async function writeVideo(writer: AnalysisWriter, windows: number): Promise<void> {
  await writer.beginVideo(opening);
  for (let i = 0; i < windows; i++) await writer.window({ startFrame: i } as AnalysisWindow);
  await writer.endVideo(ending);
}

test.each([{ videos: [] }, { videos: [0] }, { videos: [2, 0, 3] }])(
  'a document of videos with $videos windows is whole',
  async ({ videos }) => {
    const file = join(scratchFolder(), 'out.json');
    const writer = await AnalysisWriter.toFile(file);
    await writer.begin(header);
    for (const windows of videos) await writeVideo(writer, windows);
    expect(existsSync(file)).toBe(false);
    await writer.end({ restarts: 0, complete: true });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      version: 1,
      videos: videos.map((count) => ({
        ...opening,
        windows: Array.from({ length: count }, (_, startFrame) => ({ startFrame })),
        ...ending,
      })),
      restarts: 0,
      complete: true,
    });
  },
);

test('one that was not completed leaves nothing, and what was there before stays', async () => {
  const folder = scratchFolder();
  const file = join(folder, 'out.json');
  writeFileSync(file, 'earlier');
  const writer = await AnalysisWriter.toFile(file);
  await writer.begin(header);
  await writeVideo(writer, 1);
  await writer.discard();
  expect(readdirSync(folder)).toEqual(['out.json']);
  expect(readFileSync(file, 'utf8')).toBe('earlier');
});

test('a stream that breaks is an error with a sentence', async () => {
  const broken = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      done(new Error('no space left'));
    },
  });
  const writer = AnalysisWriter.toStream(broken);
  await expect(writer.begin(header)).rejects.toMatchObject({
    code: 'output.unwritable',
    message: "The output can't be written: no space left. Choose another --json file.",
  });
});

test('nine digits give every float32 back', () => {
  const values = Float32Array.of(0.1, 1 / 3, 16777217, 1.17549435e-38, 3.4028235e38, -2.7182817);
  for (const value of values) expect(Math.fround(shortFloat(value))).toBe(value);
  expect(shortFloat(Math.fround(0.1))).toBe(0.100000001);
});
