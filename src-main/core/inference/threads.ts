import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/**
 * Cores to compute on: physical ones, for two threads on one core only get in each other's way, and no more
 * than this process may use. Where the system doesn't tell, every core it offers.
 */
export function physicalCores(): number {
  return Math.max(1, Math.min(availableParallelism(), linuxCores() ?? cpus().length));
}

/** Cores as Linux names them: distinct pairs of package and core. null elsewhere or where it can't be read. */
function linuxCores(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const pairs = cpus().map((_, i) => {
      const topology = `/sys/devices/system/cpu/cpu${i}/topology`;
      return `${readFileSync(`${topology}/physical_package_id`, 'utf8')}:${readFileSync(`${topology}/core_id`, 'utf8')}`;
    });
    return new Set(pairs).size;
  } catch {
    return null; // A container may hide the topology.
  }
}
