import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../../src-main/shared/errors.ts';
import { Random } from './random.ts';
import type { FuzzInput, FuzzSubject, FuzzTarget } from './target.ts';
import { faultOf } from './verdict.ts';
import { watch } from './watchdog.ts';

export interface FuzzOptions {
  readonly root: string;
  readonly seed: number;
  /** Whether input `index` is still to be tried. */
  readonly goesOn: (index: number) => boolean;
  readonly onCrash?: (crash: Crash) => void;
  /** More of them than this end the run. */
  readonly mostCrashes?: number;
}

/** An input that was neither read nor refused as it should be. */
export interface Crash {
  /** "target-seed-index": makes the input again. */
  readonly id: string;
  readonly input: FuzzInput;
  readonly reason: string;
}

export interface FuzzReport {
  readonly target: string;
  readonly tried: number;
  readonly accepted: number;
  readonly refused: number;
  readonly crashes: readonly Crash[];
  /** Of one input. */
  readonly slowestMs: number;
}

/** Tries inputs of a target, each of which follows from seed and place alone. */
export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzReport> {
  const { seed, goesOn, mostCrashes = 20 } = options;
  const scratch = mkdtempSync(join(tmpdir(), 'timeloupe-fuzz-'));
  // Two folders deep: what climbs out of it is seen.
  const folder = join(scratch, 'up', 'in');
  mkdirSync(folder, { recursive: true });
  const stray = new StrayFaults();
  const subject = await target.open({ root: options.root, folder });
  const watchdog = watch(`${target.name} with seed ${seed}`);
  const crashes: Crash[] = [];
  const counts = { accepted: 0, refused: 0 };
  let index = 0;
  let slowestMs = 0;
  try {
    for (; goesOn(index) && crashes.length < mostCrashes; index++) {
      watchdog.begin(index);
      const id = `${target.name}-${seed}-${index}`;
      const input = subject.make(new Random(id));
      const begun = performance.now();
      const outcome = await outcomeOf(subject, input, { stray, scratch });
      slowestMs = Math.max(slowestMs, performance.now() - begun);
      if (outcome.reason === null) counts[outcome.kind]++;
      else {
        const crash = { id, input, reason: outcome.reason };
        crashes.push(crash);
        options.onCrash?.(crash);
      }
    }
  } finally {
    await watchdog.end();
    await subject.close?.();
    stray.end();
    rmSync(scratch, { recursive: true, force: true });
  }
  return { target: target.name, tried: index, ...counts, crashes, slowestMs };
}

/** Tries one input that was kept. @returns the crash's reason, or null. */
export async function tryAgain(target: FuzzTarget, root: string, input: FuzzInput): Promise<string | null> {
  const { crashes } = await fuzz(
    { ...target, open: async (place) => ({ ...bound(await target.open(place)), make: () => input }) },
    { root, seed: 0, goesOn: (index) => index === 0 },
  );
  return crashes[0]?.reason ?? null;
}

function bound(subject: FuzzSubject): FuzzSubject {
  return {
    make: (random) => subject.make(random),
    read: (input) => subject.read(input),
    close: () => subject.close?.(),
  };
}

async function outcomeOf(
  subject: FuzzSubject,
  input: FuzzInput,
  { stray, scratch }: { readonly stray: StrayFaults; readonly scratch: string },
) {
  const own = await subject.read(input).then(
    () => ({ kind: 'accepted' as const, reason: null }),
    (error: unknown) => ({ kind: 'refused' as const, reason: faultOf(error) }),
  );
  // Rejections that nobody awaits are told of one turn later.
  await setImmediate();
  const reason = own.reason ?? stray.take() ?? outside(scratch);
  return { ...own, reason };
}

/** Files that were written where none should be, as a reason; null without any. */
function outside(scratch: string): string | null {
  const found = [...readdirSync(scratch), ...readdirSync(join(scratch, 'up'))].filter(
    (name) => !/^(?:up|in)$/.test(name),
  );
  return found.length === 0 ? null : `it wrote outside its folder: ${found.join(', ')}`;
}

/** Rejections and exceptions that no caller could catch. */
class StrayFaults {
  #last: string | null = null;
  readonly #note = (fault: unknown) => {
    this.#last = `nobody caught: ${fault instanceof AppError ? fault.message : (faultOf(fault) ?? String(fault))}`;
  };

  constructor() {
    process.on('unhandledRejection', this.#note).on('uncaughtException', this.#note);
  }

  take(): string | null {
    const last = this.#last;
    this.#last = null;
    return last;
  }

  end(): void {
    process.off('unhandledRejection', this.#note).off('uncaughtException', this.#note);
  }
}
