import type { ClassId, Span } from '#shared/records';

/** A segment that is being recorded: from its first frame to where the playhead is. */
export interface OpenSegment {
  readonly classId: ClassId;
  readonly startFrame: number;
  /** When its key went down, in ms. */
  readonly pressedMs: number;
  /** Its key was let go at once: it runs until it is pressed again. */
  readonly isLatched: boolean;
}

export interface RecordedSpan extends Span {
  readonly classId: ClassId;
}

/** What a key did: what is still open, and what became a segment. */
export interface RecordStep {
  readonly open: readonly OpenSegment[];
  readonly done: readonly RecordedSpan[];
}

/** `record`: a label for as long as its key is held; `chain`: a key ends one segment and begins the next. */
export type RecordMode = 'record' | 'chain';

/** A press that is shorter runs on until the next press. */
const TAP_MS = 250;

/** A label's key went down while a frame was shown. */
export function pressed(
  mode: RecordMode,
  open: readonly OpenSegment[],
  { classId, frame, atMs }: { readonly classId: ClassId; readonly frame: number; readonly atMs: number },
): RecordStep {
  const same = open.find((segment) => segment.classId === classId);
  const begun: OpenSegment = { classId, startFrame: frame, pressedMs: atMs, isLatched: false };
  if (mode === 'chain')
    return { open: same ? [] : [begun], done: open.flatMap((segment) => closed(segment, frame, same)) };
  if (!same) return { open: [...open, begun], done: [] };
  return { open: open.filter((segment) => segment !== same), done: closed(same, frame, same) };
}

/** A label's key was let go: in chain mode nothing ends. */
export function released(
  mode: RecordMode,
  open: readonly OpenSegment[],
  { classId, frame, atMs }: { readonly classId: ClassId; readonly frame: number; readonly atMs: number },
): RecordStep {
  const held = open.find((segment) => segment.classId === classId && !segment.isLatched);
  if (mode === 'chain' || !held) return { open, done: [] };
  if (atMs - held.pressedMs >= TAP_MS) {
    return { open: open.filter((segment) => segment !== held), done: closed(held, frame, held) };
  }
  return { open: open.map((segment) => (segment === held ? { ...held, isLatched: true } : segment)), done: [] };
}

/** Recording ends: what is open ends with it. */
export function finished(open: readonly OpenSegment[], frame: number): RecordStep {
  return { open: [], done: open.flatMap((segment) => closed(segment, frame, segment)) };
}

/**
 * The frame shown at the end belongs to the segment, but for one that another follows: there it is the next one's first.
 * Played backwards, the two ends change places.
 */
function closed({ classId, startFrame }: OpenSegment, frame: number, last: OpenSegment | undefined): RecordedSpan[] {
  const [from, to] = [Math.min(startFrame, frame), Math.max(startFrame, frame)];
  const endFrame = last ? to + 1 : to;
  return endFrame > from ? [{ classId, startFrame: from, endFrame }] : [];
}
