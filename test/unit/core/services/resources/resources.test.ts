import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Attention } from '../../../../../src-main/core/services/attention/attention.ts';
import { Resources } from '../../../../../src-main/core/services/resources/resources.ts';
import type { ResourceHeaders } from '../../../../../src-main/core/services/resources/response.ts';
import { ProjectStore } from '../../../../../src-main/core/store/project-store.ts';
import { decodeFrames } from '../../../../../src-main/core/video/decode.ts';
import { probeVideo } from '../../../../../src-main/core/video/probe.ts';
import type { Frame, Video } from '../../../../../src-main/shared/domain.ts';
import type { VideoId } from '../../../../../src-main/shared/records.ts';
import { testPlatform } from '../../../../support/checkpoints.ts';
import { openProject } from '../../../../support/open-project.ts';
import { addRun, modelRecord, SAMPLING } from '../../../../support/stored-run.ts';
import { EncodedVideos } from '../../../../support/encoded-videos.ts';

const videos = new EncodedVideos();
const FRAMES = 75;
let store: ProjectStore;
let resources: Resources;
let film: Video;
let filmId: VideoId;
let silentId: VideoId;
let frames: Frame[];
const closing = new AbortController();

beforeAll(async () => {
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=96x64:rate=25:duration=${FRAMES / 25}`];
  // Half a second of silence, then a tone at full scale.
  const sound = ['-f', 'lavfi', '-i', 'aevalsrc=if(gte(t\\,0.5)\\,0.99*sin(2*PI*500*t)\\,0):s=16000:d=3'];
  const coding = ['-vf', 'setsar=4/3', '-c:v', 'mpeg4', '-g', '10', '-q:v', '2', '-c:a', 'pcm_s16le', '-shortest'];
  await videos.ffmpeg(...picture, ...sound, ...coding, 'film.mov');
  store = ProjectStore.create(videos.path('p.timeloupe'));
  film = await probeVideo(videos.path('film.mov'));
  filmId = add(film);
  silentId = add(await probeVideo(await videos.draw('silent.avi', ['-c:v', 'mpeg4'], { frames: 5 })));
  const platform = testPlatform(videos.folder, videos.path('cache'));
  const project = openProject(store, platform, { closing: closing.signal });
  resources = new Resources(project, new Attention(project));
  frames = await all(decodeFrames(film));
});

afterAll(async () => {
  closing.abort();
  store.close();
  await videos.remove();
});

function add(video: Video): VideoId {
  const id = randomUUID() as VideoId;
  const name = video.path.split('/').at(-1)!;
  store.videos.add({ id, name, path: name, modifiedMs: 0, addedAt: '2026-01-01T00:00:00.000Z', video });
  return id;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function get(path: string, headers: ResourceHeaders = {}) {
  const response = await resources.get(path, headers);
  const parts = response.body instanceof Uint8Array ? [response.body] : await all(response.body);
  return { ...response, bytes: Buffer.concat(parts) };
}

describe('a video', () => {
  const whole = () => readFileSync(film.path);

  test('whole, with its type and the means to ask for parts', async () => {
    const { status, headers, bytes } = await get(`video/${filmId}`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'video/quicktime',
      'accept-ranges': 'bytes',
      'content-length': String(film.sizeBytes),
      etag: `"${film.fingerprint}"`,
      'cache-control': 'private, no-cache',
    });
    expect(bytes.equals(whole())).toBe(true);
  });

  test.each([
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 20],
    ['bytes=100-', 100, Infinity],
    ['bytes=-7', -7, Infinity],
    ['bytes=5-99999999999', 5, Infinity],
    ['bytes=-99999999999', 0, Infinity],
  ])('the range %s', async (range, start, end) => {
    const { status, headers, bytes } = await get(`video/${filmId}`, { range });
    const expected = whole().subarray(start, end);
    const first = start < 0 ? film.sizeBytes + start : start;
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${first}-${first + expected.length - 1}/${film.sizeBytes}`);
    expect(headers['content-length']).toBe(String(expected.length));
    expect(bytes.equals(expected)).toBe(true);
  });

  test.each(['bytes=99999999-', 'bytes=-0'])('the range %s lies outside', async (range) => {
    const { status, headers, bytes } = await get(`video/${filmId}`, { range });
    expect(status).toBe(416);
    expect(headers['content-range']).toBe(`bytes */${film.sizeBytes}`);
    expect(bytes).toHaveLength(0);
  });

  test.each(['bytes=9-3', 'bytes=a-b', 'bytes=-', 'rows=1-2', 'bytes=0-1,4-5'])('%s is as none', async (range) => {
    expect(await get(`video/${filmId}`, { range })).toMatchObject({ status: 200 });
  });

  test('a part only of the content that the caller has', async () => {
    const range = 'bytes=0-3';
    const same = await get(`video/${filmId}`, { range, 'if-range': `"${film.fingerprint}"` });
    const other = await get(`video/${filmId}`, { range, 'if-range': '"0000"' });
    expect([same.status, other.status]).toEqual([206, 200]);
  });
});

describe('a frame', () => {
  test.each([0, 9, 10, 41, FRAMES - 1])('%i as PNG is the engine’s, pixel for pixel', async (index) => {
    const { status, headers, bytes } = await get(`frame/${filmId}/${index}.png`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'timeloupe-frames': String(index),
      'timeloupe-pts': String(film.pts[index]),
      'content-length': String(bytes.length),
    });
    const { width, height, channels, data } = decode(bytes);
    expect([width, height, channels]).toEqual([96, 64, 3]);
    expect(Buffer.from(data).equals(frames[index]!.rgb)).toBe(true);
  });

  test.each(['jpg', 'webp'])('as %s of a width has the aspect of what is shown', async (format) => {
    const { headers, bytes } = await get(`frame/${filmId}/3.${format}?width=64`);
    expect(headers['content-type']).toBe(format === 'jpg' ? 'image/jpeg' : 'image/webp');
    // 96x64 with pixels of 4:3 is 2:1.
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 64, height: 32 });
  });

  test('those that are wanted along are each the right one, whatever their order', async () => {
    const wanted = [41, 5, 73];
    const got = await Promise.all(wanted.map((index) => get(`frame/${filmId}/${index}.png?along=73,5,41`)));
    got.forEach(({ bytes, headers }, i) => {
      expect(headers['timeloupe-frames']).toBe(String(wanted[i]));
      expect(Buffer.from(decode(bytes).data).equals(frames[wanted[i]!]!.rgb)).toBe(true);
    });
  });

  test('many at once, in any order, are each the right one', async () => {
    const wanted = [50, 12, 51, 13, 70, 0, 49, 30];
    const got = await Promise.all(wanted.map((index) => get(`frame/${filmId}/${index}.png`)));
    got.forEach(({ bytes }, i) => {
      expect(Buffer.from(decode(bytes).data).equals(frames[wanted[i]!]!.rgb)).toBe(true);
    });
  });
});

test('a thumbnail is small, with square pixels, and kept', async () => {
  const first = await get(`thumb/${filmId}/20.webp?height=32`);
  const again = await get(`thumb/${filmId}/20.webp?height=32`);
  expect(await sharp(first.bytes).metadata()).toMatchObject({ format: 'webp', width: 64, height: 32 });
  expect(again.bytes.equals(first.bytes)).toBe(true);
  expect(await sharp((await get(`thumb/${filmId}/20.jpg`)).bytes).metadata()).toMatchObject({ width: 180, height: 90 });
});

test('a contact sheet shows the frames it names, in their order, and is kept', async () => {
  const { headers, bytes } = await get(`sheet/${filmId}/40,8,24.webp?height=32`);
  expect(headers['timeloupe-frames']).toBe('40,8,24');
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 3 * 64, height: 32 });
  const raw = await sharp((await get(`sheet/${filmId}/40,8,24.jpg?height=64`)).bytes)
    .raw()
    .toBuffer();
  const alone = await Promise.all(
    [40, 8, 24].map(async (frame) =>
      sharp((await get(`thumb/${filmId}/${frame}.jpg?height=64`)).bytes)
        .raw()
        .toBuffer(),
    ),
  );
  for (const [place, own] of alone.entries()) {
    const errors = Array.from({ length: 64 }, (_, y) => meanDifference(raw, y * 384 + place * 128, own, y * 128, 128));
    expect(Math.max(...errors)).toBeLessThan(12);
  }
  expect((await get(`sheet/${filmId}/40,8,24.webp?height=32`)).bytes.equals(bytes)).toBe(true);
});

/** Mean difference of a row of pixels of two RGB pictures. */
function meanDifference(a: Buffer, atA: number, b: Buffer, atB: number, pixels: number): number {
  let sum = 0;
  for (let i = 0; i < 3 * pixels; i++) sum += Math.abs(a[3 * atA + i]! - b[3 * atB + i]!);
  return sum / (3 * pixels);
}

describe('a filmstrip', () => {
  test('shows in each slot the frame at its left edge', async () => {
    const { headers, bytes } = await get(`filmstrip/${filmId}/64/2/1.webp`);
    const edges = [32, 36, 40, 44, 48, 52, 56, 60];
    expect(headers['timeloupe-frames']).toBe(edges.join(','));
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 8 * 128, height: 64, channels: 3 });
    for (const [slot, edge] of edges.entries()) {
      const cell = await sharp(data, { raw: { width: info.width, height: 64, channels: 3 } })
        .extract({ left: slot * 128, top: 0, width: 128, height: 64 })
        .resize(96, 64, { fit: 'fill' })
        .raw()
        .toBuffer();
      expect(closest(cell)).toBe(edge);
    }
  });

  test('ends where the video ends', async () => {
    const { headers, bytes } = await get(`filmstrip/${filmId}/32/3/1.jpg`);
    expect(headers['timeloupe-frames']).toBe('64,72');
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 128, height: 32 });
    expect((await get(`filmstrip/${filmId}/32/7/0.jpg`)).headers['timeloupe-frames']).toBe('0');
  });
});

/** The frame of the film that a picture is most like. */
function closest(rgb: Buffer): number {
  const distance = (frame: Frame) => frame.rgb.reduce((sum, value, i) => sum + Math.abs(value - rgb[i]!), 0);
  return frames.map((frame) => ({ index: frame.index, far: distance(frame) })).sort((a, b) => a.far - b.far)[0]!.index;
}

describe('a waveform', () => {
  test('is silent, then loud, from the first frame on', async () => {
    const { headers, bytes } = await get(`waveform/${filmId}/0/0.bin`);
    expect(headers).toMatchObject({ 'timeloupe-buckets': '375', 'timeloupe-samples-per-bucket': '128' });
    const peaks = new Int8Array(bytes);
    expect(peaks).toHaveLength(750);
    // 0.5 s is 62.5 buckets.
    expect([...peaks.subarray(0, 122)].every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(peaks[2 * 70]).toBeLessThan(-120);
    expect(peaks[2 * 70 + 1]).toBeGreaterThan(120);
  });

  test('of a higher level has the extremes of the lower', async () => {
    const low = new Int8Array((await get(`waveform/${filmId}/0/0.bin`)).bytes);
    const { headers, bytes } = await get(`waveform/${filmId}/4/0.bin`);
    const high = new Int8Array(bytes);
    expect(headers['timeloupe-buckets']).toBe(String(Math.ceil(375 / 16)));
    high.forEach((value, i) => {
      const bucket = i >> 1;
      const parts = low.subarray(bucket * 32, (bucket + 1) * 32).filter((_, j) => j % 2 === i % 2);
      expect(value).toBe(i % 2 === 0 ? Math.min(...parts) : Math.max(...parts));
    });
  });
});

describe('attention', () => {
  const summary = Uint8Array.from([1, 2, 3, 250]);

  test('is what is stored with the window', async () => {
    store.runs.putModel(modelRecord(1));
    const run = addRun(store, 'model-a');
    const { fingerprint } = film;
    const where = { runId: run.id, videoId: filmId, fingerprint, sampling: SAMPLING, plannedWindows: 3 };
    const { id } = store.runs.addRunVideo(where);
    const window = { startFrame: 0, endFrame: 9, missing: [], scores: Float32Array.of(1), embedding: null };
    store.scores.append(id, [
      { ...window, index: 0, attention: summary },
      { ...window, index: 1, attention: null },
    ]);
    const path = (index: number | string) => `attention/${run.id}/${filmId}/${index}.bin?v=${fingerprint}`;
    const { headers, bytes } = await get(path(0));
    expect(bytes.equals(summary)).toBe(true);
    expect(headers).toMatchObject({
      'content-length': '4',
      'cache-control': expect.stringContaining('immutable') as string,
    });
    const refusal = {
      code: 'resource.unknown',
      message: expect.stringMatching(/^Window [12] has no attention/) as string,
    };
    await expect(get(path(1))).rejects.toMatchObject(refusal);
    await expect(get(path(2))).rejects.toMatchObject(refusal);
    await expect(get(path(3))).rejects.toMatchObject({ message: 'There is no window 3; the last one is 2.' });
    await expect(get(`attention/${run.id}/${silentId}/0.bin`)).rejects.toMatchObject({ code: 'video.unknown' });
    await expect(get(`attention/77/${filmId}/0.bin`)).rejects.toMatchObject({ code: 'run.unknown' });
    await expect(get(`attention/x/${filmId}/0.bin`)).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('caching', () => {
  test('with the fingerprint for ever, without it by asking', async () => {
    const fixed = await get(`frame/${filmId}/1.jpg?v=${film.fingerprint}&width=20`);
    expect(fixed.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    const headers = { 'if-none-match': `W/"x", "${film.fingerprint}"` };
    expect(await get(`frame/${filmId}/1.jpg`, headers)).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
  });
});

describe('is refused:', () => {
  const none = '00000000-0000-4000-8000-000000000000';
  const cases: [path: string, code: string, sentence: RegExp][] = [
    ['', 'resource.unknown', /^There is no resource ""\.$/],
    ['frame', 'resource.unknown', /"frame"/],
    ['frame/FILM/1.gif', 'resource.unknown', /1\.gif/],
    ['frame/FILM/-1.png', 'resource.unknown', /-1/],
    [`frame/FILM/${FRAMES}.png`, 'resource.unknown', /^There is no frame 75; the last one is 74\.$/],
    ['frame/FILM/99999999999999999999.png', 'resource.unknown', /no frame 9/],
    ['frame/FILM/1.png?along=2,x', 'request.invalid', /^The frame is "x"/],
    [`frame/FILM/1.png?along=${FRAMES}`, 'request.invalid', /0 to 74/],
    [`frame/FILM/1.png?along=${Array(129).fill(2).join()}`, 'request.invalid', /129 frames .* 128 at the most/],
    ['frame/FILM/1.png?height=3', 'request.invalid', /^"height" means nothing to frame/],
    ['frame/FILM/1.png?width=0', 'request.invalid', /^The width is "0"; it takes a whole number, 1 to 8192\.$/],
    ['frame/FILM/1.png?width=1e3', 'request.invalid', /1e3/],
    ['frame/FILM/1.png?width=', 'request.invalid', /The width is ""/],
    ['frame/FILM/1.png?width=10&width=11', 'request.invalid', /twice/],
    ['frame/FILM/1.png?v=0123', 'video.changed', /other content/],
    [`frame/${none}/1.png`, 'video.unknown', /000/],
    ['frame/%zz/1.png', 'request.invalid', /percent/],
    ['video/..%2f..%2fp.timeloupe', 'video.unknown', /timeloupe/],
    ['video/../p.timeloupe', 'resource.unknown', /no resource/],
    ['thumb/FILM/1.png', 'resource.unknown', /no resource/],
    ['thumb/FILM/1.jpg?height=15', 'request.invalid', /16 to 720/],
    ['sheet/FILM/1,99999.jpg', 'resource.unknown', /no frame 99999/],
    ['sheet/FILM/1,.jpg', 'resource.unknown', /no resource/],
    [`sheet/FILM/${'1,'.repeat(64)}1.jpg`, 'request.invalid', /at most 64 frames; 65/],
    ['sheet/FILM/1.jpg?height=361', 'request.invalid', /16 to 360/],
    ['filmstrip/FILM/15/0/0.jpg', 'request.invalid', /16 to 360/],
    ['filmstrip/FILM/32/8/0.jpg', 'resource.unknown', /no level 8; the last one is 7/],
    ['filmstrip/FILM/32/3/2.jpg', 'resource.unknown', /no tile on level 3: 2; the last one is 1/],
    ['waveform/FILM/10/0.bin', 'resource.unknown', /no level 10; the last one is 9/],
    ['waveform/FILM/0/1.bin', 'resource.unknown', /no tile/],
    ['waveform/SILENT/0/0.bin', 'video.no_audio', /silent\.avi" has no sound\.$/],
  ];
  test.each(cases)('%s', async (path, code, sentence) => {
    const place = path.replace('FILM', filmId).replace('SILENT', silentId);
    await expect(get(place)).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) as string });
  });

  test('a file that is gone, or of another content', async () => {
    const path = videos.path('lost.mov');
    copyFileSync(film.path, path);
    const bytes = readFileSync(path);
    bytes[0x30]! ^= 1;
    writeFileSync(path, bytes);
    const id = add(await probeVideo(path));
    expect((await get(`video/${id}`)).status).toBe(200);
    bytes[0x30]! ^= 2;
    writeFileSync(path, bytes);
    await expect(get(`video/${id}`)).rejects.toMatchObject({ code: 'video.changed' });
    rmSync(path);
    await expect(get(`frame/${id}/0.png`)).rejects.toMatchObject({ code: 'video.not_found' });
  });
});
