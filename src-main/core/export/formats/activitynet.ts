import { z } from 'zod';
import { SPLITS, type ExportLoss } from '../../../shared/protocol/export-methods.ts';
import type { Exporter, ExportItem, ExportVideo, Found, Selection, WrittenFiles } from '../exporter.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { noteLosses } from '../losses.ts';
import { itemSeconds, meanFps } from '../times.ts';
import { counted } from '../words.ts';
import { TRAINING_DEFAULTS } from './training-defaults.ts';

const FILE = 'activitynet.json';
const SUBSETS = { train: 'training', val: 'validation', test: 'testing' } as const;

/** ActivityNet's own JSON, with what THUMOS-style readers (ActionFormer, OpenTAD) want besides. */
export const activityNet: Exporter = {
  id: 'activitynet-json',
  name: 'ActivityNet JSON',
  readBy: 'ActionFormer, OpenTAD, labelformat',
  hasClips: false,
  needsClips: false,
  hasSplit: true,
  absent: ['leave-out', 'background'],
  defaults: TRAINING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: ({ name }) => name },
  numbersClasses: true,
  roundingSec: 0.000_001,
  unsplitAs: 'train',
  losses: (selection) => [...passedOverLosses(selection), ...noteLosses(selection)],
  *files(selection) {
    yield { path: FILE, chunks: documentChunks(selection) };
  },
  read: readBack,
};

/** ActionFormer's loader has it in its code. */
const PASSED_OVER_ID = 4;

function passedOverLosses({ items }: Selection): ExportLoss[] {
  const own = items.filter(({ label }) => label.index === PASSED_OVER_ID);
  if (own.length === 0) return [];
  const why = `number ${PASSED_OVER_ID}, which ActionFormer's THUMOS loader leaves out`;
  return [
    { level: 'warning', count: own.length, what: `${counted(own.length, 'segment')} of "${own[0]!.label.name}"`, why },
  ];
}

function* documentChunks({ classes, items }: Selection): Iterable<string> {
  const root = { nodeId: 0, nodeName: 'Root', parentId: null, parentName: null };
  const nodes = classes.map(({ name, index }) => ({
    nodeId: index + 1,
    nodeName: name,
    parentId: 0,
    parentName: 'Root',
  }));
  yield `{"version":"VERSION 1.3","taxonomy":${JSON.stringify([root, ...nodes])},\n"database":{`;
  for (const [i, [video, own]] of [...itemsByVideo(items)].entries()) {
    yield `${i === 0 ? '' : ','}\n${JSON.stringify(video.slug)}:${JSON.stringify(entryOf(video, own))}`;
  }
  yield '}}\n';
}

function entryOf(video: ExportVideo, items: readonly ExportItem[]): object {
  return {
    duration: toMicroseconds(video.durationSec),
    subset: SUBSETS[video.set ?? 'train'],
    resolution: `${video.widthPx}x${video.heightPx}`,
    url: '',
    fps: toMicroseconds(meanFps(video)),
    annotations: items.map((item) => {
      const { startSec, endSec } = itemSeconds(item);
      return {
        label: item.label.name,
        label_id: item.label.index,
        segment: [toMicroseconds(startSec), toMicroseconds(endSec)],
        'segment(frames)': [item.startFrame, item.endFrame],
      };
    }),
  };
}

function toMicroseconds(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

const documentSchema = z.object({
  database: z.record(
    z.string(),
    z.object({
      duration: z.number().positive(),
      subset: z.enum(Object.values(SUBSETS)),
      annotations: z.array(z.object({ label: z.string(), segment: z.tuple([z.number(), z.number()]) })),
    }),
  ),
});

/** With labelformat's rules: an annotation begins before it ends, and ends with its video at the latest. */
async function readBack(files: WrittenFiles): Promise<Found> {
  const { database } = documentSchema.parse(JSON.parse(await files.text(FILE)));
  const items = Object.entries(database).flatMap(([video, { subset, duration, annotations }]) =>
    annotations.map(({ label, segment: [startSec, endSec] }) => {
      if (startSec >= endSec || endSec > duration)
        throw new Error(`${video} has a segment from ${startSec} to ${endSec}`);
      return { set: SPLITS.find((set) => SUBSETS[set] === subset)!, video, label, seconds: { startSec, endSec } };
    }),
  );
  return { items };
}
