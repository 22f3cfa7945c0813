import { SPLITS, type ExportLoss } from '../../../shared/protocol/export-methods.ts';
import { csvLine, parseCsv } from '../csv.ts';
import type { Exporter, ExportItem, Found, Selection, WrittenFiles } from '../exporter.ts';
import { noteLosses } from '../losses.ts';
import { itemSeconds } from '../times.ts';
import { counted } from '../words.ts';
import { TRAINING_DEFAULTS } from './training-defaults.ts';

const FILE = 'kinetics.csv';
const COLUMNS = ['label', 'youtube_id', 'time_start', 'time_end', 'split'];
const WORDS = { train: 'train', val: 'validate', test: 'test' } as const;

/** The CSV of the Kinetics data sets: whole seconds, since its readers take no others; a span is widened to them. */
export const kinetics: Exporter = {
  id: 'kinetics-csv',
  name: 'Kinetics CSV',
  readBy: 'datumaro; whole seconds',
  hasClips: false,
  needsClips: false,
  hasSplit: true,
  absent: ['leave-out', 'background'],
  defaults: TRAINING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: ({ name }) => name },
  roundingSec: 1,
  unsplitAs: 'train',
  losses: (selection) => [...wideningLosses(selection), ...noteLosses(selection)],
  *files({ items }) {
    yield { path: FILE, chunks: lines(items) };
  },
  read: readBack,
};

function* lines(items: readonly ExportItem[]): Iterable<string> {
  yield csvLine(COLUMNS);
  for (const item of items) {
    const { startSec, endSec } = wholeSeconds(item);
    yield csvLine([item.label.name, item.video.slug, startSec, endSec, WORDS[item.video.set ?? 'train']]);
  }
}

function wholeSeconds(item: ExportItem): { startSec: number; endSec: number } {
  const { startSec, endSec } = itemSeconds(item);
  // A frame's time that is a whole second but for its last digits is that second.
  return { startSec: Math.floor(startSec + 1e-6), endSec: Math.ceil(endSec - 1e-6) };
}

function wideningLosses({ items }: Selection): ExportLoss[] {
  const what = `${counted(items.length, 'segment')} widened to whole seconds`;
  const why = 'by less than a second at either edge: this format has no fractions';
  return items.length === 0 ? [] : [{ level: 'warning', count: items.length, what, why }];
}

async function readBack(files: WrittenFiles): Promise<Found> {
  const [head = [], ...rows] = parseCsv(await files.text(FILE));
  if (head.join() !== COLUMNS.join()) throw new Error(`the columns are ${head.join()}`);
  return {
    items: rows.map(([label, video, start = '', end = '', word]) => {
      const set = SPLITS.find((one) => WORDS[one] === word);
      if (!set || !/^\d+$/.test(start) || !/^\d+$/.test(end))
        throw new Error(`${start}, ${end}, ${word} can't be read`);
      return { set, video: video!, label: label!, seconds: { startSec: Number(start), endSec: Number(end) } };
    }),
  };
}
