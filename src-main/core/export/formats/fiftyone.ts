import { z } from 'zod';
import type { Exporter, ExportItem, Found, Selection, WrittenFiles } from '../exporter.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { noteLosses } from '../losses.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const FILE = 'labels.json';

/** FiftyOne's temporal detections: put the videos into `data/` beside the file, under the names it has. */
export const fiftyOne: Exporter = {
  id: 'fiftyone',
  name: 'FiftyOne',
  readBy: 'temporal detections',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['leave-out', 'background'],
  defaults: SHOWING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: ({ name }) => name },
  numbersClasses: true,
  roundingSec: 0,
  losses: noteLosses,
  *files(selection) {
    yield { path: FILE, chunks: documentChunks(selection) };
  },
  read: readBack,
};

function* documentChunks({ classes, items }: Selection): Iterable<string> {
  yield `{"classes":${JSON.stringify(classes.map(({ name }) => name))},\n"labels":{`;
  for (const [i, [video, own]] of [...itemsByVideo(items)].entries()) {
    yield `${i === 0 ? '' : ','}\n${JSON.stringify(video.slug)}:${JSON.stringify(own.map(detectionOf))}`;
  }
  yield '}}\n';
}

/** Frames count from 1, and the last one belongs to the support. */
function detectionOf({ label, segment, startFrame, endFrame }: ExportItem): object {
  const confidence = segment?.status === 'unreviewed' && segment.score !== null ? { confidence: segment.score } : {};
  return { label: label.index, support: [startFrame + 1, endFrame], ...confidence };
}

const documentSchema = z.object({
  classes: z.array(z.string()),
  labels: z.record(
    z.string(),
    z.array(z.object({ label: z.int().nonnegative(), support: z.tuple([z.int().positive(), z.int().positive()]) })),
  ),
});

async function readBack(files: WrittenFiles): Promise<Found> {
  const { classes, labels } = documentSchema.parse(JSON.parse(await files.text(FILE)));
  const items = Object.entries(labels).flatMap(([video, detections]) =>
    detections.map(({ label, support: [first, last] }) => {
      const name = classes[label];
      if (name === undefined || first > last)
        throw new Error(`${video} has a detection ${label} from ${first} to ${last}`);
      return { video, label: name, frames: { startFrame: first - 1, endFrame: last } };
    }),
  );
  return { items };
}
