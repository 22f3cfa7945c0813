import type { Absence, AbsenceId, ClassId, Segment, Span, VideoId } from '../../shared/records.ts';
import { subtract, union } from '../base/spans.ts';
import type { Draft } from './draft.ts';
import type { EditContext } from './edit-context.ts';
import { isDecided } from './rules.ts';

/** The absences of one class that one person verified in one video. */
export interface AbsenceLane {
  readonly videoId: VideoId;
  readonly classId: ClassId;
  readonly annotator: string;
}

export function absencesOf(draft: Draft, { videoId, classId, annotator }: AbsenceLane): Absence[] {
  return draft.absences({ videoId, classId }).filter((absence) => absence.annotator === annotator);
}

/** Makes the lane hold just these spans, merged where they touch; an absence whose start remains keeps its id. */
export function setAbsences(draft: Draft, lane: AbsenceLane, spans: readonly Span[], newId: () => string): void {
  const before = new Map(absencesOf(draft, lane).map((absence) => [absence.startFrame, absence]));
  for (const { startFrame, endFrame } of union(spans)) {
    const id = before.get(startFrame)?.id ?? (newId() as AbsenceId);
    before.delete(startFrame);
    draft.put('absence', { id, ...lane, startFrame, endFrame });
  }
  for (const { id } of before.values()) draft.remove('absence', id);
}

/** What a person says is there takes away what the same person verified to be absent. */
export function yieldAbsences(draft: Draft, { newId }: EditContext): void {
  for (const [first, ...rest] of decidedLanes(draft)) {
    const { videoId, classId } = first;
    const lane = { videoId, classId, annotator: first.annotator! };
    const before = absencesOf(draft, lane);
    if (before.length > 0) setAbsences(draft, lane, subtract(before, [first, ...rest]), newId);
  }
}

/** Segments that the draft adds or changes and a person has decided, those of one lane together. */
function decidedLanes(draft: Draft): [Segment, ...Segment[]][] {
  const { added = [], updated = [] } = draft.diff().segment ?? {};
  const lanes = new Map<string, [Segment, ...Segment[]]>();
  for (const segment of [...added, ...updated.map(({ after }) => after)]) {
    if (!isDecided(segment) || segment.annotator === null) continue;
    const key = JSON.stringify([segment.videoId, segment.classId, segment.annotator]);
    const lane = lanes.get(key);
    if (lane) lane.push(segment);
    else lanes.set(key, [segment]);
  }
  return [...lanes.values()];
}
