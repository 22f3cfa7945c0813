import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ProcessLauncher, forkLauncher } from '../core/inference/launcher.ts';

/** From the bundle (beside it, or above its chunks), and from the sources of a checkout that has been built. */
const PLACES = ['./inference-process.js', '../inference-process.js', '../../out/main/inference-process.js'];

/** Starts the process that hosts ONNX Runtime, from wherever this package lies. */
export function launcherHere(): ProcessLauncher {
  const scripts = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const script = scripts.find((candidate) => existsSync(candidate));
  if (script === undefined) throw new Error(`The package is incomplete: ${scripts[0]!} is missing. Install it again.`);
  return forkLauncher(script);
}
