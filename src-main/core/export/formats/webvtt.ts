import type { ExportLoss } from '../../../shared/protocol/export-methods.ts';
import type { Exporter, ExportClass, ExportItem, FoundItem, Selection } from '../exporter.ts';
import { noteLosses } from '../losses.ts';
import { itemSeconds } from '../times.ts';
import { readVideoFiles, videoFiles } from '../video-files.ts';
import { counted } from '../words.ts';
import { SHOWING_DEFAULTS } from './training-defaults.ts';

const ENDING = '.vtt';

/** Subtitles, one file a video: players show the labels while it runs. */
export const webvtt: Exporter = {
  id: 'webvtt',
  name: 'WebVTT',
  readBy: 'subtitles per video',
  hasClips: false,
  needsClips: false,
  hasSplit: false,
  absent: ['leave-out', 'background'],
  defaults: SHOWING_DEFAULTS,
  names: { video: ({ slug }) => slug, label: oneLine },
  roundingSec: 0.0005,
  losses: (selection) => [...lineLosses(selection), ...noteLosses(selection)],
  files: ({ items }) => videoFiles(items, ENDING, (_, cues) => cueChunks(cues)),
  read: (files) => readVideoFiles(files, ENDING, cuesIn),
};

/** A blank line would end a cue. */
function oneLine({ name }: ExportClass): string {
  return name.replaceAll(/\s+/g, ' ').trim();
}

function lineLosses({ classes }: Selection): ExportLoss[] {
  const count = classes.filter((one) => oneLine(one) !== one.name).length;
  const what = `${counted(count, 'class name')} written on one line`;
  return count === 0 ? [] : [{ level: 'warning', count, what, why: 'line ends and runs of spaces become a space' }];
}

function* cueChunks(items: readonly ExportItem[]): Iterable<string> {
  yield 'WEBVTT\n';
  for (const [i, item] of items.entries()) {
    const { startSec, endSec } = itemSeconds(item);
    yield `\n${i + 1}\n${timeText(startSec)} --> ${timeText(endSec)}\n${escaped(oneLine(item.label))}\n`;
  }
}

/** "00:00:01.200" */
function timeText(sec: number): string {
  const ms = Math.round(sec * 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const rest = String(ms % 1000).padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${rest}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function cuesIn(text: string, path: string): FoundItem[] {
  const [head, ...cues] = text.trimEnd().split('\n\n');
  if (head !== 'WEBVTT') throw new Error(`${path} does not begin as WebVTT`);
  return cues.map((cue) => itemOf(cue, path));
}

const TIMES = /^(\d{2,}):(\d\d):(\d\d\.\d{3}) --> (\d{2,}):(\d\d):(\d\d\.\d{3})$/;

function itemOf(cue: string, path: string): FoundItem {
  const [, times = '', text, ...rest] = cue.split('\n');
  const parts = TIMES.exec(times)?.slice(1).map(Number);
  if (!parts || text === undefined || rest.length > 0) throw new Error(`"${cue}" of ${path} is no cue`);
  const [h1 = 0, m1 = 0, s1 = 0, h2 = 0, m2 = 0, s2 = 0] = parts;
  const seconds = { startSec: h1 * 3600 + m1 * 60 + s1, endSec: h2 * 3600 + m2 * 60 + s2 };
  return { label: unescaped(text), seconds };
}
