import { SPLITS, type Split } from '../../../shared/protocol/export-methods.ts';
import type { Exporter, ExportFile, ExportItem, Found, FoundItem, Selection, WrittenFiles } from '../exporter.ts';
import { byCodePoint } from '../names.ts';
import { linesOf } from '../lines.ts';
import { noteLosses, overlapLosses, shortLosses } from '../losses.ts';
import { itemSeconds } from '../times.ts';

/**
 * `<set>/<class>/<clip>.mp4`, as readers of folders want it, with the lists that others want: `<set>.csv` for
 * TimeSformer and PySlowFast (one space, no header, no quotes), `<set>/metadata.jsonl` for Hugging Face datasets.
 * Names in the lists are those of the folders, so that every reader numbers the classes alike.
 */
export const classFolders: Exporter = {
  id: 'class-folders',
  name: 'Clips in class folders',
  readBy: 'five trainers read it as is',
  hasClips: true,
  needsClips: true,
  hasSplit: true,
  absent: ['leave-out', 'background'],
  defaults: {
    statuses: ['accepted', 'corrected'],
    absent: 'leave-out',
    split: { train: 0.8, val: 0.1, test: 0.1 },
    cut: true,
  },
  names: { video: ({ slug }) => slug, label: ({ slug }) => slug },
  numbersClasses: true,
  roundingSec: 0.0005,
  lackingMeans: 'readers that number classes by folder count differently there: use the lists',
  clipFolder: ({ video, label }) => (video.set === null ? label.slug : `${video.set}/${label.slug}`),
  losses: (selection) => [...overlapLosses(selection), ...shortLosses(selection), ...noteLosses(selection)],
  *files(selection) {
    for (const set of setsOf(selection)) {
      const items = selection.items.filter(({ video }) => video.set === set);
      yield { path: `${set ?? 'all'}.csv`, chunks: listLines(items) };
      yield { path: `${folderOf(set)}metadata.jsonl`, chunks: metadataLines(items, set) };
    }
  },
  read: readBack,
};

function setsOf({ items }: Selection): (Split | null)[] {
  return [...SPLITS, null].filter((set) => items.some(({ video }) => video.set === set));
}

function folderOf(set: Split | null): string {
  return set === null ? '' : `${set}/`;
}

function* listLines(items: readonly ExportItem[]): Iterable<string> {
  for (const { clip, label } of items) yield `${clip!} ${label.index}\n`;
}

/**
 * Every line has every key, of one type: Hugging Face infers the columns of each set for itself, and 2 would be another
 * type than 2.5.
 */
function* metadataLines(items: readonly ExportItem[], set: Split | null): ExportFile['chunks'] {
  for (const item of items) {
    const { clip, label, video, segment, startFrame, endFrame } = item;
    const { startSec, endSec } = itemSeconds(item);
    const line = {
      file_name: clip!.slice(folderOf(set).length),
      label: label.slug,
      label_id: label.index,
      class_name: label.name,
      source: video.name,
      source_fingerprint: video.fingerprint,
      start_frame: startFrame,
      end_frame: endFrame,
      status: segment?.status ?? 'background',
      annotator: segment?.annotator ?? '',
    };
    const times = `"start":${startSec.toFixed(6)},"end":${endSec.toFixed(6)}`;
    yield `${JSON.stringify(line).slice(0, -1)},${times}}\n`;
  }
}

/** Reads each list as its consumer does, and holds the three against one another. */
async function readBack(files: WrittenFiles): Promise<Found> {
  const items: FoundItem[] = [];
  const clips = files.paths.filter((path) => path.endsWith('.mp4'));
  const there = new Set(clips);
  const classes = foldersSorted(clips);
  for (const set of [...SPLITS, null]) {
    const list = `${set ?? 'all'}.csv`;
    if (!files.paths.includes(list)) continue;
    const labels = new Map(readList(await files.text(list)));
    const lines = linesOf(await files.text(`${folderOf(set)}metadata.jsonl`));
    const found = lines.map((line) => itemOf(JSON.parse(line) as MetadataLine, set));
    for (const { clip, label } of found) {
      if (!there.has(clip!)) throw new Error(`${clip} is listed and not there`);
      if (classes[labels.get(clip!) ?? -1] !== label) throw new Error(`${clip} has another number in ${list}`);
    }
    if (labels.size !== found.length) throw new Error(`${list} and metadata.jsonl differ in length`);
    items.push(...found);
  }
  if (items.length !== clips.length) throw new Error(`${clips.length} clips are there and ${items.length} are listed`);
  return { items };
}

interface MetadataLine {
  readonly file_name: string;
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

function itemOf({ file_name, label, start, end }: MetadataLine, set: Split | null): FoundItem {
  const clip = `${folderOf(set)}${file_name}`;
  if (clip.split('/').at(-2) !== label) throw new Error(`${clip} lies in another folder than its label's`);
  return { set, clip, label, seconds: { startSec: start, endSec: end } };
}

/** As TimeSformer reads it: exactly two fields a line, parted by one space. */
function readList(text: string): [string, number][] {
  return linesOf(text).map((line) => {
    const [path, label, ...rest] = line.split(' ');
    if (path === undefined || label === undefined || rest.length > 0 || !/^\d+$/.test(label)) {
      throw new Error(`"${line}" is no path with a label`);
    }
    return [path, Number(label)];
  });
}

/** The classes of a tree, numbered as readers of folders do. */
function foldersSorted(clips: readonly string[]): string[] {
  const names = new Set(clips.map((clip) => clip.split('/').at(-2)!));
  return [...names].sort(byCodePoint);
}
