import type {
  Absence,
  AbsenceId,
  ClassId,
  LabelClass,
  LabelMapping,
  MappingId,
  Segment,
  SegmentId,
  SegmentSource,
  SegmentStatus,
  Span,
  VideoId,
  VideoListing,
} from '../../shared/records.ts';

/** Which segments are meant; every condition that is given must hold. */
export interface SegmentFilter {
  readonly videoId?: VideoId;
  readonly classId?: ClassId;
  readonly statuses?: readonly SegmentStatus[];
  readonly sources?: readonly SegmentSource[];
  readonly annotator?: string | null;
  readonly runId?: number | null;
  /** Shares at least one frame with the span. */
  readonly overlapping?: Span;
  readonly minScore?: number;
  readonly maxScore?: number;
}

/**
 * A project's annotations as they are now, to decide an edit on. Lists of segments and absences come by video,
 * then start, end and id; classes by order, then name.
 */
export interface AnnotationView {
  labelClass(id: ClassId): LabelClass | undefined;
  labelClasses(): LabelClass[];
  segment(id: SegmentId): Segment | undefined;
  segments(filter: SegmentFilter): Segment[];
  absence(id: AbsenceId): Absence | undefined;
  absences(filter: { readonly videoId?: VideoId; readonly classId?: ClassId }): Absence[];
  mapping(id: MappingId): LabelMapping | undefined;
  mappings(filter: { readonly modelHash?: string; readonly classId?: ClassId }): LabelMapping[];
  video(id: VideoId): (VideoListing & { readonly frameCount: number }) | undefined;
}
