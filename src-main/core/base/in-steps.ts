import { setImmediate as turn } from 'node:timers/promises';

/** Carries a computation on from step to step, and gives others their turn in between. */
export async function inSteps<T>(steps: Generator<void, T, void>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await turn();
  }
}
