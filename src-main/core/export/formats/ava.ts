import { SPLITS, type ExportLoss, type Split } from '../../../shared/protocol/export-methods.ts';
import type { Exporter, ExportItem, Found, FoundItem, Selection, WrittenFiles } from '../exporter.ts';
import { linesOf } from '../lines.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { noteLosses } from '../losses.ts';
import { itemSeconds } from '../times.ts';
import { counted } from '../words.ts';
import { TRAINING_DEFAULTS } from './training-defaults.ts';

const LABELS = 'ava_action_list.pbtxt';
/** The whole picture, as shares of its width and height. */
const BOX = '0.000,0.000,1.000,1.000';
/** A time that is a whole second but for its last digits is that second. */
const NEARLY_SEC = 1e-6;

/**
 * AVA's CSV: a row for each whole second and class, with a box as large as the picture. Lossy: edges move to whole
 * seconds, and segments of one class that share or adjoin a second become one.
 */
export const ava: Exporter = {
  id: 'ava',
  name: 'AVA CSV',
  readBy: 'MMAction2, PySlowFast; whole seconds',
  hasClips: false,
  needsClips: false,
  hasSplit: true,
  absent: ['leave-out', 'background'],
  defaults: TRAINING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: ({ slug }) => slug },
  numbersClasses: true,
  roundingSec: 1,
  express: joined,
  losses: (selection) => [...samplingLosses(selection), ...noteLosses(selection)],
  *files(selection) {
    yield { path: LABELS, chunks: labelLines(selection) };
    for (const set of [...SPLITS, null]) {
      const own = selection.items.filter(({ video }) => video.set === set);
      if (own.length > 0) yield { path: fileOf(set), chunks: lines(own) };
    }
  },
  read: readBack,
};

function fileOf(set: Split | null): string {
  return `ava_${set ?? 'all'}.csv`;
}

/** The whole seconds within a span, from the first to the last; for a shorter one the second that is nearest. */
function secondsOf(item: ExportItem): { first: number; last: number } {
  const { startSec, endSec } = itemSeconds(item);
  const first = Math.ceil(startSec - NEARLY_SEC);
  const last = Math.ceil(endSec - NEARLY_SEC) - 1;
  if (first <= last) return { first, last };
  const nearest = Math.min(Math.round((startSec + endSec) / 2), Math.ceil(item.video.durationSec - NEARLY_SEC) - 1);
  return { first: nearest, last: nearest };
}

/** Spans of one class and video whose seconds adjoin are one: rows of seconds can't tell them apart. */
function joined(selection: Selection): Selection {
  const open = new Map<string, ExportItem>();
  const items = new Set<ExportItem>();
  for (const item of [...selection.items].sort((a, b) => a.startFrame - b.startFrame || a.endFrame - b.endFrame)) {
    const key = JSON.stringify([item.video.id, item.label.index]);
    const last = open.get(key);
    const isApart = !last || secondsOf(item).first > secondsOf(last).last + 1;
    const next = isApart ? item : { ...last, endFrame: Math.max(last.endFrame, item.endFrame) };
    if (!isApart) items.delete(last);
    items.add(next);
    open.set(key, next);
  }
  const order = new Map(selection.videos.map((video, i) => [video, i]));
  const byVideo = [...items].sort((a, b) => order.get(a.video)! - order.get(b.video)! || a.startFrame - b.startFrame);
  return { ...selection, items: byVideo };
}

function samplingLosses(selection: Selection): ExportLoss[] {
  const { items } = selection;
  const short = items.filter((item) => {
    const { startSec, endSec } = itemSeconds(item);
    return Math.ceil(startSec - NEARLY_SEC) >= endSec - NEARLY_SEC;
  }).length;
  const merged = items.length - joined(selection).items.length;
  const losses: ExportLoss[] = [
    loss(items.length, 'seen at whole seconds only', 'this format has a row a second and no fractions'),
    loss(short, 'without a whole second', 'written at the second that is nearest'),
    { ...loss(merged, `merged with ${merged === 1 ? 'another' : 'others'}`, 'of one class, in adjoining seconds'), level: 'lost' }, // prettier-ignore
  ];
  return losses.filter(({ count }) => count > 0);
}

function loss(count: number, what: string, why: string): ExportLoss {
  return { level: 'warning', count, what: `${counted(count, 'segment')} ${what}`, why };
}

/** Numbers count from 1: 0 is AVA's background. */
function* labelLines({ classes }: Selection): Iterable<string> {
  for (const { slug, index } of classes) yield `item {\n  name: "${slug}"\n  id: ${index + 1}\n}\n`;
}

/** By second, as AVA's own lists come: video, second, box, class, person. */
function* lines(items: readonly ExportItem[]): Iterable<string> {
  for (const [video, own] of itemsByVideo(items)) {
    const rows = own.flatMap(rowsOf);
    rows.sort((a, b) => a.sec - b.sec || a.action - b.action);
    for (const { sec, action } of rows) yield `${video.slug},${String(sec).padStart(4, '0')},${BOX},${action},0\n`;
  }
}

function rowsOf(item: ExportItem): { sec: number; action: number }[] {
  const { first, last } = secondsOf(item);
  return Array.from({ length: last - first + 1 }, (_, i) => ({ sec: first + i, action: item.label.index + 1 }));
}

async function readBack(files: WrittenFiles): Promise<Found> {
  const names = readLabels(await files.text(LABELS));
  const items: FoundItem[] = [];
  for (const set of [...SPLITS, null]) {
    if (!files.paths.includes(fileOf(set))) continue;
    items.push(...readRows(await files.text(fileOf(set)), names).map((item) => ({ ...item, set })));
  }
  return { items };
}

/** As MMAction2 reads them: by the line, a name between quotes, a number behind the last space. */
function readLabels(text: string): Map<number, string> {
  const names = new Map<number, string>();
  let name = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('  name:')) name = line.split('"')[1] ?? '';
    else if (line.startsWith('  id:')) names.set(Number(line.trim().split(' ').at(-1)), name);
  }
  return names;
}

const ROW = /^([^,\s]+),(\d{4,}),0\.000,0\.000,1\.000,1\.000,(\d+),0$/;

/** Seconds that follow one another are one span. */
function readRows(text: string, names: ReadonlyMap<number, string>): FoundItem[] {
  const runs = new Map<string, { first: number; last: number }[]>();
  for (const line of linesOf(text)) {
    const [, video, second, action] = ROW.exec(line) ?? [];
    const label = names.get(Number(action));
    if (video === undefined || label === undefined) throw new Error(`"${line}" can't be read`);
    const key = JSON.stringify([video, label]);
    const sec = Number(second);
    const own = runs.get(key) ?? [];
    runs.set(key, own);
    const last = own.at(-1);
    if (last && sec <= last.last) throw new Error(`"${line}" comes twice`);
    if (last?.last === sec - 1) last.last = sec;
    else own.push({ first: sec, last: sec });
  }
  return [...runs].flatMap(([key, own]) => {
    const [video, label] = JSON.parse(key) as [string, string];
    return own.map(({ first, last }) => ({ video, label, seconds: { startSec: first, endSec: last } }));
  });
}
