import { BACKGROUND, type ExportLoss } from '../../../shared/protocol/export-methods.ts';
import { runsOf } from '../../base/frame-runs.ts';
import { subtract } from '../../base/spans.ts';
import { csvLine, parseCsv } from '../csv.ts';
import type { Exporter, ExportClass, ExportItem, ExportVideo, FoundItem, Selection } from '../exporter.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { noteLosses } from '../losses.ts';
import { mergedSpans, mergingLosses } from '../merging.ts';
import { readVideoFiles, videoFiles } from '../video-files.ts';
import { counted } from '../words.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const SUFFIX = '_labels.csv';

/** A row a frame: 1 and 0 by class where something is said, −1 in the whole row where nothing is. */
export const deepEthogram: Exporter = {
  id: 'deepethogram',
  name: 'DeepEthogram',
  readBy: 'one CSV per video',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['background', 'leave-out'],
  defaults: { ...SHOWING_DEFAULTS, absent: 'background' },
  names: { video: ({ slug }) => slug, label: columnName },
  roundingSec: 0,
  undecidedAs: '−1 in the whole row',
  express: (selection) => withoutBoth(mergedSpans(selection, true)),
  losses: (selection) => [
    ...mergingLosses(selection, true),
    ...turnedLosses(selection),
    ...silenceLosses(selection),
    ...noteLosses(selection),
  ],
  files: (selection) => videoFiles(selection.items, SUFFIX, (video, items) => rows(video, items, selection)),
  read: (files) => readVideoFiles(files, SUFFIX, runsIn),
};

function columnName({ name }: ExportClass): string {
  return name.toLowerCase() === BACKGROUND ? BACKGROUND : name;
}

/** Background where some class is present is none. */
function withoutBoth(selection: Selection): Selection {
  const present = itemsByVideo(selection.items.filter(({ label }) => columnName(label) !== BACKGROUND));
  const items = selection.items.flatMap((item) => {
    if (columnName(item.label) !== BACKGROUND) return [item];
    const others = present.get(item.video) ?? [];
    return subtract([item], others).map((span) => ({ ...item, ...span }));
  });
  return { ...selection, items };
}

function silenceLosses({ items }: Selection): ExportLoss[] {
  const partly = [...itemsByVideo(items)].filter(
    ([{ frameCount }, own]) => subtract([{ startFrame: 0, endFrame: frameCount }], own).length > 0,
  );
  const what = `${counted(partly.length, 'video')} with frames that nobody has decided`;
  const why = 'written as −1; DeepEthogram trains only on videos without any';
  return partly.length === 0 ? [] : [{ level: 'warning', count: partly.length, what, why }];
}

/** DeepEthogram takes whichever is longer, rows or columns, for frames. */
function turnedLosses({ items, classes }: Selection): ExportLoss[] {
  const columns = columnsOf(classes).length;
  const count = [...itemsByVideo(items).keys()].filter(({ frameCount }) => frameCount < columns).length;
  const what = `${counted(count, 'video')} with fewer frames than there are columns`;
  return count === 0 ? [] : [{ level: 'lost', count, what, why: 'DeepEthogram takes its columns for frames there' }];
}

function columnsOf(classes: readonly ExportClass[]): string[] {
  return [BACKGROUND, ...classes.map(columnName).filter((name) => name !== BACKGROUND)];
}

function* rows(video: ExportVideo, items: readonly ExportItem[], { classes }: Selection): Iterable<string> {
  const columns = columnsOf(classes);
  yield csvLine(['', ...columns]);
  const starts = byFrame(items, ({ startFrame }) => startFrame);
  const ends = byFrame(items, ({ endFrame }) => endFrame);
  const on = new Set<string>();
  for (let frame = 0; frame < video.frameCount; frame++) {
    for (const { label } of ends.get(frame) ?? []) on.delete(columnName(label));
    for (const { label } of starts.get(frame) ?? []) on.add(columnName(label));
    yield csvLine([frame, ...columns.map((name) => (on.size === 0 ? -1 : on.has(name) ? 1 : 0))]);
  }
}

function byFrame(items: readonly ExportItem[], frameOf: (item: ExportItem) => number): Map<number, ExportItem[]> {
  const result = new Map<number, ExportItem[]>();
  for (const item of items) result.set(frameOf(item), [...(result.get(frameOf(item)) ?? []), item]);
  return result;
}

function runsIn(text: string, path: string): FoundItem[] {
  const [head = [], ...body] = parseCsv(text);
  if (head[0] !== '' || head[1] !== BACKGROUND) throw new Error(`${path} does not begin with its background`);
  if (body.some(([frame], i) => Number(frame) !== i)) throw new Error(`${path} leaves a frame out`);
  return head.slice(1).flatMap((label, i) => {
    const runs = runsOf(body.length, (frame) => body[frame]![i + 1] === '1');
    return runs.map((frames) => ({ label, frames }));
  });
}
