import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import type { Parsed } from '../../../shared/protocol.ts';
import type { NearWindow } from '../../../shared/protocol/insight-methods.ts';
import type { Segment, VideoId } from '../../../shared/records.ts';
import { leastPlaces } from '../../review/embedding-matrix.ts';
import type { OpenProject } from '../project/open-project.ts';
import { embeddingsOf, type VideoEmbeddings } from './embeddings.ts';

/**
 * 'predictions.nearest': windows of all videos of the run by the cosine of their class-token embeddings.
 *
 * @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' for a window without an embedding: one that isn't
 *   analyzed yet, lies in a hole, or is of a model that gives none.
 */
export async function nearestWindows(
  project: OpenProject,
  { runId, videoId, index, count }: Parsed<'predictions.nearest'>,
): Promise<NearWindow[]> {
  project.store.runs.runVideo(runId, videoId);
  const videos = await embeddingsOf(project, runId);
  const own = videos.find((video) => video.videoId === videoId);
  const place = own?.indices.indexOf(index) ?? -1;
  if (!own || place < 0) throw noEmbedding(runId, index);
  const row = own.matrix.row(place);
  const all: { readonly video: VideoEmbeddings; readonly place: number; readonly distance: number }[] = [];
  for (const video of videos) {
    const distances = await distancesIn(project, video, row);
    if (video === own) distances[place] = Infinity;
    for (const near of leastPlaces(distances, count)) all.push({ video, place: near, distance: distances[near]! });
  }
  const nearest = all.sort((a, b) => a.distance - b.distance).slice(0, count);
  const describe = describer(project, runId);
  return nearest.map(({ video, place: near, distance }) => describe(video, video.indices[near]!, distance));
}

async function distancesIn({ closing }: OpenProject, { matrix }: VideoEmbeddings, row: Float32Array) {
  const distances = new Float32Array(matrix.count);
  for (let from = 0; from < distances.length; from += matrix.rowsAtOnce) {
    closing.throwIfAborted();
    matrix.distances(row, { from, to: Math.min(distances.length, from + matrix.rowsAtOnce) }, distances);
    await turn();
  }
  return distances;
}

/** @returns what tells of one window; a video's segments are read once. */
function describer({ store }: OpenProject, runId: Parsed<'predictions.nearest'>['runId']) {
  const { labels } = store.runs.model(store.runs.run(runId).modelHash)!;
  const proposals = new Map<VideoId, Segment[]>();
  return ({ videoId, runVideo }: VideoEmbeddings, index: number, distance: number): NearWindow => {
    const own = proposals.get(videoId) ?? store.annotations.segments({ videoId, runId, statuses: ['unreviewed'] });
    proposals.set(videoId, own);
    const [window] = store.scores.windows(runVideo.id, { from: index, to: index + 1 });
    const { startFrame, endFrame, top } = window!;
    const within = own.filter((segment) => {
      const shared = Math.min(segment.endFrame, endFrame) - Math.max(segment.startFrame, startFrame);
      return 2 * shared > segment.endFrame - segment.startFrame;
    });
    const [best] = top;
    return {
      ...{ videoId, index, startFrame, endFrame, distance },
      top: best ? { label: labels[best.classIndex]!, score: best.score } : null,
      segmentIds: within.map(({ id }) => id),
      classId: within[0]?.classId ?? null,
    };
  };
}

function noEmbedding(runId: number, index: number): AppError {
  const why = 'it is not analyzed yet, lies in a hole, or is of a model that gives none';
  return new AppError('request.invalid', `Run ${runId} has no embedding of window ${index}: ${why}.`);
}
