import { type ClassId, SEGMENT_STATUSES, type Span, type VideoId } from '../../../shared/records.ts';
import { covers, union } from '../../base/spans.ts';
import { spansByClass } from '../../review/layer.ts';
import type { OpenProject } from '../project/open-project.ts';

/**
 * Whether a window is decided: its span is in the ledger, or decided segments and absences of its class cover it.
 *
 * @param except whose decisions don't count.
 */
export function decisionsOn(
  { store }: OpenProject,
  videoId: VideoId,
  except?: string,
): (window: Span, classId: ClassId | null) => boolean {
  const counts = (of: { readonly annotator: string | null }) => except === undefined || of.annotator !== except;
  const ledger = union(store.review.coverage.of(videoId).filter((row) => row.kind === 'decided' && counts(row)));
  const statuses = SEGMENT_STATUSES.filter((status) => status !== 'unreviewed');
  const segments = store.annotations.segments({ videoId, statuses }).filter(counts);
  const absences = store.annotations.absences({ videoId }).filter(counts);
  const byClass = spansByClass([...segments, ...absences]);
  return (window, classId) =>
    covers(ledger, window) || (classId !== null && covers(byClass.get(classId) ?? [], window));
}
