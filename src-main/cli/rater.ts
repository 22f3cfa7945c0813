import type { Params } from '../shared/protocol.ts';
import type { Rater } from '../shared/protocol/review-methods.ts';

/** "run:3" is a run; anything else, and "annotator:run:3", an annotator. */
export function raterFrom(text: string): Params<'agreement.compare'>['a'] {
  const run = /^run:([1-9]\d*)$/.exec(text);
  if (run) return { kind: 'run', runId: Number(run[1]) };
  return { kind: 'annotator', annotator: text.replace(/^annotator:/, '') };
}

export function raterText(rater: Rater): string {
  return rater.kind === 'run' ? `run ${rater.runId}` : rater.annotator;
}
