import {
  ITEM_KINDS,
  type ErrorKind,
  type ItemKind,
  type Measure,
  type QueueItem,
} from '#shared/protocol/review-methods';
import type { DriftCount } from '#shared/protocol/insight-methods';
import { SEGMENT_STATUSES, type SegmentStatus } from '#shared/records';
import { grouped, scoreText } from './numbers.ts';

/** What the menu of the measure offers. */
export type QueueOrder = 'margin' | 'confidence' | 'entropy' | 'models' | 'boundary' | 'errors' | 'random' | 'blind';

export const ORDER_WORDS: Readonly<Record<QueueOrder, string>> = {
  margin: 'Margin',
  confidence: 'Least confidence',
  entropy: 'Entropy',
  models: 'A and B differ',
  boundary: 'Edge doubt',
  errors: 'Label errors',
  random: 'Random check',
  blind: 'Blind pass',
};

/** What may be wrong with a label, and how two runs differ. */
export const KIND_WORDS: Readonly<Record<ItemKind, string>> = {
  class: 'wrong class',
  edge: 'moved edge',
  missed: 'missed',
  split: 'split or merge',
  fixed: 'B is right',
  broken: 'A is right',
  'both-wrong': 'both wrong',
};

export const ERROR_ORDER: readonly ErrorKind[] = ['class', 'edge', 'missed', 'split'];

/** What stands over the items of a kind. */
export const GROUP_WORDS: Readonly<Record<ItemKind, string>> = {
  class: 'Wrong class',
  edge: 'Moved edge',
  missed: 'Missed',
  split: 'Split or merge',
  fixed: 'Fixed: B is right',
  broken: 'Broken: A is right',
  'both-wrong': 'Both wrong',
};

interface Statuses {
  readonly offered: readonly SegmentStatus[];
  /** As the core has it where nothing is asked for. */
  readonly usual: readonly SegmentStatus[];
}
const NO_STATUSES: Statuses = { offered: [], usual: [] };

/** Which statuses segments of an order may have; none for orders of windows, which have no status. */
export function statusesOf(order: QueueOrder): Statuses {
  if (order === 'boundary') return { offered: SEGMENT_STATUSES, usual: ['unreviewed'] };
  if (order === 'errors') return { offered: ['accepted', 'corrected'], usual: ['accepted', 'corrected'] };
  return NO_STATUSES;
}

/** Items by kind, in the order of ITEM_KINDS, those without one last; each group by place. */
export function byKind(items: readonly QueueItem[]): readonly QueueItem[] {
  const rank = ({ kind }: QueueItem) => (kind === null ? ITEM_KINDS.length : ITEM_KINDS.indexOf(kind));
  return [...items].sort((a, b) => rank(a) - rank(b) || a.place - b.place);
}

/** Why an item is in the queue: "margin .04", "entropy 1.8", "edge doubt 22 frames". */
export function doubtWords(
  measure: Measure,
  { doubt, kind }: Pick<QueueItem, 'doubt' | 'kind'>,
  isAgainstRun: boolean,
): string {
  switch (measure) {
    case 'margin':
      return `margin ${scoreText(1 - doubt)}`;
    case 'confidence':
      return `top ${scoreText(1 - doubt)}`;
    case 'entropy':
      return `entropy ${scoreText(doubt, 1)}`;
    case 'boundary':
      return `edge doubt ${Math.round(doubt)} frames`;
    case 'errors':
      return kind ? KIND_WORDS[kind] : 'differs from label';
    case 'disagreement':
      if (kind) return KIND_WORDS[kind];
      return isAgainstRun ? 'A and B differ' : 'differs from label';
    case 'random':
      return 'by chance';
  }
}

/** "21 minutes 4.0 seconds": where in a video, as it is read out. */
export function spokenTime(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [hours, minutes] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60];
  const rest = (tenths % 600) / 10;
  const parts = [
    hours > 0 && `${hours} ${hours === 1 ? 'hour' : 'hours'}`,
    (hours > 0 || minutes > 0) && `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`,
    `${rest.toFixed(1)} seconds`,
  ];
  return parts.filter(Boolean).join(' ');
}

/**
 * An item's name for a screen reader: "touch face .43, then stand .39, margin .04, 21 minutes 4.0 seconds, 1 of 37".
 *
 * @param classes the highest first; empty while they are not known. @param place counted from 1.
 */
export function itemName(
  classes: readonly { readonly name: string; readonly score: number | null }[],
  facts: {
    readonly why: string;
    readonly atSec: number;
    readonly place: number;
    readonly of: number;
    /** Of a label in doubt, what the run says there. */
    readonly labelled?: { readonly run: { readonly name: string; readonly score: number | null } | null } | null;
    /** "relabelled still": what a person has decided. */
    readonly said?: string | null;
  },
): string {
  const run = facts.labelled?.run;
  const said = classes
    .slice(0, 2)
    .map(({ name, score }, i) => `${i > 0 ? 'then ' : ''}${name}${score === null ? '' : ` ${scoreText(score)}`}`);
  return [
    ...(facts.labelled ? said.map((words) => `labelled ${words}`) : said),
    run && `run says ${run.name}${run.score === null ? '' : `, mean ${scoreText(run.score)}`}`,
    facts.said,
    facts.why,
    spokenTime(facts.atSec),
    `${facts.place} of ${facts.of}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Windows of a blind pass: a few percent, and as many as say something. */
export function blindCount(windows: number): number {
  return Math.max(20, Math.ceil(0.03 * windows));
}

/** "17 of 20 (85 %)"; "–" where nothing was decided. */
export function agreedText({ agreed, windows }: DriftCount): string {
  return windows === 0 ? '–' : `${agreed} of ${windows} (${Math.round((100 * agreed) / windows)} %)`;
}

/**
 * What stands at the end of a queue: that it is done, and what there is beyond it.
 *
 * @param doubtful windows of all videos with a margin below `margin` that wait; null while that is not known.
 */
export function endText(end: {
  readonly decided: number;
  readonly doubtful: number | null;
  readonly margin: number;
  readonly isByMargin: boolean;
}): string {
  const { decided, doubtful, margin, isByMargin } = end;
  const done = `All ${grouped(decided)} of this queue are decided.`;
  if (doubtful === null) return done;
  const limit = `margin ${scoreText(margin)}`;
  if (doubtful === 0) return `${done} No window of the library is left under ${limit}.`;
  const left = `${grouped(doubtful)} ${doubtful === 1 ? 'window' : 'windows'} of the library under ${limit} still wait${doubtful === 1 ? 's' : ''}`;
  return `${done} ${left}: ${isByMargin ? 'draw the queue anew for them' : 'the order Margin lists them'}.`;
}

/** "312 / h"; "–" before the first decision. */
export function paceText(perHour: number | null): string {
  return perHour === null ? '–' : `${Math.round(perHour)} / h`;
}

/** The frames that a contact sheet of eight shows: all, or eight evenly chosen, the first and the last among them. */
export function sheetFrames(frames: readonly number[], count = 8): number[] {
  if (frames.length <= count) return [...frames];
  return Array.from({ length: count }, (_, i) => frames[Math.round((i * (frames.length - 1)) / (count - 1))]!);
}

/** Eight frames of a span, evenly: what a segment's contact sheet shows. */
export function spanFrames({ startFrame, endFrame }: Pick<QueueItem, 'startFrame' | 'endFrame'>, count = 8): number[] {
  const length = Math.max(1, endFrame - startFrame);
  const chosen = Math.min(count, length);
  return Array.from({ length: chosen }, (_, i) => startFrame + Math.floor(((i + 0.5) * length) / chosen));
}
