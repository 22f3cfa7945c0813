import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeFrames } from '../../../../src-main/core/video/decode.ts';
import { resolveFfmpeg } from '../../../../src-main/core/video/ffmpeg-binary.ts';
import { splitLines } from '../../../../src-main/core/video/ffmpeg-process.ts';
import { listPackets } from '../../../../src-main/core/video/packets.ts';
import { readPeaks } from '../../../../src-main/core/video/peaks.ts';
import { probeVideo } from '../../../../src-main/core/video/probe.ts';
import type { Video } from '../../../../src-main/shared/domain.ts';
import { EncodedVideos } from '../../../support/encoded-videos.ts';

const drawn = new EncodedVideos();
const asked: string[] = [];
let server: Server;
let address: string;
/** A good film, which the files below try to reach. */
let film: Video;

beforeAll(async () => {
  const path = await drawn.draw('film.ts', ['-c:v', 'mpeg2video', '-g', '5'], { frames: 10 });
  film = await probeVideo(path);
  const bytes = await readFile(path);
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(bytes);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await drawn.remove();
});

const hls = (entry: string) =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.4,\n${entry}\n#EXT-X-ENDLIST\n`;
const concat = (entry: string) => `ffconcat version 1.0\nfile '${entry}'\n`;
const dash = (entry: string) => `<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">
<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1" codecs="avc1"><BaseURL>${entry}</BaseURL></Representation></AdaptationSet></Period></MPD>`;
const sdp = () => `v=0\no=- 0 0 IN IP4 ${address}\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n`;

const web = () => `http://${address}/film.ts`;
const beside = () => 'film.ts';
const whole = () => drawn.path('film.ts');

test.each<[string, string, () => string]>([
  ['an HLS list that names an address', 'web.m3u8', () => hls(web())],
  ['the same called .mp4', 'web-hls.mp4', () => hls(web())],
  ['an HLS list that names a file beside it', 'beside.m3u8', () => hls(beside())],
  ['an HLS list that names a file by its whole path', 'whole', () => hls(whole())],
  ['a concat script that names an address', 'web.ffconcat', () => concat(web())],
  ['a concat script that names a file beside it, called .mp4', 'beside.mp4', () => concat(beside())],
  ['a DASH list that names an address', 'web.mpd', () => dash(web())],
  ['a session description', 'web.sdp', sdp],
  ['nothing but an address', 'address.mp4', web],
])('%s is refused, and nothing that it names is read', async (_, name, textOf) => {
  const path = drawn.path(name);
  await writeFile(path, textOf());
  await expect(probeVideo(path)).rejects.toMatchObject({ code: 'video.unreadable' });
  // As a project might claim that it is the film itself.
  await expect(framesOf({ ...film, path })).rejects.toMatchObject({ code: 'video.no_frames' });
  expect(asked).toEqual([]);
});

test('neither packets nor sound of such a file are read', async () => {
  const path = drawn.path('sound.mp4');
  await writeFile(path, concat(beside()));
  await expect(listPackets(await resolveFfmpeg(), path, 0)).rejects.toMatchObject({ code: 'video.unreadable' });
  await expect(readPeaks({ ...film, path })).rejects.toMatchObject({ code: 'video.unreadable' });
});

test('frames that would fill the memory are refused before they are decoded, whatever is said of them', async () => {
  const path = await drawn.draw('huge.mkv', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'], {
    size: '9000x7600',
    frames: 1,
  });
  await expect(probeVideo(path)).rejects.toMatchObject({
    code: 'video.unreadable',
    message: `"${path}" has frames of 9000 x 7600, and at most 67 million pixels are read. Convert it to a smaller size.`,
  });
  const claimed = { ...film, path, pts: Float64Array.of(0), keyframes: Uint32Array.of(0) };
  await expect(framesOf(claimed)).rejects.toMatchObject({ code: 'video.no_frames' });
  const large = { ...claimed, widthPx: 2 ** 20, heightPx: 2 ** 20 };
  await expect(framesOf(large)).rejects.toMatchObject({ code: 'video.unreadable' });
});

test('a message without end takes no more memory than a line', async () => {
  const lines: string[] = [];
  const stream = Readable.from(Array.from({ length: 500 }, () => Buffer.alloc(65_536, 'x')));
  splitLines(stream, (line) => lines.push(line));
  await new Promise((resolve) => stream.once('close', resolve));
  expect(lines.map((line) => line.length)).toEqual([2000]);
});

async function framesOf(video: Video): Promise<number> {
  let count = 0;
  for await (const frame of decodeFrames(video)) count += frame.index < 0 ? 0 : 1;
  return count;
}
