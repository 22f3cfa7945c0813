import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of all files below a folder; links count as nothing. */
export function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => lstatSync(join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}

/** Where a folder that electron-builder has made holds what is ours: the archive and what lies beside it. */
export function resourcesOf({ builder, arch }, out) {
  if (builder === 'mac')
    return join(out, arch === 'x64' ? 'mac' : `mac-${arch}`, 'Timeloupe.app', 'Contents', 'Resources');
  return join(out, `${builder}${arch === 'x64' ? '' : `-${arch}`}-unpacked`, 'resources');
}
