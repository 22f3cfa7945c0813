import type { Pools } from './requests.ts';

/** What is there in a project that `fillProject` has filled. */
export const PROJECT_POOLS: Pools = {
  videoId: ['film', 'empty'],
  classId: ['walk', 'run'],
  runId: [1],
  segmentId: ['s0', 's1', 's2', 's3'],
  queueId: [1],
  annotator: ['Ada', 'Bo'],
  modelHash: ['model-a'],
  label: ['label 0', 'label 1'],
  fromFrame: [0, 10, 100],
  toFrame: [120, 400, 2000],
  index: [0, 3, 11],
};
