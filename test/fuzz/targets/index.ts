import type { FuzzTarget } from '../engine/target.ts';
import { modelFolder } from './model-folder.ts';
import { onnx } from './onnx.ts';
import { safetensors } from './safetensors.ts';
import { torch } from './torch.ts';

/** Add a target here: the suite tries some inputs of each, `npm run bench -- --only fuzz` as many as there is time for. */
export const targets: readonly FuzzTarget[] = [safetensors, torch, modelFolder, onnx];
