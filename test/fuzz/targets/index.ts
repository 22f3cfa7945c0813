import type { FuzzTarget } from '../engine/target.ts';
import { ffmpegOutput } from './ffmpeg-output.ts';
import { hub } from './hub.ts';
import { imports } from './imports.ts';
import { keptFiles } from './kept-files.ts';
import { modelFolder } from './model-folder.ts';
import { onnx } from './onnx.ts';
import { projectFiles } from './project-files.ts';
import { protocol } from './protocol.ts';
import { safetensors } from './safetensors.ts';
import { torch } from './torch.ts';
import { web } from './web.ts';

/** Add a target here: the suite tries some inputs of each, `npm run bench -- --only fuzz` as many as there is time for. */
export const targets: readonly FuzzTarget[] = [
  safetensors,
  torch,
  modelFolder,
  onnx,
  hub,
  imports,
  ffmpegOutput,
  keptFiles,
  projectFiles,
  protocol,
  web,
];
