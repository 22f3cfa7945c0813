import type { Absence, ClassId, LabelClass, Segment, Span, VideoId } from '../../shared/records.ts';
import type { AbsenceLane } from './absence-spans.ts';
import type { Draft } from './draft.ts';
import { Lanes } from './lanes.ts';
import { DECIDED_STATUSES, isDecided } from './rules.ts';
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
    // Only exclusive ones: of the others thousands may lie over one another.
    const rivals = near.filter(({ classId }) => classes.get(classId)?.isExclusive);
    return byRival(rivals, classes)
      .flatMap(overlappingPairs)
      .filter(([a, b]) => ids.has(a.id) || ids.has(b.id))
      .map(([a, b]) => {
        const [other, own] = ids.has(b.id) ? [a, b] : [b, a];
        return `${sentence(segmentPhrase(draft, own))} would overlap ${segmentPhrase(draft, other)}`;
      });
  });
}

/** Decided segments over what the same annotator verified to be absent, where the draft touches either. */
export function absenceContradictions(draft: Draft): string[] {
  const ofAbsences = touchedLanes(draft).flatMap(({ videoId, classId, annotator, touched }) => {
    const present = draft.segments({ videoId, classId, annotator, statuses: DECIDED_STATUSES });
    const absent = new Lanes(touched, laneKey);
    return present.filter((segment) => absent.overlapping(laneKey(segment), segment).length > 0);
  });
  const ofSegments = [...byVideo(touchedDecided(draft))].flatMap(([videoId, segments]) => {
    const inVideo = new Lanes(draft.absences({ videoId }), laneKey);
    return segments.filter((segment) => inVideo.overlapping(laneKey(segment), segment).length > 0);
  });
  return [...new Map([...ofAbsences, ...ofSegments].map((segment) => [segment.id, segment])).values()].map(
    (segment) => `${sentence(segmentPhrase(draft, segment))} can't be verified absent at the same time`,
  );
}

/** Absences of one class and annotator that touch or overlap instead of being one. */
export function absenceOverlaps(draft: Draft): string[] {
  return touchedLanes(draft).flatMap(({ videoId, classId, annotator, touched }) => {
    const ids = new Set(touched.map(({ id }) => id));
    const lane = draft.absences({ videoId, classId }).filter((one) => one.annotator === annotator);
    return lane.flatMap((one, i) => {
      const next = lane[i + 1];
      if (!next || next.startFrame > one.endFrame || !(ids.has(one.id) || ids.has(next.id))) return [];
      const other = ids.has(one.id) ? next : one;
      return [`"${classWord(draft, other.classId)}" has been verified absent at ${framesWord(other)} meanwhile`];
    });
  });
}

interface TouchedLane extends AbsenceLane {
  /** Those that the draft adds or changes. */
  readonly touched: readonly Absence[];
}

function touchedLanes(draft: Draft): TouchedLane[] {
  const { added = [], updated = [] } = draft.diff().absence ?? {};
  const lanes = new Map<string, TouchedLane & { readonly touched: Absence[] }>();
  for (const one of [...added, ...updated.map(({ after }) => after)]) {
    const { videoId, classId, annotator } = one;
    const lane = lanes.get(laneKey(one));
    if (lane) lane.touched.push(one);
    else lanes.set(laneKey(one), { videoId, classId, annotator, touched: [one] });
  }
  return [...lanes.values()];
}

function laneKey({ videoId, classId, annotator }: Pick<Segment, 'videoId' | 'classId' | 'annotator'>): string {
  return JSON.stringify([videoId, classId, annotator]);
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

/** Segments that exclude one another where they overlap: those of one annotator and one group of classes. */
function byRival(segments: readonly Segment[], classes: ReadonlyMap<ClassId, LabelClass>): Segment[][] {
  const rivals = new Map<string, Segment[]>();
  for (const one of segments) {
    const key = JSON.stringify([one.annotator, classes.get(one.classId)?.group ?? null]);
    const list = rivals.get(key);
    if (list) list.push(one);
    else rivals.set(key, [one]);
  }
  return [...rivals.values()];
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
