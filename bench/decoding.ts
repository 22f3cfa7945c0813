import { createFrameProcessor } from '../src-main/core/pixels/frame-processor.ts';
import { decodeFrames } from '../src-main/core/video/decode.ts';
import { probeVideo } from '../src-main/core/video/probe.ts';
import { baseCheckpoint } from './base-checkpoint.ts';
import { type Benchmark, median, medianRatio, timeInTurns } from './benchmark.ts';
import { ffmpeg, minuteOfVideo } from './sample-videos.ts';
import { readSource } from './sessions.ts';

/** Decoding and resizing every frame beside ffmpeg decoding into nothing. */
export const decoding: Benchmark = {
  name: 'decoding',
  async run({ runs, scratchDir }) {
    const path = await minuteOfVideo(scratchDir, '640x360');
    const video = await probeVideo(path);
    const { description } = await readSource(await baseCheckpoint(scratchDir));
    const processor = createFrameProcessor(video, description.preprocessing, 3);
    const all = Array.from(video.pts.keys());
    const decode = async (frames: readonly number[], isResized: boolean) => {
      for await (const frame of decodeFrames(video, { frames })) if (isResized) processor.process(frame.rgb);
    };
    const variants = [
      {
        name: 'ffmpeg -f null',
        run: () => ffmpeg(['-i', path, '-map', '0:v:0', '-f', 'null', '-']),
      },
      { name: 'decode every frame', run: () => decode(all, false) },
      { name: 'decode and resize every frame', run: () => decode(all, true) },
      {
        name: 'decode and resize every 4th',
        run: () =>
          decode(
            all.filter((i) => i % 4 === 0),
            true,
          ),
      },
      { name: 'decode and resize 8 frames far in', run: () => decode(all.slice(1400, 1408), true) },
    ];
    const times = await timeInTurns(variants, runs);
    return {
      title: 'Decoding and preprocessing',
      note: `60 s of H.264, 640x360, ${all.length} frames, to 224x224 as the model sees them; ${runs} runs in turns, medians. Throughput is ffmpeg's time over ours.`,
      columns: ['what', 'time', 'throughput against ffmpeg -f null'],
      rows: times.map((ms, i) => [
        variants[i]!.name,
        `${Math.round(median(ms))} ms`,
        `${medianRatio(times[0]!, ms).toFixed(2)}x`,
      ]),
    };
  },
};
