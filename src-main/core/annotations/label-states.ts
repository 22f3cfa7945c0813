import type { LabelStates } from '../../shared/protocol/project-methods.ts';
import type { ClassId, VideoId } from '../../shared/records.ts';
import type { AnnotationView } from '../base/annotation-view.ts';
import { subtract, union } from '../base/spans.ts';
import { DECIDED_STATUSES, knownClass } from './rules.ts';

/**
 * Where a class is present (decided segments, by anyone), verified absent, and neither. A rejected segment says only
 * that it is wrong as it stands, not that the class is absent. Where annotators disagree, present wins.
 *
 * @throws AppError 'video.unknown', 'class.unknown'.
 */
export function labelStates(view: AnnotationView, { id, frameCount }: LabelledVideo, classId: ClassId): LabelStates {
  knownClass(view, classId);
  const present = union(view.segments({ videoId: id, classId, statuses: DECIDED_STATUSES }));
  const verifiedAbsent = subtract(view.absences({ videoId: id, classId }), present);
  const unreviewed = subtract([{ startFrame: 0, endFrame: frameCount }], [...present, ...verifiedAbsent]);
  return { present, verifiedAbsent, unreviewed };
}

interface LabelledVideo {
  readonly id: VideoId;
  readonly frameCount: number;
}
