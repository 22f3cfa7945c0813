import type { ClassId, LabelClass, Segment, SegmentId, VideoId } from '../../../../../src-main/shared/records.ts';

let count = 0;

/** A proposed segment with what is asked of it. */
export function segmentOf(startFrame: number, endFrame: number, fields: Partial<Segment> = {}): Segment {
  return {
    id: `segment ${count++}` as SegmentId,
    videoId: 'video' as VideoId,
    classId: 'stand' as ClassId,
    startFrame,
    endFrame,
    source: 'model',
    status: 'unreviewed',
    runId: null,
    score: null,
    startDoubtFrames: null,
    endDoubtFrames: null,
    note: '',
    annotator: null,
    ...fields,
  };
}

export function classOf(name: string, fields: Partial<LabelClass> = {}): LabelClass {
  const id = name as ClassId;
  return {
    id,
    name,
    colour: 'label-1',
    shortcut: null,
    group: null,
    isExclusive: false,
    description: '',
    order: 0,
    ...fields,
  };
}
