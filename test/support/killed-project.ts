import type { SyntheticSize } from './synthetic-project.ts';

/** The project that is edited while its processes are killed. */
export const DURABILITY_SIZE: SyntheticSize = {
  frames: 5000,
  windows: 4000,
  classes: 6,
  segments: 20,
  embedding: 16,
  attentionBytes: 64,
};
