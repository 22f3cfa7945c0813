import { openQueue, queueItems } from '../../src-main/core/services/review/queue.ts';
import type { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { queueRequestSchema } from '../../src-main/shared/protocol/review-methods.ts';
import type { QueueId } from '../../src-main/shared/records.ts';
import { addBasics, addScores, reviewProject } from './review-project.ts';

/** Windows by least confidence: 2, 0, 3, 1; window 4 lies in a hole. */
const SCORES = [[0.6, 0.3, 0.1], [0.9, 0.1, 0], [0.3, 0.4, 0.3], [0.2, 0.1, 0.7], null];

/** A project of two videos and a run of walk, rear and groom over them; Ada opens queues. */
export function queueProject() {
  const opened = reviewProject();
  addBasics(opened.store, ['video-a', 'video-b'], ['walk', 'rear', 'groom']);
  const runId = addScores(opened.store, {
    labels: ['walk', 'rear', 'groom'],
    windows: { 'video-a': SCORES, 'video-b': [[0.6, 0.2, 0.2]] },
  });
  return { ...opened, runId, ...queuesOf(opened.project.store, runId, opened) };
}

/** The same, on a project that is there. */
export function queuesOf(
  store: ProjectStore,
  runId: number,
  { project }: Pick<ReturnType<typeof reviewProject>, 'project'> = reviewProject(store),
) {
  const request = (fields: object) =>
    queueRequestSchema.parse({ measure: 'confidence', target: 'windows', runId, ...fields });
  const items = (queueId: QueueId) => queueItems(project, { queueId, from: 0, count: 1000 });
  return {
    request,
    items,
    open: (fields: object, annotator = 'Ada') => openQueue(project, { annotator, request: request(fields) }),
    windows: (queueId: QueueId) => items(queueId).map(({ videoId: id, windowIndex }) => `${id} ${windowIndex}`),
    segments: (queueId: QueueId) => items(queueId).map(({ segmentId, state }) => `${segmentId} ${state}`),
    states: (queueId: QueueId) => items(queueId).map(({ place, state }) => `${place} ${state}`),
  };
}
