import type { EditInput } from '#shared/edit';
import type { Absence, ClassId, Segment, Span, VideoId } from '#shared/records';

/** What a key decides about: taken when it goes down, so that a decision never lands on what comes up next. */
export interface Scene {
  readonly videoId: VideoId;
  /** The window in hand, as far as it lies within the video. */
  readonly window: Span;
  /** Class of the window's highest score; null where its label is ignored, or there are no scores. */
  readonly topClassId: ClassId | null;
  readonly annotator: string;
  /** Of the video, by start. */
  readonly segments: readonly Segment[];
  readonly absences: readonly Absence[];
  /** Those a person has selected. */
  readonly selected: readonly Segment[];
}

/** What a decision does: one edit, which is one step of undo. null where the project says so already. */
export interface Decided {
  readonly edit: EditInput | null;
  /** Which class it is about, and how it is told: "accepted", "relabelled". */
  readonly classId: ClassId;
  readonly verb: 'accepted' | 'relabelled' | 'created' | 'rejected' | 'verified absent';
  /** Segments that it changes; 0 where it makes one, or changes none. */
  readonly count: number;
  /** Where that is said from now on; null of several segments, or where nothing changes. */
  readonly span: Span | null;
}

/**
 * Accepts what is selected, else what the model proposes for the window: its unreviewed segments of the window's
 * class. Where there are none the class is marked over the window.
 *
 * @returns null without a class.
 */
export function accept(scene: Scene): Decided | null {
  const { selected, topClassId } = scene;
  const chosen = selected.filter(({ status }) => status !== 'accepted' && status !== 'corrected');
  if (selected.length > 0) return withStatus(chosen, 'accepted', selected[0]!.classId);
  if (topClassId === null) return null;
  const proposed = proposals(scene, topClassId);
  if (proposed.length > 0) return withStatus(proposed, 'accepted', topClassId);
  return marked(scene, topClassId, 'accepted');
}

/**
 * Rejects what is selected, else the segments of the window's class that `accept` would take, or has taken; where there
 * are none the class is verified absent over the window.
 *
 * @returns null without a class.
 */
export function reject(scene: Scene): Decided | null {
  const { selected, topClassId, window } = scene;
  const chosen = selected.filter(({ status }) => status !== 'rejected');
  if (selected.length > 0) return withStatus(chosen, 'rejected', selected[0]!.classId);
  if (topClassId === null) return null;
  const proposed = proposals(scene, topClassId);
  if (proposed.length > 0) return withStatus(proposed, 'rejected', topClassId);
  const said = scene.segments.filter((segment) => isDecided(segment) && segment.classId === topClassId);
  const here = said.filter((segment) => holds(segment, middleOf(window)));
  if (here.length > 0) return withStatus(here, 'rejected', topClassId);
  return verifyAbsent(scene, topClassId);
}

/**
 * Gives a class to what is selected, else to the window. A proposal of this class over its middle is accepted where it is
 * the one that the model sees there, as `accept` does; of another class it is accepted, and one of the class that the model
 * sees relabelled, if at least half of it was in view. Otherwise the class is marked over the window and nothing beyond
 * it: nobody has looked there.
 */
export function label(scene: Scene, classId: ClassId): Decided {
  const { selected, window, topClassId } = scene;
  if (selected.length > 0) return relabelled(selected, classId);
  const middle = middleOf(window);
  const over = scene.segments.filter((segment) => segment.status === 'unreviewed' && holds(segment, middle));
  const inView = over.filter((segment) => isInView(segment, window));
  const same = (classId === topClassId ? over : inView).filter((segment) => segment.classId === classId);
  if (same.length > 0) return withStatus(same, 'accepted', classId);
  if (scene.segments.some((segment) => isSaid(segment, classId) && holds(segment, middle))) {
    return { edit: null, classId, verb: 'accepted', count: 0, span: null };
  }
  const first = inView.find((segment) => segment.classId === topClassId);
  if (first) return relabelled([first], classId);
  return marked(scene, classId, 'created');
}

/** Says that a class does not occur over what is selected, else over the window. */
export function verifyAbsent(scene: Scene, classId: ClassId): Decided {
  const { startFrame, endFrame } = scene.selected.at(-1) ?? scene.window;
  const isKnown = scene.absences.some(
    (absence) =>
      absence.classId === classId &&
      absence.annotator === scene.annotator &&
      absence.startFrame <= startFrame &&
      endFrame <= absence.endFrame,
  );
  const edit: EditInput = { kind: 'verifyAbsent', videoId: scene.videoId, classId, startFrame, endFrame };
  return {
    edit: isKnown ? null : edit,
    ...{ classId, verb: 'verified absent', count: 0, span: isKnown ? null : { startFrame, endFrame } },
  };
}

/** The frame in the middle of a span. */
export function middleOf({ startFrame, endFrame }: Span): number {
  return Math.floor((startFrame + endFrame) / 2);
}

function proposals({ segments, window }: Scene, classId: ClassId): Segment[] {
  return segments.filter(
    (segment) => segment.status === 'unreviewed' && segment.classId === classId && overlap(segment, window),
  );
}

function withStatus(segments: readonly Segment[], status: 'accepted' | 'rejected', classId: ClassId): Decided {
  const segmentIds = segments.map(({ id }) => id);
  const edit: EditInput | null = segmentIds.length === 0 ? null : { kind: 'setStatus', segmentIds, status };
  return { edit, classId, verb: status, count: segmentIds.length, span: spanOf(segments) };
}

function relabelled(segments: readonly Segment[], classId: ClassId): Decided {
  const others = segments.filter((segment) => segment.classId !== classId);
  if (others.length === 0) {
    const open = segments.filter((segment) => !isDecided(segment));
    return withStatus(open, 'accepted', classId);
  }
  const segmentIds = others.map(({ id }) => id);
  const edit: EditInput = { kind: 'relabel', segmentIds, classId };
  return { edit, classId, verb: 'relabelled', count: segmentIds.length, span: spanOf(others) };
}

/**
 * A class over the window: nothing where the annotator has said so over its middle, the annotator's own segment drawn
 * out where one reaches into the window, else a new one. What lies there of classes that exclude it makes room.
 */
function marked(scene: Scene, classId: ClassId, verb: 'accepted' | 'created'): Decided {
  const { videoId, window, annotator } = scene;
  const said = scene.segments.filter((segment) => isSaid(segment, classId));
  if (said.some((segment) => holds(segment, middleOf(window)))) {
    return { edit: null, classId, verb: 'accepted', count: 0, span: null };
  }
  const near = said.find((segment) => segment.annotator === annotator && overlap(segment, window));
  const startFrame = Math.min(window.startFrame, near?.startFrame ?? Infinity);
  const endFrame = Math.max(window.endFrame, near?.endFrame ?? 0);
  const span = { startFrame, endFrame, neighbours: 'trim' } as const;
  const edit: EditInput = near
    ? { kind: 'setSpan', segmentId: near.id, ...span }
    : { kind: 'create', videoId, classId, ...span };
  return { edit, classId, verb, count: near ? 1 : 0, span: { startFrame, endFrame } };
}

/** Of one segment; null of several, or of none. */
function spanOf([first, ...others]: readonly Segment[]): Span | null {
  return first && others.length === 0 ? { startFrame: first.startFrame, endFrame: first.endFrame } : null;
}

/** Whether at least half of a segment lies within the window. */
function isInView({ startFrame, endFrame }: Span, window: Span): boolean {
  const seen = Math.min(endFrame, window.endFrame) - Math.max(startFrame, window.startFrame);
  return 2 * seen >= endFrame - startFrame;
}

function isDecided({ status }: Segment): boolean {
  return status === 'accepted' || status === 'corrected';
}

function isSaid(segment: Segment, classId: ClassId): boolean {
  return isDecided(segment) && segment.classId === classId;
}

function holds({ startFrame, endFrame }: Span, frame: number): boolean {
  return startFrame <= frame && frame < endFrame;
}

function overlap(a: Span, b: Span): boolean {
  return a.startFrame < b.endFrame && b.startFrame < a.endFrame;
}
