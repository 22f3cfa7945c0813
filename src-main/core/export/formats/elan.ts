import type { Exporter, ExportItem, ExportVideo, FoundItem } from '../exporter.ts';
import { noteLosses } from '../losses.ts';
import { itemSeconds } from '../times.ts';
import { readVideoFiles, videoFiles } from '../video-files.ts';
import { xmlAttributes, xmlEscaped, xmlSafe, xmlUnescaped } from '../xml.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const ENDING = '.eaf';

/** One .eaf a video, a tier a class; a second tier where segments of one class overlap, which a tier can't hold. */
export const elan: Exporter = {
  id: 'elan',
  name: 'ELAN',
  readBy: '.eaf, a tier per class',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['leave-out', 'background'],
  defaults: SHOWING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: ({ name }) => xmlSafe(name) },
  roundingSec: 0.0005,
  losses: noteLosses,
  files: ({ items, at }) => videoFiles(items, ENDING, (video, own) => documentChunks(video, own, at)),
  read: (files) => readVideoFiles(files, ENDING, annotationsIn),
};

const SCHEMA =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
  'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd"';

function* documentChunks(video: ExportVideo, items: readonly ExportItem[], at: string): Iterable<string> {
  const media = xmlEscaped(`./${encodeURIComponent(xmlSafe(video.name))}`);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<ANNOTATION_DOCUMENT AUTHOR="Timeloupe" DATE="${at}" FORMAT="3.0" VERSION="3.0" ${SCHEMA}>\n`;
  yield '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">\n';
  yield `<MEDIA_DESCRIPTOR MEDIA_URL="${media}" MIME_TYPE="video/*" RELATIVE_MEDIA_URL="${media}"/>\n`;
  yield `<PROPERTY NAME="lastUsedAnnotationId">${items.length}</PROPERTY>\n</HEADER>\n`;
  const { slots, ofEdge } = slotsOf(items);
  yield '<TIME_ORDER>\n';
  for (const [i, ms] of slots.entries()) yield `<TIME_SLOT TIME_SLOT_ID="ts${i + 1}" TIME_VALUE="${ms}"/>\n`;
  yield '</TIME_ORDER>\n';
  let id = 0;
  for (const [name, own] of tiersOf(items)) {
    yield `<TIER LINGUISTIC_TYPE_REF="behaviour" TIER_ID="${xmlEscaped(name)}">\n`;
    for (const item of own) {
      const [start, end] = ofEdge(item);
      yield `<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a${++id}" TIME_SLOT_REF1="ts${start}" TIME_SLOT_REF2="ts${end}">`;
      yield `<ANNOTATION_VALUE>${xmlEscaped(item.label.name)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n`;
    }
    yield '</TIER>\n';
  }
  yield '<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="behaviour" TIME_ALIGNABLE="true"/>\n';
  yield '</ANNOTATION_DOCUMENT>\n';
}

/** Slots in the order of time, and which two, from 1, an item lies between. */
function slotsOf(items: readonly ExportItem[]): { slots: number[]; ofEdge: (item: ExportItem) => [number, number] } {
  const inMs = (item: ExportItem) => {
    const { startSec, endSec } = itemSeconds(item);
    return [Math.round(startSec * 1000), Math.round(endSec * 1000)] as const;
  };
  const slots = [...new Set(items.flatMap(inMs))].sort((a, b) => a - b);
  const places = new Map(slots.map((ms, i) => [ms, i + 1]));
  return { slots, ofEdge: (item) => inMs(item).map((ms) => places.get(ms)!) as [number, number] };
}

/** Tiers by name, each without overlaps: "walk", "walk (2)". */
function tiersOf(items: readonly ExportItem[]): Map<string, ExportItem[]> {
  const tiers = new Map<string, ExportItem[]>();
  const classNames = new Set(items.map(({ label }) => label.name));
  for (const item of items) {
    for (let level = 1; ; level++) {
      const name = level === 1 ? item.label.name : `${item.label.name} (${level})`;
      if (level > 1 && classNames.has(name)) continue;
      const tier = tiers.get(name) ?? [];
      if (tier.some(({ endFrame }) => endFrame > item.startFrame)) continue;
      tiers.set(name, [...tier, item]);
      break;
    }
  }
  return tiers;
}

/** With ELAN's rules: whole milliseconds, slots in order, and no overlap within a tier. */
function annotationsIn(text: string, path: string): FoundItem[] {
  const slots = new Map<string, number>();
  let last = -1;
  for (const [tag] of text.matchAll(/<TIME_SLOT [^>]*>/g)) {
    const { TIME_SLOT_ID: id = '', TIME_VALUE: value = '' } = xmlAttributes(tag);
    if (!/^\d+$/.test(value) || Number(value) < last) throw new Error(`the time slot ${id} of ${path} is ${value}`);
    last = Number(value);
    slots.set(id, last);
  }
  const tiers = [...text.matchAll(/<TIER [^>]*>(.*?)<\/TIER>/gs)];
  return tiers.flatMap(([, tier = '']) => tierItems(tier, slots, path));
}

function tierItems(tier: string, slots: ReadonlyMap<string, number>, path: string): FoundItem[] {
  let lastEnd = -1;
  const tags = tier.matchAll(/(<ALIGNABLE_ANNOTATION [^>]*>)<ANNOTATION_VALUE>([^<]*)<\/ANNOTATION_VALUE>/g);
  return [...tags].map(([, tag = '', value = '']) => {
    const { TIME_SLOT_REF1: from = '', TIME_SLOT_REF2: to = '' } = xmlAttributes(tag);
    const [start, end] = [slots.get(from), slots.get(to)];
    if (start === undefined || end === undefined || start < lastEnd) throw new Error(`${tag} of ${path} has no place`);
    lastEnd = end;
    const seconds = { startSec: start / 1000, endSec: end / 1000 };
    return { label: xmlUnescaped(value), seconds };
  });
}
