import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Platform } from '../../src-main/core/services/platform.ts';
import { inferenceScript } from './inference.ts';

/** A file or folder that test/fixtures/checkpoints/make.py wrote. */
export function checkpointFixture(...parts: readonly string[]): string {
  return join(fileURLToPath(new URL('../fixtures/checkpoints', import.meta.url)), ...parts);
}

/** An empty folder that is removed after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'timeloupe-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** This checkout as an installation, with a cache of its own. */
export function testPlatform(userModelsDir: string, cacheDir = join(scratchFolder(), 'cache')): Platform {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  return {
    version: '1.0.0',
    modelsDir: join(root, 'models'),
    resourcesDir: join(root, 'resources'),
    userModelsDir,
    cacheDir,
    configDir: join(cacheDir, '..', 'config'),
    dataDir: join(cacheDir, '..', 'data'),
    keepsRecent: true,
    inferenceProcess: inferenceScript,
    // A bug fails the test that meets it.
    reportFault: (where, fault) => {
      queueMicrotask(() => {
        throw new Error(`Fault in ${where}`, { cause: fault });
      });
    },
  };
}
