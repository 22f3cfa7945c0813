import { csvLine, parseCsv } from '../csv.ts';
import type { Exporter, ExportItem, Found, FoundItem, Selection, WrittenFiles } from '../exporter.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { mergedSpans, mergingLosses } from '../merging.ts';
import { itemSeconds, meanFps } from '../times.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const FILE = 'boris-events.tsv';
const COLUMNS = [
  ...['Observation id', 'Observation date', 'Description', 'Observation duration', 'Observation type', 'Source'],
  ...['Time offset (s)', 'Media duration (s)', 'FPS', 'Subject', 'Behavior', 'Behavioral category', 'Behavior type'],
  ...['Time', 'Media file name', 'Image index', 'Image file path', 'Comment'],
];
const TAB = '\t';

/** BORIS's tabular events: a row where a behaviour begins and one where it ends, one observation a video. */
export const borisTabular: Exporter = {
  id: 'boris-tabular',
  name: 'BORIS events',
  readBy: 'tabular, start and stop rows',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['leave-out', 'background'],
  defaults: SHOWING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: ({ name }) => name },
  roundingSec: 0.0005,
  express: (selection) => mergedSpans(selection, false),
  losses: (selection) => mergingLosses(selection, false),
  *files(selection) {
    yield { path: FILE, chunks: lines(selection) };
  },
  read: readBack,
};

interface Event {
  readonly item: ExportItem;
  readonly isStart: boolean;
  readonly frame: number;
  readonly sec: number;
}

function* lines({ items, at }: Selection): Iterable<string> {
  yield csvLine(COLUMNS, TAB);
  for (const own of itemsByVideo(items).values()) {
    const events = own.flatMap(eventsOf);
    // Where one ends as the next begins, the end comes first: the behaviour is on or off.
    events.sort((a, b) => a.frame - b.frame || Number(a.isStart) - Number(b.isStart));
    for (const event of events) yield csvLine(cellsOf(event, at), TAB);
  }
}

function eventsOf(item: ExportItem): Event[] {
  const { startSec, endSec } = itemSeconds(item);
  return [
    { item, isStart: true, frame: item.startFrame, sec: startSec },
    { item, isStart: false, frame: item.endFrame, sec: endSec },
  ];
}

function cellsOf({ item, isStart, frame, sec }: Event, at: string): (string | number)[] {
  const { video, label, segment } = item;
  const duration = video.durationSec.toFixed(3);
  return [
    ...[video.slug, at.slice(0, 19).replace('T', ' '), '', duration, 'Media file(s)', `player #1:${video.name}`],
    ...['0.000', duration, meanFps(video).toFixed(3), 'No focal subject', label.name, ''],
    ...[isStart ? 'START' : 'STOP', sec.toFixed(3), video.name, frame, '', isStart ? (segment?.note ?? '') : ''],
  ];
}

/** Pairs each start with the next stop of its behaviour. */
async function readBack(files: WrittenFiles): Promise<Found> {
  const [head = [], ...rows] = parseCsv(await files.text(FILE), TAB);
  if (head.join() !== COLUMNS.join()) throw new Error(`the columns are ${head.join()}`);
  const items: FoundItem[] = [];
  const open = new Map<string, number>();
  for (const row of rows) {
    const cell = (name: string) => row[COLUMNS.indexOf(name)]!;
    const [video, label, sec] = [cell('Observation id'), cell('Behavior'), Number(cell('Time'))];
    const key = JSON.stringify([video, label]);
    const startSec = open.get(key);
    const isStart = cell('Behavior type') === 'START';
    if (isStart !== (startSec === undefined)) throw new Error(`${label} in ${video} begins or ends twice at ${sec}`);
    if (startSec === undefined) open.set(key, sec);
    else {
      open.delete(key);
      items.push({ video, label, seconds: { startSec, endSec: sec } });
    }
  }
  if (open.size > 0) throw new Error(`${open.size} behaviours do not end`);
  return { items };
}
