import type { ClassId, LabelClass, Segment, Span, VideoId } from '../../shared/records.ts';
import type { Draft } from './draft.ts';
import { DECIDED_STATUSES, isDecided, isExclusivePair } from './rules.ts';
import { overlap } from './selection.ts';
import { classWord, framesWord, segmentPhrase } from './words.ts';

/**
 * Decided segments of one annotator that a draft makes overlap although their classes exclude one another, one
 * sentence a pair. What overlapped before and is not touched is not looked at.
 */
export function segmentOverlaps(draft: Draft): string[] {
  const classes = new Map(draft.labelClasses().map((labelClass) => [labelClass.id, labelClass]));
  const touched = touchedDecided(draft);
  return [...byVideo(touched)].flatMap(([videoId, ofVideo]) => {
    const near = draft.segments({ videoId, statuses: DECIDED_STATUSES, overlapping: hull(ofVideo) });
    const ids = new Set(ofVideo.map(({ id }) => id));
    return overlappingPairs(near)
      .filter(([a, b]) => (ids.has(a.id) || ids.has(b.id)) && areExclusive(classes, a, b))
      .map(([a, b]) => {
        const [other, own] = ids.has(b.id) ? [a, b] : [b, a];
        return `${sentence(segmentPhrase(draft, own))} would overlap ${segmentPhrase(draft, other)}`;
      });
  });
}

/** Decided segments over what the same annotator verified to be absent, where the draft touches either. */
export function absenceContradictions(draft: Draft): string[] {
  const absences = draft.diff().absence;
  const ofAbsences = [...(absences?.added ?? []), ...(absences?.updated ?? []).map(({ after }) => after)].flatMap(
    (absence) =>
      draft
        .segments({
          videoId: absence.videoId,
          classId: absence.classId,
          statuses: DECIDED_STATUSES,
          overlapping: absence,
        })
        .filter(({ annotator }) => annotator === absence.annotator),
  );
  const ofSegments = [...byVideo(touchedDecided(draft))].flatMap(([videoId, segments]) => {
    const inVideo = draft.absences({ videoId });
    return inVideo.length === 0
      ? []
      : segments.filter(({ classId, annotator, ...span }) =>
          inVideo.some(
            (absence) => absence.classId === classId && absence.annotator === annotator && overlap(absence, span),
          ),
        );
  });
  return [...new Map([...ofAbsences, ...ofSegments].map((segment) => [segment.id, segment])).values()].map(
    (segment) => `${sentence(segmentPhrase(draft, segment))} can't be verified absent at the same time`,
  );
}

/** Absences of one class and annotator that touch or overlap instead of being one. */
export function absenceOverlaps(draft: Draft): string[] {
  const { added = [], updated = [] } = draft.diff().absence ?? {};
  return [...added, ...updated.map(({ after }) => after)].flatMap((absence) =>
    draft
      .absences({ videoId: absence.videoId, classId: absence.classId })
      .filter(({ id, annotator, startFrame, endFrame }) => {
        const isOther = id !== absence.id && annotator === absence.annotator;
        return isOther && startFrame <= absence.endFrame && absence.startFrame <= endFrame;
      })
      .map(
        (other) => `"${classWord(draft, absence.classId)}" has been verified absent at ${framesWord(other)} meanwhile`,
      ),
  );
}

/** Decided segments that the draft adds or changes, and all of a class that it makes exclusive or groups anew. */
function touchedDecided(draft: Draft): Segment[] {
  const { segment, labelClass } = draft.diff();
  const direct = [...(segment?.added ?? []), ...(segment?.updated ?? []).map(({ after }) => after)].filter(isDecided);
  const regrouped = (labelClass?.updated ?? [])
    .filter(({ before, after }) => after.isExclusive && (!before.isExclusive || before.group !== after.group))
    .flatMap(({ after }) => draft.segments({ classId: after.id, statuses: DECIDED_STATUSES }));
  return [...new Map([...direct, ...regrouped].map((one) => [one.id, one])).values()];
}

/** @param segments by start. */
function overlappingPairs(segments: readonly Segment[]): [Segment, Segment][] {
  const pairs: [Segment, Segment][] = [];
  let open: Segment[] = [];
  for (const segment of segments) {
    open = open.filter(({ endFrame }) => endFrame > segment.startFrame);
    pairs.push(...open.map((earlier): [Segment, Segment] => [earlier, segment]));
    open.push(segment);
  }
  return pairs;
}

function areExclusive(classes: ReadonlyMap<ClassId, LabelClass>, a: Segment, b: Segment): boolean {
  const [ofA, ofB] = [classes.get(a.classId), classes.get(b.classId)];
  return a.annotator === b.annotator && ofA !== undefined && ofB !== undefined && isExclusivePair(ofA, ofB);
}

function byVideo(segments: readonly Segment[]): Map<VideoId, Segment[]> {
  const videos = new Map<VideoId, Segment[]>();
  for (const segment of segments) {
    const list = videos.get(segment.videoId);
    if (list) list.push(segment);
    else videos.set(segment.videoId, [segment]);
  }
  return videos;
}

function hull(spans: readonly Span[]): Span {
  return {
    startFrame: spans.reduce((least, { startFrame }) => Math.min(least, startFrame), Infinity),
    endFrame: spans.reduce((greatest, { endFrame }) => Math.max(greatest, endFrame), 0),
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
