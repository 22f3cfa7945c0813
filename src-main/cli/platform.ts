import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Platform } from '../core/services/platform.ts';

/** The installation this command line runs from: the bundle lies in out/main of the package. */
export function platformHere(): Platform {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    modelsDir: join(root, 'models'),
    resourcesDir: join(root, 'resources'),
    userModelsDir: process.env['TIMELOUPE_MODELS'] ?? join(dataDir(), 'models'),
    configDir: process.env['TIMELOUPE_CONFIG'] ?? join(configHome(), 'timeloupe'),
    dataDir: dataDir(),
    keepsRecent: false,
    cacheDir: process.env['TIMELOUPE_CACHE'] ?? join(cacheHome(), 'timeloupe'),
    inferenceProcess: join(root, 'out', 'main', 'inference-process.js'),
    reportFault: (where, fault) => {
      if (process.argv.includes('--verbose')) process.stderr.write(`${where}: ${stackOf(fault)}\n`);
    },
  };
}

function stackOf(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

function dataDir(): string {
  const chosen = process.env['TIMELOUPE_DATA'];
  if (chosen !== undefined) return chosen;
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'Timeloupe');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Timeloupe');
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'timeloupe');
}

function configHome(): string {
  if (process.platform === 'win32') return process.env['APPDATA'] ?? homedir();
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Preferences');
  return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
}

function cacheHome(): string {
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? homedir();
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
}
