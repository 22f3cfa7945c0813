import { type Diff } from '../../shared/diff.ts';
import type { ClassId, LabelClass, RunId, Segment, SegmentId, Span, VideoId } from '../../shared/records.ts';
import type { AnnotationView } from '../base/annotation-view.ts';
import { subtract, union } from '../base/spans.ts';
import { Draft } from './draft.ts';
import { isDecided, isExclusivePair, isUntouched, knownClass, knownVideo } from './rules.ts';

/** A segment that a run would propose, in the project's terms. */
export interface Proposal extends Span {
  readonly classId: ClassId;
  readonly score: number;
  readonly startDoubtFrames: number | null;
  readonly endDoubtFrames: number | null;
}

/** What a run proposes for one video. */
export interface ProposalSet {
  readonly videoId: VideoId;
  readonly runId: RunId;
  readonly proposals: readonly Proposal[];
  /** What is left of a proposal beside a person's decisions and is shorter is dropped. */
  readonly minLengthFrames: number;
}

/**
 * Puts a run's proposals under what people have decided. They take the place of all proposals that nobody has
 * touched, of any run; nothing else changes. They are cut by what stays of their class, by decided segments of
 * classes that exclude theirs, and by verified absences. A proposal that was there already keeps its id.
 *
 * @returns an empty diff when everything is there already.
 * @throws AppError 'video.unknown', 'class.unknown'; 'edit.invalid' for a removed video.
 */
export function diffForProposals(view: AnnotationView, set: ProposalSet, newId: () => string): Diff {
  knownVideo(view, set.videoId);
  const draft = new Draft(view);
  const all = view.segments({ videoId: set.videoId });
  const replaced = new Map(all.filter(isUntouched).map((segment) => [placeOf(segment), segment]));
  const kept = all.filter((segment) => !isUntouched(segment));
  for (const segment of replaced.values()) draft.remove('segment', segment.id);
  for (const piece of piecesBesides(view, set, kept)) {
    const known = replaced.get(placeOf(piece));
    replaced.delete(placeOf(piece));
    draft.put('segment', { ...piece, id: known?.id ?? (newId() as SegmentId) });
  }
  return draft.diff();
}

function piecesBesides(view: AnnotationView, set: ProposalSet, kept: readonly Segment[]): Omit<Segment, 'id'>[] {
  const { videoId, runId, proposals, minLengthFrames } = set;
  const classes = view.labelClasses();
  const cutsByClass = new Map<ClassId, Span[]>();
  const cutsOf = (classId: ClassId) => {
    const known = cutsByClass.get(classId);
    if (known) return known;
    const cuts = cutsFor(knownClass(view, classId), classes, kept);
    const all = union([...cuts, ...view.absences({ videoId, classId })]);
    cutsByClass.set(classId, all);
    return all;
  };
  return proposals.flatMap(({ classId, score, ...proposal }) =>
    subtract([proposal], cutsOf(classId))
      .filter(({ startFrame, endFrame }) => endFrame - startFrame >= minLengthFrames)
      .map(({ startFrame, endFrame }) => ({
        videoId,
        classId,
        startFrame,
        endFrame,
        source: 'model' as const,
        status: 'unreviewed' as const,
        runId,
        score,
        startDoubtFrames: startFrame === proposal.startFrame ? proposal.startDoubtFrames : null,
        endDoubtFrames: endFrame === proposal.endFrame ? proposal.endDoubtFrames : null,
        note: '',
        annotator: null,
      })),
  );
}

/** What stands in the way of a class: all that stays of it, and what is decided of classes that exclude it. */
function cutsFor(own: LabelClass, classes: readonly LabelClass[], kept: readonly Segment[]): Segment[] {
  const rivals = new Set(classes.filter((other) => isExclusivePair(own, other)).map(({ id }) => id));
  return kept.filter((segment) => segment.classId === own.id || (isDecided(segment) && rivals.has(segment.classId)));
}

function placeOf({ classId, startFrame, endFrame }: Pick<Segment, 'classId' | 'startFrame' | 'endFrame'>): string {
  return `${startFrame} ${endFrame} ${classId}`;
}
