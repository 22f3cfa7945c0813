import { secondsFromStart } from '../../shared/time.ts';
import { isSameRecord } from '../../shared/diff.ts';
import type { Exporter, ExportItem, ExportVideo, Found, FoundItem, Selection } from './exporter.ts';
import { nearestFrame } from '../base/nearest-frame.ts';
import { matched } from './matching.ts';

/** What comparing the files with the project showed. */
export interface Comparison {
  /** Where the two differ, a sentence each without its stop; empty for a good export. */
  readonly faults: readonly string[];
  /** Spans whose edges read as another frame than they were, by no more than the format's rounding allows. */
  readonly moved: number;
  readonly mostFrames: number;
}

/** Rounding as fine as this keeps spans in their order. */
const FINE_SEC = 0.01;
/** A span's start is looked for within so many roundings. */
const NEAR = 1.5;
/** Further faults of one export are counted only. */
const MAX_FAULTS = 100;

/**
 * Holds what was read back against what was to be written, as the format expresses it: as many spans of each set, video, class and clip, each
 * where it should be to within the format's rounding.
 */
export function compare(exporter: Exporter, selection: Selection, found: Found): Comparison {
  const faults: string[] = [];
  const fault = (text: string) => {
    if (faults.length < MAX_FAULTS) faults.push(text);
  };
  if (found.absences) compareAbsences(selection, found.absences, fault);
  const groups = groupedWith(exporter, selection, found.items, fault);
  let moved = 0;
  let mostFrames = 0;
  for (const { items, founds } of groups) {
    if (items.length !== founds.length) {
      fault(`${placeOf(items[0]!)} was written ${items.length} times and reads back ${founds.length} times`);
      continue;
    }
    const shifts =
      exporter.roundingSec < FINE_SEC ? pairedShifts(exporter, items, founds) : matchedShifts(exporter, items, founds);
    for (const [i, item] of items.entries()) {
      const shift = shifts[i] ?? null;
      if (shift === null) fault(`${placeOf(item)} reads back as another span`);
      else if (shift > 0) moved++;
      mostFrames = Math.max(mostFrames, shift ?? 0);
    }
  }
  return { faults, moved, mostFrames };
}

interface Group {
  readonly items: ExportItem[];
  readonly founds: FoundItem[];
}

/** Spans with the same names on both sides, each list by time. Those found that nobody wrote are faults. */
function groupedWith(
  { names, unsplitAs }: Exporter,
  { items }: Selection,
  founds: readonly FoundItem[],
  fault: (text: string) => void,
): Group[] {
  const [like = {}] = founds;
  const groups = new Map<string, Group>();
  for (const item of items) {
    const set = item.video.set ?? unsplitAs ?? null;
    const key = keyLike(like, {
      set,
      video: names.video(item.video),
      label: names.label(item.label),
      clip: item.clip!,
    });
    const group = groups.get(key);
    if (group) group.items.push(item);
    else groups.set(key, { items: [item], founds: [] });
  }
  for (const one of founds) {
    const group = groups.get(keyLike(like, one));
    if (group) group.founds.push(one);
    else fault(`${nameOf(one)} reads back and is none of the project's`);
  }
  for (const { items: own, founds: read } of groups.values()) {
    own.sort((a, b) => a.startFrame - b.startFrame || a.endFrame - b.endFrame || compareIds(a.segment, b.segment));
    read.sort((a, b) => startOf(a) - startOf(b) || endOf(a) - endOf(b) || compareIds(a.segment, b.segment));
  }
  return [...groups.values()];
}

/** The names that the format says, as one text. */
function keyLike(like: FoundItem, { set, video, label, clip }: FoundItem): string {
  return JSON.stringify([
    like.set === undefined ? 0 : set,
    like.video === undefined ? 0 : video,
    like.label === undefined ? 0 : label,
    like.clip === undefined ? 0 : clip,
  ]);
}

function compareIds(
  a: { readonly id: string } | null | undefined,
  b: { readonly id: string } | null | undefined,
): number {
  const [left, right] = [a?.id ?? '', b?.id ?? ''];
  return Number(left > right) - Number(left < right);
}

function startOf({ frames, seconds }: FoundItem): number {
  return frames?.startFrame ?? seconds?.startSec ?? 0;
}

function endOf({ frames, seconds }: FoundItem): number {
  return frames?.endFrame ?? seconds?.endSec ?? 0;
}

type Shift = number | null;

function pairedShifts(exporter: Exporter, items: readonly ExportItem[], founds: readonly FoundItem[]): Shift[] {
  return items.map((item, i) => shiftOf(exporter, item, founds[i]!));
}

/** Where rounding may change the order, items and spans are matched: several may have become several. */
function matchedShifts(exporter: Exporter, items: readonly ExportItem[], founds: readonly FoundItem[]): Shift[] {
  const starts = founds.map(startOf);
  const candidates = items.map((item) => {
    const startSec = secondsFromStart(item.video.clock(), item.startFrame);
    const near: { readonly place: number; readonly shift: number }[] = [];
    for (let place = firstFrom(starts, startSec - NEAR * exporter.roundingSec); place < founds.length; place++) {
      if (starts[place]! > startSec + NEAR * exporter.roundingSec) break;
      const shift = shiftOf(exporter, item, founds[place]!);
      if (shift !== null) near.push({ place, shift });
    }
    return near.sort((a, b) => a.shift - b.shift);
  });
  const places = matched(items.length, (item) => candidates[item]!.map(({ place }) => place));
  return places.map((place, item) => candidates[item]!.find((one) => one.place === place)?.shift ?? null);
}

/** The first place of an ascending list whose value is at least `least`. */
function firstFrom(ascending: readonly number[], least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By how many frames the farther edge has moved; null where it is another span, or another record. */
function shiftOf({ roundingSec }: Exporter, item: ExportItem, found: FoundItem): Shift {
  const { startFrame, endFrame, video, segment } = item;
  if (found.segment && !(segment && isSameRecord(segment, found.segment))) return null;
  const { frames, seconds } = found;
  if (frames) return frames.startFrame === startFrame && frames.endFrame === endFrame ? 0 : null;
  if (!seconds) return 0;
  const shifts = [
    edgeShift(video, startFrame, seconds.startSec, roundingSec),
    edgeShift(video, endFrame, seconds.endSec, roundingSec),
  ];
  return shifts.includes(null) ? null : Math.max(...shifts.map((shift) => shift ?? 0));
}

function edgeShift({ clock, frameCount }: ExportVideo, frame: number, foundSec: number, roundingSec: number): Shift {
  const shift = Math.abs(nearestFrame(clock(), frameCount, foundSec) - frame);
  const isNear = Math.abs(secondsFromStart(clock(), frame) - foundSec) <= roundingSec + 1e-6;
  return shift === 0 || isNear ? shift : null;
}

function compareAbsences(
  { absences }: Selection,
  found: Found['absences'] & object,
  fault: (text: string) => void,
): void {
  const read = new Map(found.map((one) => [one.id, one]));
  for (const one of absences) {
    const other = read.get(one.id);
    if (!other || !isSameRecord(one, other))
      fault(`The verified absence at frame ${one.startFrame} reads back differently`);
  }
  if (found.length !== absences.length) fault(`${absences.length} verified absences read back as ${found.length}`);
}

function placeOf({ video, label, startFrame, endFrame }: ExportItem): string {
  return `${label.name} in ${video.name}, frames ${startFrame} to ${endFrame - 1},`;
}

function nameOf({ clip, label, video }: FoundItem): string {
  return `"${clip ?? [label, video].filter((name) => name !== undefined).join(' in ')}"`;
}
