import { bucketsAt, coarserPeaks, PEAK_SAMPLE_RATE, readPeaks, SAMPLES_PER_PEAK } from '../../video/peaks.ts';
import type { ResourceRoute } from './route.ts';
import { indexOf, videoIdOf } from './route.ts';

/** Buckets in a tile. */
export const WAVEFORM_BUCKETS = 1024;

/**
 * Peaks of the sound: for each bucket its least and its greatest sample as int8, ±127 being full scale. Buckets are
 * 128·2^level samples of a mono mix at 16 kHz, 8 ms at level 0, and a tile is 1024 of them; the first begins with the
 * video's first frame, and the last tile is as long as the sound. The highest level holds all in one bucket.
 */
export const waveformRoute: ResourceRoute = {
  shape: 'waveform/<videoId>/<level>/<tile>.bin',
  pattern: /^waveform\/(?<videoId>[^/]+)\/(?<level>\d+)\/(?<tile>\d+)\.bin$/,
  query: [],
  async serve(request, { files, project, ...context }) {
    const video = await context.video(videoIdOf(request));
    const bytes = await files.get(`peaks/${video.fingerprint}.bin`, async () =>
      Buffer.from((await readPeaks(video, project.closing)).buffer),
    );
    const peaks = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength - (bytes.byteLength % 2));
    const level = indexOf(request, 'level', Math.ceil(Math.log2(bucketsAt(peaks, 0))) + 1, 'level');
    const buckets = bucketsAt(peaks, level);
    const tile = indexOf(request, 'tile', Math.ceil(buckets / WAVEFORM_BUCKETS), `tile on level ${level}:`);
    const from = tile * WAVEFORM_BUCKETS;
    const part = coarserPeaks(peaks, level, from, Math.min(from + WAVEFORM_BUCKETS, buckets));
    const headers = {
      'content-type': 'application/octet-stream',
      'timeloupe-buckets': String(buckets),
      'timeloupe-samples-per-bucket': String(SAMPLES_PER_PEAK * 2 ** level),
      'timeloupe-sample-rate': String(PEAK_SAMPLE_RATE),
    };
    return { status: 200, headers, body: new Uint8Array(part.buffer) };
  },
};
