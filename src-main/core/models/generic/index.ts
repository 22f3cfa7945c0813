import type { Architecture } from '../architecture.ts';
import { GENERIC_ID, readGeneric } from './source.ts';

/** Any video classifier exported to ONNX: VideoMAE, ViViT, … Predictions, and no look inside. */
export const genericVideoClassifier: Architecture = {
  id: GENERIC_ID,
  label: 'ONNX video classifier',
  recognises: (path) => path.toLowerCase().endsWith('.onnx'),
  read: readGeneric,
};
