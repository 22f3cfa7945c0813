import type {
  Absence,
  AbsenceId,
  ClassId,
  LabelClass,
  Segment,
  SegmentId,
  VideoId,
} from '../../src-main/shared/records.ts';

/** A class with plain settings. */
export function labelClass(id: string, fields: Partial<LabelClass> = {}): LabelClass {
  return {
    id: id as ClassId,
    name: id,
    colour: 'label-1',
    shortcut: null,
    group: null,
    isExclusive: false,
    description: '',
    order: 0,
    ...fields,
  };
}

/** A model's proposal that nobody has touched, unless the fields say otherwise. */
export function segment(
  id: string,
  fields: Partial<Omit<Segment, 'id'>> & { videoId: VideoId; classId: ClassId },
): Segment {
  return {
    id: id as SegmentId,
    startFrame: 10,
    endFrame: 20,
    source: 'model',
    status: 'unreviewed',
    runId: null,
    score: 0.75,
    startDoubtFrames: 1.5,
    endDoubtFrames: null,
    note: '',
    annotator: null,
    ...fields,
  };
}

export function absence(
  id: string,
  fields: Partial<Omit<Absence, 'id'>> & { videoId: VideoId; classId: ClassId },
): Absence {
  return { id: id as AbsenceId, startFrame: 0, endFrame: 10, annotator: 'Ada', ...fields };
}
