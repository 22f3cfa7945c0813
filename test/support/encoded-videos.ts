import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolveFfmpeg } from '../../src-main/core/video/ffmpeg-binary.ts';

const run = promisify(execFile);

/** A folder of its own for one test file, and videos drawn into it by whichever ffmpeg the product uses. */
export class EncodedVideos {
  readonly folder = mkdtempSync(join(tmpdir(), 'timeloupe-videos-'));

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Runs ffmpeg in the folder; rejects with its message. */
  async ffmpeg(...args: string[]): Promise<void> {
    const { path } = await resolveFfmpeg();
    await run(path, ['-v', 'error', '-nostdin', '-y', ...args], { cwd: this.folder });
  }

  /** Draws a moving test picture, one second unless `frames` says otherwise, at 25 frames a second. */
  async draw(name: string, encoding: readonly string[], { size = '96x64', frames = 50, filter = 'null' } = {}) {
    const source = `testsrc2=size=${size}:rate=25:duration=${frames / 25}`;
    const { passthrough } = await resolveFfmpeg();
    await this.ffmpeg('-f', 'lavfi', '-i', source, '-vf', filter, ...passthrough, ...encoding, name);
    return this.path(name);
  }

  /** Whether this ffmpeg can encode with a codec: builds differ. */
  async canEncode(codec: string): Promise<boolean> {
    const { path } = await resolveFfmpeg();
    const { stdout } = await run(path, ['-hide_banner', '-encoders']);
    return stdout.includes(` ${codec} `);
  }

  /** All frames as one run of ffmpeg from the start gives them: RGB24, in the order they come. */
  async plainFrames(path: string, frameBytes: number, streamIndex: number): Promise<Buffer[]> {
    const ffmpeg = await resolveFfmpeg();
    const picture = ['-map', `0:${streamIndex}`, ...ffmpeg.passthrough, '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
    const options = { encoding: 'buffer', maxBuffer: 2 ** 30 } as const;
    const args = ['-v', 'quiet', '-nostdin', '-i', path, ...picture];
    const { stdout } = await run(ffmpeg.path, args, options);
    return Array.from({ length: stdout.length / frameBytes }, (_, i) =>
      stdout.subarray(i * frameBytes, (i + 1) * frameBytes),
    );
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
