import { fileURLToPath } from 'node:url';
import { platformAt } from '../core/services/installation.ts';
import type { Platform } from '../core/services/platform.ts';

/** The installation this command line runs from: the bundle lies in out/main of the package. */
export function platformHere(): Platform {
  return {
    ...platformAt(fileURLToPath(new URL('../..', import.meta.url))),
    keepsRecent: false,
    reportFault: (where, fault) => {
      if (process.argv.includes('--verbose')) process.stderr.write(`${where}: ${stackOf(fault)}\n`);
    },
  };
}

function stackOf(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}
