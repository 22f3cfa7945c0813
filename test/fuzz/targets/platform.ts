import { join } from 'node:path';
import type { Platform } from '../../../src-main/core/services/platform.ts';
import type { FuzzPlace } from '../engine/target.ts';

/** This checkout as an installation whose every folder lies in the target's own. A fault nobody answers for is a crash. */
export function fuzzPlatform({ root, folder }: FuzzPlace): Platform {
  const own = (name: string) => join(folder, 'application', name);
  return {
    version: '1.0.0',
    modelsDir: join(root, 'models'),
    resourcesDir: join(root, 'resources'),
    userModelsDir: own('models'),
    cacheDir: own('cache'),
    configDir: own('config'),
    dataDir: own('data'),
    keepsRecent: true,
    inferenceProcess: join(root, 'out', 'main', 'inference-process.js'),
    reportFault: (where, fault) => {
      queueMicrotask(() => {
        throw new Error(`A fault in ${where}`, { cause: fault });
      });
    },
  };
}
