import { diffForEdit } from '../../src-main/core/annotations/diff-for-edit.ts';
import { byTime, compare, isSelected } from '../../src-main/core/annotations/selection.ts';
import type { AnnotationView } from '../../src-main/core/base/annotation-view.ts';
import { type RecordMaps, applyDiff } from '../../src-main/shared/diff.ts';
import { type EditInput, editSchema } from '../../src-main/shared/edit.ts';
import type { Absence, ClassId, LabelClass, LabelMapping, Segment, VideoId } from '../../src-main/shared/records.ts';
import { absence, labelClass, segment } from './annotation-records.ts';

/** Length of every video of a scene, in frames. */
export const FRAME_COUNT = 1000;
export const V = 'v' as VideoId;
export const W = 'w' as VideoId;

/** Annotations in memory, as the store shows them. */
export function recordView(maps: RecordMaps): AnnotationView {
  const is = <T>(wanted: T | undefined, value: T) => wanted === undefined || wanted === value;
  return {
    labelClass: (id) => maps.labelClass.get(id),
    labelClasses: () => [...maps.labelClass.values()].sort((a, b) => a.order - b.order || compare(a.name, b.name)),
    segment: (id) => maps.segment.get(id),
    segments: (filter) => [...maps.segment.values()].filter((one) => isSelected(one, filter)).sort(byTime),
    absence: (id) => maps.absence.get(id),
    absences: ({ videoId, classId }) =>
      [...maps.absence.values()].filter((one) => is(videoId, one.videoId) && is(classId, one.classId)).sort(byTime),
    mapping: (id) => maps.mapping.get(id),
    mappings: ({ modelHash, classId }) =>
      [...maps.mapping.values()].filter(
        (one) => is(modelHash, one.modelHash) && (classId === undefined || one.classId === classId),
      ),
    video(id) {
      const video = maps.video.get(id);
      return video && { ...video, frameCount: FRAME_COUNT };
    },
  };
}

/** What a scene has besides the classes walk and run (exclusive), scratch and groom (overlapping), and two videos. */
export interface SceneParts {
  readonly segments?: readonly Segment[];
  readonly absences?: readonly Absence[];
  readonly mappings?: readonly LabelMapping[];
  readonly classes?: readonly LabelClass[];
}

export const CLASSES: readonly LabelClass[] = [
  labelClass('walk', { isExclusive: true, colour: 'label-1' }),
  labelClass('run', { isExclusive: true, order: 1, colour: 'label-2' }),
  labelClass('scratch', { order: 2, colour: 'label-3' }),
  labelClass('groom', { order: 3, colour: 'label-4' }),
];

/** Annotations on which edits can be tried one after another. */
export class Scene {
  #maps: RecordMaps;
  #made = 0;

  constructor({ segments = [], absences = [], mappings = [], classes = CLASSES }: SceneParts) {
    const byId = <T extends { readonly id: string }>(list: readonly T[]) => new Map(list.map((one) => [one.id, one]));
    this.#maps = {
      labelClass: byId(classes),
      segment: byId(segments),
      absence: byId(absences),
      mapping: byId(mappings),
      video: byId([V, W].map((id) => ({ id, name: `video ${id}`, isRemoved: false }))),
    };
  }

  get view(): AnnotationView {
    return recordView(this.#maps);
  }

  get maps(): RecordMaps {
    return this.#maps;
  }

  /** New ids are "new-1", "new-2", … @returns the title. */
  edit(edit: EditInput, annotator = 'Ada'): string {
    const context = { annotator, newId: this.newId };
    const { diff, title } = diffForEdit(this.view, editSchema.parse(edit), context);
    this.#maps = applyDiff(this.#maps, diff);
    return title;
  }

  readonly newId = (): string => `new-${++this.#made}`;

  /** Segments as "id class 10-20 status annotator", by time. */
  segments(videoId: VideoId = V): string[] {
    return this.view
      .segments({ videoId })
      .map(({ id, classId, startFrame, endFrame, status, annotator }) =>
        [id, classId, `${startFrame}-${endFrame}`, status, annotator ?? 'nobody'].join(' '),
      );
  }

  /** Absences as "class 10-20 annotator", by time. */
  absences(videoId: VideoId = V): string[] {
    return this.view
      .absences({ videoId })
      .map(({ classId, startFrame, endFrame, annotator }) => `${classId} ${startFrame}-${endFrame} ${annotator}`);
  }
}

/** "s walk 10-20 accepted Ada" as a segment of the video; what a person decided without a word of a model is a person's. */
export function seg(text: string, fields: Partial<Segment> = {}): Segment {
  const [id = '', classId = '', span = '', status = 'unreviewed', annotator = 'nobody'] = text.split(' ');
  const [startFrame = 0, endFrame = 0] = span.split('-').map(Number);
  const who = annotator === 'nobody' ? null : annotator;
  return segment(id, {
    videoId: V,
    classId: classId as ClassId,
    startFrame,
    endFrame,
    status: status as Segment['status'],
    annotator: who,
    ...fields,
  });
}

/** "a walk 10-20 Ada" as an absence of the video. */
export function gone(text: string, videoId: VideoId = V): Absence {
  const [id = '', classId = '', span = '', annotator = ''] = text.split(' ');
  const [startFrame = 0, endFrame = 0] = span.split('-').map(Number);
  return absence(id, { videoId, classId: classId as ClassId, startFrame, endFrame, annotator });
}
