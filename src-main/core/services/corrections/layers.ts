import type { Segment, VideoId } from '../../../shared/records.ts';
import { type Layer, layerFrom } from '../../review/layer.ts';
import type { OpenProject } from '../project/open-project.ts';

/** What an annotator says is there: the segments that are theirs and accepted or corrected, by start. */
export function presentSegments({ store }: OpenProject, annotator: string, videoId: VideoId): Segment[] {
  return store.annotations.segments({ videoId, annotator, statuses: ['accepted', 'corrected'] });
}

/** What an annotator says of a video: their segments, and what they verified absent. */
export function layerOf(project: OpenProject, annotator: string, videoId: VideoId): Layer {
  const absences = project.store.annotations.absences({ videoId }).filter((own) => own.annotator === annotator);
  return layerFrom(presentSegments(project, annotator, videoId), absences);
}
