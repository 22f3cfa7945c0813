import { SPLITS, type ExportLoss, type Split } from '../../../shared/protocol/export-methods.ts';
import { runsOf } from '../../base/frame-runs.ts';
import { framesIn, union } from '../../base/spans.ts';
import { withClasses } from '../codes.ts';
import type { Exporter, ExportClass, ExportItem, ExportVideo, Found, FoundItem, Selection } from '../exporter.ts';
import { itemsByVideo } from '../items-by-video.ts';
import { noteLosses, sharedNameLosses } from '../losses.ts';
import { mergedSpans, mergingLosses } from '../merging.ts';
import { counted } from '../words.ts';
import { TRAINING_DEFAULTS } from './training-defaults.ts';

const FILE = 'feral.json';
/** FERAL's class 0, which its measures pass over. */
const OTHER: ExportClass = { id: null, name: 'other', slug: 'other', index: 0 };
/** A text of so many frames at a time. */
const FRAMES_A_CHUNK = 2000;

/**
 * FERAL's labels: a number for each frame, or a row of zeros and ones where classes overlap. Every frame gets a label:
 * what nobody has decided is "other", and so is background.
 */
export const feral: Exporter = {
  id: 'feral',
  name: 'FERAL',
  readBy: 'a label per frame, with sets',
  hasClips: false,
  needsClips: false,
  hasSplit: true,
  absent: ['background', 'leave-out'],
  defaults: { ...TRAINING_DEFAULTS, absent: 'background' },
  names: { video: ({ fileName }) => fileName, label: ({ name }) => name },
  numbersClasses: true,
  roundingSec: 0,
  unsplitAs: 'train',
  undecidedAs: 'class other, as background',
  express,
  losses: (selection) => [
    ...undecidedLosses(selection),
    ...mergingLosses(withoutOther(selection), true),
    ...sharedNameLosses(selection),
    ...noteLosses(selection),
  ],
  *files(selection) {
    yield { path: FILE, chunks: documentChunks(selection) };
  },
  read: async (files) => readLabels(await files.text(FILE)),
};

function isOther({ name }: ExportClass): boolean {
  return /^(background|other)$/i.test(name);
}

function withoutOther(selection: Selection): Selection {
  return { ...selection, items: selection.items.filter(({ label }) => !isOther(label)) };
}

/** Classes from 1 on; what is "other" is no span but all the rest of the videos in `videos`. */
function express(selection: Selection): Selection {
  const used = new Set(selection.items.map(({ video }) => video));
  const others = selection.classes.filter((one) => !isOther(one)).map((one, i) => ({ ...one, index: i + 1 }));
  const ofId = new Map(others.map((one) => [one.id, one]));
  const merged = withClasses(mergedSpans(withoutOther(selection), true), [OTHER, ...others], ({ id }) => ofId.get(id)!);
  return { ...merged, videos: selection.videos.filter((video) => used.has(video)) };
}

function undecidedLosses({ items }: Selection): ExportLoss[] {
  const videos = itemsByVideo(items);
  const all = [...videos.keys()].reduce((sum, { frameCount }) => sum + frameCount, 0);
  const count = [...videos].reduce((sum, [video, own]) => sum + video.frameCount - framesIn(union(own)), 0);
  const share = Math.max(1, Math.round((100 * count) / Math.max(1, all)));
  const what = `${counted(count, 'frame')} that nobody has decided become "other"`;
  return count === 0 ? [] : [{ level: 'lost', count, what, why: `${share} % of the videos; FERAL has no unlabelled frames` }]; // prettier-ignore
}

/** Whether some frame has two classes. */
function hasOverlap(items: readonly ExportItem[]): boolean {
  const frames = new Map<ExportVideo, number>();
  return [...items]
    .sort((a, b) => a.startFrame - b.startFrame)
    .some(({ video, startFrame, endFrame }) => {
      const reached = frames.get(video) ?? 0;
      frames.set(video, Math.max(reached, endFrame));
      return startFrame < reached;
    });
}

function* documentChunks({ classes, videos, items }: Selection): Iterable<string> {
  const isMultilabel = hasOverlap(items);
  const inSet = (set: Split) =>
    videos.filter((video) => (video.set ?? 'train') === set).map(({ fileName }) => fileName);
  const head = {
    is_multilabel: isMultilabel,
    class_names: Object.fromEntries(classes.map(({ name, index }) => [index, name])),
    splits: { ...Object.fromEntries(SPLITS.map((set) => [set, inSet(set)])), inference: [] },
  };
  yield `${JSON.stringify(head).slice(0, -1)},\n"labels":{`;
  const ofVideo = itemsByVideo(items);
  for (const [i, video] of videos.entries()) {
    yield `${i === 0 ? '' : ','}\n${JSON.stringify(video.fileName)}:[`;
    const own = ofVideo.get(video) ?? [];
    yield* frameChunks(video, own, isMultilabel ? classes.length : null);
    yield ']';
  }
  yield '}}\n';
}

/** @param width of a row; null for one number a frame. */
function* frameChunks(
  { frameCount }: ExportVideo,
  items: readonly ExportItem[],
  width: number | null,
): Iterable<string> {
  const changes = new Map<number, { readonly index: number; readonly isOn: boolean }[]>();
  const change = (frame: number, index: number, isOn: boolean) =>
    changes.set(frame, [...(changes.get(frame) ?? []), { index, isOn }]);
  for (const { label, startFrame, endFrame } of items) {
    change(endFrame, label.index, false);
    change(startFrame, label.index, true);
  }
  const on = new Set<number>();
  let text = frameText(on, width);
  for (let from = 0; from < frameCount; from += FRAMES_A_CHUNK) {
    const texts: string[] = [];
    for (let frame = from; frame < Math.min(frameCount, from + FRAMES_A_CHUNK); frame++) {
      for (const { index, isOn } of changes.get(frame) ?? []) {
        if (isOn) on.add(index);
        else on.delete(index);
        text = frameText(on, width);
      }
      texts.push(text);
    }
    yield `${from === 0 ? '' : ','}${texts.join()}`;
  }
}

function frameText(on: ReadonlySet<number>, width: number | null): string {
  if (width === null) return String([...on][0] ?? 0);
  const row = Array.from({ length: width }, (_, index) => (on.has(index) || (index === 0 && on.size === 0) ? 1 : 0));
  return `[${row.join()}]`;
}

interface LabelsDocument {
  readonly is_multilabel: boolean;
  readonly class_names: Readonly<Record<string, string>>;
  readonly splits: Readonly<Record<string, readonly string[]>>;
  readonly labels: Readonly<Record<string, readonly (number | readonly number[])[]>>;
}

/** With the rules of FERAL's own check: classes from 0 on, one kind of label, each of a class that there is. */
function readLabels(text: string): Found {
  const { is_multilabel: isMultilabel, class_names: names, splits, labels } = JSON.parse(text) as LabelsDocument;
  const width = Object.keys(names).length;
  const items: FoundItem[] = [];
  for (const set of SPLITS) {
    for (const video of splits[set] ?? []) {
      const frames = labels[video];
      if (!frames?.every((label) => isLabel(label, isMultilabel, width)))
        throw new Error(`${video} has no good labels`);
      for (let index = 1; index < width; index++) {
        const runs = runsOf(frames.length, (frame) => isIn(frames[frame]!, index));
        items.push(...runs.map((span) => ({ set, video, label: names[index]!, frames: span })));
      }
    }
  }
  return { items };
}

function isLabel(label: number | readonly number[], isMultilabel: boolean, width: number): boolean {
  if (typeof label === 'number') return !isMultilabel && Number.isInteger(label) && label >= 0 && label < width;
  return isMultilabel && label.length === width && label.every((value) => value === 0 || value === 1);
}

function isIn(label: number | readonly number[], index: number): boolean {
  return typeof label === 'number' ? label === index : label[index] === 1;
}
