import { SPLITS, type Split } from '../../../shared/protocol/export-methods.ts';
import type { Exporter, ExportItem, Found, FoundItem, WrittenFiles } from '../exporter.ts';
import { linesOf } from '../lines.ts';
import { noteLosses, overlapLosses, shortLosses } from '../losses.ts';
import { TRAINING_DEFAULTS } from './training-defaults.ts';

/**
 * Lists for MMAction2's VideoDataset (`path label`) with clips, or for its RawframeDataset with offsets
 * (`folder first-frame frames label`) without: then each video's frames lie in a folder of its name.
 */
export const mmactionLists: Exporter = {
  id: 'mmaction2-lists',
  name: 'MMAction2 lists',
  readBy: 'video and rawframe lists',
  hasClips: true,
  needsClips: false,
  hasSplit: true,
  absent: ['leave-out', 'background'],
  defaults: { ...TRAINING_DEFAULTS, cut: true },
  names: { video: ({ slug }) => slug, label: ({ slug }) => slug },
  numbersClasses: true,
  roundingSec: 0,
  clipFolder: ({ video }) => (video.set === null ? 'clips' : `clips/${video.set}`),
  losses: (selection) => [
    ...(selection.settings.clips.cut ? overlapLosses(selection) : []),
    ...shortLosses(selection),
    ...noteLosses(selection),
  ],
  *files({ items, settings }) {
    const line = settings.clips.cut ? videoLine : rawframeLine;
    for (const set of [...SPLITS, null]) {
      const own = items.filter(({ video }) => video.set === set);
      if (own.length > 0) yield { path: listName(set, settings.clips.cut), chunks: own.map(line) };
    }
  },
  read: readBack,
};

function listName(set: Split | null, isCut: boolean): string {
  return `${set ?? 'all'}_${isCut ? 'videos' : 'rawframes'}.txt`;
}

function videoLine({ clip, label }: ExportItem): string {
  return `${clip!} ${label.index}\n`;
}

function rawframeLine({ video, label, startFrame, endFrame }: ExportItem): string {
  return `${video.slug} ${startFrame} ${endFrame - startFrame} ${label.index}\n`;
}

/** As MMAction2 reads them: fields parted by white space, the last one a class's number. */
async function readBack(files: WrittenFiles): Promise<Found> {
  const classes = linesOf(await files.text('classes.txt'));
  const paths = new Set(files.paths);
  const items: FoundItem[] = [];
  for (const set of [...SPLITS, null]) {
    for (const isCut of [true, false]) {
      const path = listName(set, isCut);
      if (!paths.has(path)) continue;
      const lines = linesOf(await files.text(path));
      items.push(...lines.map((line) => itemOf(line, { set, isCut, classes, paths })));
    }
  }
  return { items };
}

interface Reading {
  readonly set: Split | null;
  readonly isCut: boolean;
  readonly classes: readonly string[];
  readonly paths: ReadonlySet<string>;
}

function itemOf(line: string, { set, isCut, classes, paths }: Reading): FoundItem {
  const fields = line.trim().split(/\s+/);
  const label = classes[Number(fields.at(-1))];
  if (fields.length !== (isCut ? 2 : 4) || label === undefined) throw new Error(`"${line}" can't be read`);
  const [first = '', start, length] = fields;
  if (isCut) {
    if (!paths.has(first)) throw new Error(`${first} is listed and not there`);
    return { set, label, clip: first };
  }
  const startFrame = Number(start);
  return { set, label, video: first, frames: { startFrame, endFrame: startFrame + Number(length) } };
}
