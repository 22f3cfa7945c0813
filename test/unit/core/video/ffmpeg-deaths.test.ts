import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Hole, Video } from '../../../../src-main/shared/domain.ts';
import { cutClip } from '../../../../src-main/core/video/cut-clip.ts';
import { decodeFrames } from '../../../../src-main/core/video/decode.ts';
import { encodeMovie } from '../../../../src-main/core/video/encode-movie.ts';
import { chooseEncoder } from '../../../../src-main/core/video/encoders.ts';
import { LIFE_STDIO, watchForHang } from '../../../../src-main/core/video/ffmpeg-watch.ts';
import { readPeaks } from '../../../../src-main/core/video/peaks.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import { writeProxy } from '../../../../src-main/core/video/proxy.ts';
import { childrenOf, stateOf, TELLS_CHILDREN } from '../../../support/child-processes.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';
import { ffmpegEndedBy } from '../../../support/failing-ffmpeg.ts';

const drawn = new EncodedVideos();
/** Its packets have no times, so that its table is read by decoding. */
let timeless = '';
let video: Video;
let long: Video;

beforeAll(async () => {
  const path = drawn.path('sound.mp4');
  const sources = ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=25:duration=2', '-f', 'lavfi', '-i', 'sine=d=2'];
  await drawn.ffmpeg(...sources, '-c:v', 'mpeg4', '-c:a', 'aac', path);
  video = await probeVideo(path);
  long = await probeVideo(await drawn.draw('long.mp4', ['-c:v', 'mpeg4'], { frames: 2000, size: '320x240' }));
  timeless = await drawn.draw('timeless.avi', ['-c:v', 'libx264', '-bf', '2', '-preset', 'ultrafast']);
});
afterAll(() => drawn.remove());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe.skipIf(process.platform === 'win32')('killed at its very end, ffmpeg is not believed', () => {
  const cacheDir = drawn.path('cache');
  const signal = new AbortController().signal;
  const span = { startFrame: 3, endFrame: 9 };
  const works: Record<string, () => Promise<unknown>> = {
    'where it lists the frames of a video': () => probeVideo(video.path),
    'where it counts them by decoding': () => probeVideo(timeless, { cacheDir }),
    'where it reads the sound': () => readPeaks(video),
    'where it cuts a clip': () => cutClip(video, { span, out: drawn.path('clip.mp4'), shortEdgePx: null }),
    'where it makes a proxy': async () =>
      writeProxy(video, drawn.path('proxy.mp4'), {
        encoder: await chooseEncoder(['mp4']),
        signal,
        onProgress: () => undefined,
      }),
    'where it writes a movie': () => {
      const pictures = [new Uint8Array(32 * 32 * 3)];
      const size = { widthPx: 32, heightPx: 32, rate: { num: 25, den: 1 } };
      return encodeMovie(Readable.from(pictures), { path: drawn.path('movie.mp4'), ...size });
    },
  };

  test.each(Object.entries(works))('%s', async (_, work) => {
    rmSync(cacheDir, { recursive: true, force: true });
    vi.stubEnv('TIMELOUPE_FFMPEG', await ffmpegEndedBy('KILL', drawn.folder));
    await expect(work()).rejects.toMatchObject({
      code: 'ffmpeg.failed',
      message: expect.stringMatching(/^ffmpeg was ended from outside \(SIGKILL\) when it \w+ .*\. Try again/) as string,
    });
    expect(existsSync(cacheDir)).toBe(false);
    vi.unstubAllEnvs();
    await expect(work()).resolves.not.toBeNull();
  });

  test('a crash is told as one', async () => {
    vi.stubEnv('TIMELOUPE_FFMPEG', await ffmpegEndedBy('SEGV', drawn.folder));
    await expect(probeVideo(video.path)).rejects.toMatchObject({
      code: 'ffmpeg.failed',
      message: `ffmpeg crashed (SIGSEGV) when it opened "${video.path}". The file may be damaged.`,
    });
  });
});

describe.skipIf(!TELLS_CHILDREN)('in the middle of decoding (needs /proc)', () => {
  async function decodedUntil(
    act: (ffmpeg: number) => void,
  ): Promise<{ error: unknown; holes: Hole[]; frames: number }> {
    const holes: Hole[] = [];
    let frames = 0;
    try {
      for await (const { index } of decodeFrames(long, { onHole: (hole) => holes.push(hole) })) {
        frames++;
        if (index === 5) act(childrenOf(process.pid, long.path)[0]!);
      }
      return { error: null, holes, frames };
    } catch (error) {
      return { error, holes, frames };
    }
  }

  test('ffmpeg killed by others is no hole in the film', async () => {
    const { error, holes } = await decodedUntil((ffmpeg) => process.kill(ffmpeg, 'SIGKILL'));
    expect(error).toMatchObject({ code: 'ffmpeg.failed' });
    expect(holes).toEqual([]);
  });

  test('ffmpeg that hangs is ended after five minutes, and is no hole either', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let isOver = false as boolean;
    const decoding = decodedUntil((ffmpeg) => process.kill(ffmpeg, 'SIGSTOP')).finally(() => (isOver = true));
    // A stopped process gives nothing more, however little time there is between two looks.
    while (vi.getTimerCount() === 0) await setImmediate();
    while (!isOver && vi.getTimerCount() > 0) {
      await setImmediate();
      if (stateOf(childrenOf(process.pid, long.path)[0]) === 'T') vi.advanceTimersByTime(5000);
    }
    const { error, holes, frames } = await decoding;
    expect(error).toMatchObject({
      code: 'ffmpeg.failed',
      message: `ffmpeg did nothing for minutes when it read "${long.path}", and was ended. Is the disk still connected? Try again.`,
    });
    expect(holes).toEqual([]);
    expect(frames).toBeLessThan(2000);
  });
});

describe.skipIf(!TELLS_CHILDREN)('who waits for us has not hung (needs /proc)', () => {
  const HOUR_MS = 3_600_000;

  function watched(command: string, stdin: 'pipe' | 'ignore') {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const child = spawn('sh', ['-c', command], { stdio: [stdin, 'pipe', 'pipe', ...LIFE_STDIO] });
    const onHang = vi.fn<() => void>();
    const forget = watchForHang(child, onHang);
    onTestFinished(() => {
      forget();
      child.kill('SIGKILL');
    });
    return { child, onHang };
  }

  test('with output that we have not taken', async () => {
    const { child, onHang } = watched('exec yes', 'ignore');
    await once(child.stdout!, 'data');
    child.stdout!.pause();
    vi.advanceTimersByTime(HOUR_MS);
    expect(onHang).not.toHaveBeenCalled();
    child.kill('SIGSTOP');
    child.stdout!.resume();
    // What the pipe still holds comes first.
    while (onHang.mock.calls.length === 0) {
      await setImmediate();
      if (stateOf(child.pid) === 'T') vi.advanceTimersByTime(5000);
    }
  });

  test('for input that we have not given', async () => {
    const { child, onHang } = watched('exec cat', 'pipe');
    vi.advanceTimersByTime(HOUR_MS);
    expect(onHang).not.toHaveBeenCalled();
    child.kill('SIGSTOP');
    child.stdin!.on('error', () => undefined).write(Buffer.alloc(10_000_000));
    while (stateOf(child.pid) !== 'T') await setImmediate();
    vi.advanceTimersByTime(HOUR_MS);
    expect(onHang).toHaveBeenCalledTimes(1);
  });

  test('nor one that lives, however little it has to say', async () => {
    const { child, onHang } = watched('exec yes >&3', 'ignore');
    for (let look = 0; look < 200; look++) {
      await once(child.stdio[3] as Readable, 'data');
      vi.advanceTimersByTime(5000);
    }
    expect(onHang).not.toHaveBeenCalled();
  });
});
