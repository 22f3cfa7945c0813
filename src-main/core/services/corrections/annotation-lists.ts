import type { Parsed } from '../../../shared/protocol.ts';
import type { LabelStates } from '../../../shared/protocol/project-methods.ts';
import type { Absence, LabelClass, LabelMapping, Segment } from '../../../shared/records.ts';
import { labelStates } from '../../annotations/label-states.ts';
import { knownClass, knownVideo } from '../../annotations/rules.ts';
import { snapshot } from '../../store/database.ts';
import type { OpenProject } from '../project/open-project.ts';

type Stored = Pick<OpenProject, 'store'>;

/** 'labels.list': by their order. */
export function listClasses({ store }: Stored): LabelClass[] {
  return store.annotations.labelClasses();
}

/** 'labels.mappings': by model and label. */
export function listMappings({ store }: Stored, filter: Parsed<'labels.mappings'>): LabelMapping[] {
  return store.annotations.mappings(filter);
}

/**
 * 'segments.list': by video and time; those of removed videos are left out.
 *
 * @throws AppError 'video.unknown', 'class.unknown' for a filter that names none of the project's.
 */
export function listSegments({ store }: Stored, { filter }: Parsed<'segments.list'>): Segment[] {
  const { annotations } = store;
  return snapshot(store.db, () => {
    if (filter.videoId !== undefined) knownVideo(annotations, filter.videoId);
    if (filter.classId !== undefined) knownClass(annotations, filter.classId);
    return visible(store, annotations.segments(filter));
  });
}

/** 'absences.list': by video and time. @throws AppError 'video.unknown'. */
export function listAbsences({ store }: Stored, filter: Parsed<'absences.list'>): Absence[] {
  return snapshot(store.db, () => {
    if (filter.videoId !== undefined) knownVideo(store.annotations, filter.videoId);
    return visible(store, store.annotations.absences(filter));
  });
}

/** 'labels.states'. @throws AppError 'video.unknown', 'class.unknown'. */
export function statesOf({ store }: Stored, { videoId, classId }: Parsed<'labels.states'>): LabelStates {
  return snapshot(store.db, () => labelStates(store.annotations, knownVideo(store.annotations, videoId), classId));
}

function visible<T extends Pick<Segment, 'videoId'>>(store: OpenProject['store'], records: T[]): T[] {
  const ids = new Set(records.map(({ videoId }) => videoId));
  const hidden = new Set([...ids].filter((id) => store.annotations.video(id)?.isRemoved));
  return hidden.size === 0 ? records : records.filter(({ videoId }) => !hidden.has(videoId));
}
