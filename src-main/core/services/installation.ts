import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { outsideArchive } from '../base/outside-archive.ts';
import type { Platform } from './platform.ts';

/** What a host adds to what is the same wherever Timeloupe is installed. */
type OfHost = 'keepsRecent' | 'reportFault' | 'launchInference';

/**
 * What follows from where the package lies and whose machine it is. Its folders are the same for every host, so that a
 * model that was fetched by one is there for the others.
 *
 * @param root folder with package.json and the built out/main.
 */
export function platformAt(root: string): Omit<Platform, OfHost> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const dataDir = process.env['TIMELOUPE_DATA'] ?? dataHome();
  return {
    version,
    modelsDir: outsideArchive(join(root, 'models')),
    resourcesDir: outsideArchive(join(root, 'resources')),
    userModelsDir: process.env['TIMELOUPE_MODELS'] ?? join(dataDir, 'models'),
    configDir: process.env['TIMELOUPE_CONFIG'] ?? join(configHome(), 'timeloupe'),
    dataDir,
    cacheDir: process.env['TIMELOUPE_CACHE'] ?? join(cacheHome(), 'timeloupe'),
    inferenceProcess: join(root, 'out', 'main', 'inference-process.js'),
  };
}

function dataHome(): string {
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'Timeloupe');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Timeloupe');
  return join(absolute(process.env['XDG_DATA_HOME']) ?? join(homedir(), '.local', 'share'), 'timeloupe');
}

function configHome(): string {
  if (process.platform === 'win32') return process.env['APPDATA'] ?? homedir();
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Preferences');
  return absolute(process.env['XDG_CONFIG_HOME']) ?? join(homedir(), '.config');
}

function cacheHome(): string {
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? homedir();
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return absolute(process.env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache');
}

/** Empty and relative ones count as unset: https://specifications.freedesktop.org/basedir-spec/latest/ */
function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && isAbsolute(folder) ? folder : undefined;
}
