import type { Core } from '../../../src-main/core/services/core.ts';
import type { Platform } from '../../../src-main/core/services/platform.ts';
import { AppError, fromWire } from '../../../src-main/shared/errors.ts';
import type { FuzzPlace } from '../engine/target.ts';
import { faultOfWire, require, requirePlain } from '../engine/verdict.ts';
import { fuzzPlatform } from './platform.ts';

/** Notes the faults that a core reports, so that each can be told of with the input that met it. */
export class Faults {
  #first: string | null = null;

  platform(place: FuzzPlace): Platform {
    return {
      ...fuzzPlatform(place),
      reportFault: (where, fault) => {
        const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
        this.#first ??= `a fault in ${where}: ${text}`;
      },
    };
  }

  /** Throws the first one since the last look. */
  require(): void {
    const first = this.#first;
    this.#first = null;
    if (first !== null) throw new Error(first);
  }
}

/**
 * Calls a method and checks its answer, whatever it is.
 *
 * @returns the refusal; null where it was answered.
 */
export async function answered(
  { port }: Core,
  faults: Faults,
  { name, params }: { readonly name: string; readonly params: unknown },
): Promise<AppError | null> {
  const reply = await port.send(name, params);
  faults.require();
  if (reply.ok) {
    requirePlain(reply.value);
    return null;
  }
  const fault = faultOfWire(reply.error);
  require(fault === null, () => `${name} answers with ${fault}`);
  return fromWire(reply.error);
}
