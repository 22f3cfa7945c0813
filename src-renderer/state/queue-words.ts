import type { QueueItem } from '#shared/protocol/review-methods';
import type { Absence, LabelClass, Segment, Span } from '#shared/records';
import { middleOf, type Decided } from '../lib/decision.ts';
import { grouped } from '../lib/numbers.ts';
import { doubtWords, itemName } from '../lib/queue-words.ts';
import type { Annotations } from './annotations.svelte.ts';
import type { Clocks } from './clocks.svelte.ts';
import type { DecisionWords } from './decisions.svelte.ts';
import type { Queue } from './queue.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import { placeOf } from './walk.svelte.ts';
import type { WindowDetails } from './window-details.svelte.ts';

interface Rooms {
  readonly annotations: Annotations;
  readonly clocks: Clocks;
  readonly details: WindowDetails;
  readonly queue: Queue;
  readonly runs: Runs;
}

/** What of an item is shown, as far as it is known. */
export interface ItemFacts {
  /** The two highest of a window, or a segment's own; empty until read. */
  readonly classes: readonly { readonly name: string; readonly score: number | null; readonly of: LabelClass | null }[];
  readonly why: string;
  /** null until the video's times were read. */
  readonly atSec: number | null;
  /** The clip's frames; null until read, and for segments. */
  readonly frames: readonly number[] | null;
  /** Of a label whose class may be wrong: what the run says there, with its mean; null elsewhere, and until read. */
  readonly run: ItemFacts['classes'][number] | null;
  /** What a person has said of it; null while nobody has. */
  readonly said: Said | null;
}

/** A decision, as the list tells it. */
export type Said = Pick<Decided, 'classId' | 'verb'>;

/** Classes, reason, time and frames of an item of the queue. */
export function itemFacts({ annotations, clocks, details, queue, runs }: Rooms, item: QueueItem): ItemFacts {
  const { request } = queue.info ?? {};
  const place = placeOf(item);
  const detail = place && details.get(place);
  const isAgainstRun = request?.against?.kind === 'run';
  return {
    classes: classesOf(),
    why: !request ? '' : request.isBlind ? 'blind' : doubtWords(request.measure, item, isAgainstRun),
    atSec: clocks.secondsAt(item.videoId, item.startFrame),
    frames: detail?.frames ?? null,
    run: runSays(),
    said: queue.justDecided?.place === item.place ? queue.justDecided.said : saidOf(annotations, item, classesOf()[0]),
  };

  function runSays(): ItemFacts['run'] {
    const says = isOfAnotherClass(queue, item) ? details.saysOf(item) : null;
    return says && named({ label: says.label, score: says.mean });
  }

  function named({ label, score }: { readonly label: string; readonly score: number | null }) {
    const hash = runs.all.find(({ id }) => id === item.runId)?.modelHash;
    const of = hash === undefined ? null : annotations.classOfLabel(hash, label);
    return { name: of?.name ?? label, score, of };
  }

  function classesOf(): ItemFacts['classes'] {
    if (request?.isBlind) return [];
    if (item.segmentId !== null) {
      const segment = annotations.segment(item.segmentId);
      const of = segment ? (annotations.classOf(segment.classId) ?? null) : null;
      return segment && of ? [{ name: of.name, score: segment.score, of }] : [];
    }
    return (detail?.top ?? []).slice(0, 2).map(named);
  }
}

/** Whether an item is a person's label that a run would have otherwise. */
export function isLabelInDoubt({ info }: Pick<Queue, 'info'>, { segmentId }: QueueItem): boolean {
  return info?.request.measure === 'errors' && segmentId !== null;
}

/** Whether the run would give it another class, not other edges. */
export function isOfAnotherClass(queue: Pick<Queue, 'info'>, item: QueueItem): boolean {
  return isLabelInDoubt(queue, item) && item.kind === 'class';
}

/**
 * What stands in the project of a decided item: over the middle of a window, or of the class that was proposed, which
 * may reach into it only. The annotator's own word comes first.
 */
function saidOf(annotations: Annotations, item: QueueItem, top: ItemFacts['classes'][number] | undefined): Said | null {
  if (item.state !== 'decided') return null;
  const middle = middleOf(item);
  const isOver = ({ startFrame, endFrame }: Span) => startFrame <= middle && middle < endFrame;
  const isHere = (span: Segment | Absence) =>
    isOver(span) ||
    (span.classId === top?.of?.id && span.startFrame < item.endFrame && item.startFrame < span.endFrame);
  const found =
    item.segmentId === null
      ? annotations.segmentsOf(item.videoId).filter((segment) => segment.status !== 'unreviewed' && isHere(segment))
      : [annotations.segment(item.segmentId)].filter((segment) => segment !== undefined);
  const own = ({ annotator }: { readonly annotator: string | null }) => (annotator === annotations.annotator ? 0 : 1);
  const late = ({ status }: Segment) => (status === 'rejected' ? 1 : 0);
  const beside = (span: Span) => (isOver(span) ? 0 : 1);
  const [first] = [...found].sort((a, b) => beside(a) - beside(b) || late(a) - late(b) || own(a) - own(b));
  if (first) return { classId: first.classId, verb: first.status === 'rejected' ? 'rejected' : 'accepted' };
  const [absence] = annotations
    .absencesOf(item.videoId)
    .filter(isHere)
    .sort((a, b) => own(a) - own(b));
  return absence ? { classId: absence.classId, verb: 'verified absent' } : null;
}

/** What decisions say, in the words of the screen. */
export function decisionWords(rooms: Rooms): DecisionWords {
  const { annotations, queue } = rooms;
  return {
    item(item) {
      const { classes, why, atSec } = itemFacts(rooms, item);
      const place = queue.listed.findIndex((other) => other.place === item.place) + 1;
      return itemName(classes, { why, atSec: atSec ?? 0, place, of: queue.listed.length });
    },
    decided(decided: Decided) {
      const { verb, classId, count, span } = decided;
      const name = annotations.classOf(classId)?.name ?? '';
      const where = span ? `, frames ${grouped(span.startFrame)} – ${grouped(span.endFrame)}` : '';
      // Whether it was accepted or relabelled would tell what was predicted.
      if (queue.isBlind) return `Labelled ${name}${where}.`;
      if (verb === 'relabelled') return `${count > 1 ? `${count} segments relabelled` : 'Relabelled'} ${name}${where}.`;
      if (count > 1) return `${count} segments of ${name} ${verb}.`;
      return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${verb}${where}.`;
    },
    putOff: () => 'Put off to the end of the queue.',
    noClass: (label) =>
      label === null
        ? 'This window has no scores. Press a digit to label it.'
        : `“${label}” stands for no class of this project. Press a digit to label this window.`,
  };
}
