import { z } from 'zod';
import { SPLITS, type Split } from '../../../shared/protocol/export-methods.ts';
import type { Exporter, ExportItem, ExportVideo, Found, FoundItem, WrittenFiles } from '../exporter.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { noteLosses } from '../losses.ts';
import { itemSeconds, meanFps } from '../times.ts';
import { TRAINING_DEFAULTS } from './training-defaults.ts';

/** MMAction2's evaluation drops the first two characters of a video's name. */
const PREFIX = 'v_';

/** MMAction2's JSON for temporal localisation, a file a set: ActivityNetDataset reads it beside a file of features. */
export const mmactionLocalisation: Exporter = {
  id: 'mmaction2-localisation',
  name: 'MMAction2 localisation',
  readBy: 'ActivityNetDataset: BMN, BSN, TCANet',
  hasClips: false,
  needsClips: false,
  hasSplit: true,
  absent: ['leave-out', 'background'],
  defaults: TRAINING_DEFAULTS,
  names: { video: ({ slug }) => `${PREFIX}${slug}`, label: ({ name }) => name },
  roundingSec: 0.000_001,
  losses: noteLosses,
  *files({ items }) {
    for (const set of [...SPLITS, null]) {
      const own = items.filter(({ video }) => video.set === set);
      if (own.length > 0) yield { path: fileOf(set), chunks: videoChunks(own) };
    }
  },
  read: readBack,
};

function fileOf(set: Split | null): string {
  return `anet_anno_${set ?? 'full'}.json`;
}

function* videoChunks(items: readonly ExportItem[]): Iterable<string> {
  yield '{';
  for (const [i, [video, own]] of [...itemsByVideo(items)].entries()) {
    yield `${i === 0 ? '' : ','}\n${JSON.stringify(`${PREFIX}${video.slug}`)}:${JSON.stringify(entryOf(video, own))}`;
  }
  yield '\n}\n';
}

/** Features are meant to cover every frame: readers scale times by feature_frame / duration_frame. */
function entryOf(video: ExportVideo, items: readonly ExportItem[]): object {
  const fps = toMicro(meanFps(video));
  return {
    duration_second: toMicro(video.durationSec),
    duration_frame: video.frameCount,
    annotations: items.map((item) => {
      const { startSec, endSec } = itemSeconds(item);
      return { segment: [toMicro(startSec), toMicro(endSec)], label: item.label.name };
    }),
    feature_frame: video.frameCount,
    fps,
    rfps: fps,
  };
}

function toMicro(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

const documentSchema = z.record(
  z.string().startsWith(PREFIX),
  z.object({
    duration_second: z.number().positive(),
    duration_frame: z.int().positive(),
    feature_frame: z.int().positive(),
    annotations: z.array(z.object({ segment: z.tuple([z.number(), z.number()]), label: z.string() })),
  }),
);

async function readBack(files: WrittenFiles): Promise<Found> {
  const items: FoundItem[] = [];
  for (const set of [...SPLITS, null]) {
    if (!files.paths.includes(fileOf(set))) continue;
    const document = documentSchema.parse(JSON.parse(await files.text(fileOf(set))));
    for (const [video, { duration_second: duration, annotations }] of Object.entries(document)) {
      for (const { segment, label } of annotations) {
        const [startSec, endSec] = segment;
        if (startSec >= endSec || endSec > duration) throw new Error(`${video} has a segment ${segment.join(' to ')}`);
        items.push({ set, video, label, seconds: { startSec, endSec } });
      }
    }
  }
  return { items };
}
