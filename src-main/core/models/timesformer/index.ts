import type { Architecture } from '../architecture.ts';
import { readTimesformer, TIMESFORMER_ID } from './source.ts';

/** TimeSformer checkpoints: Hugging Face folders and original files. */
export const timesformer: Architecture = {
  id: TIMESFORMER_ID,
  label: 'TimeSformer',
  recognises: (path) => !path.toLowerCase().endsWith('.onnx'),
  read: readTimesformer,
};
