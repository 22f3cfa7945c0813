import type { Confusion } from '../../shared/protocol/insight-methods.ts';
import type { ClassId, Span } from '../../shared/records.ts';
import { spansByClass } from './layer.ts';

/** A few milliseconds' worth. */
const STRETCHES_AT_ONCE = 500;

interface ClassSpan extends Span {
  readonly classId: ClassId;
}

/** One video as people and a run see it. */
export interface ConfusedVideo {
  /** Accepted and corrected segments. */
  readonly present: readonly ClassSpan[];
  /** What was verified not to occur. */
  readonly absent: readonly ClassSpan[];
  readonly predicted: readonly ClassSpan[];
}

/** Where one class begins or ends for one of the three. */
interface Edge {
  readonly frame: number;
  readonly side: keyof ConfusedVideo;
  readonly classId: ClassId;
  readonly isStart: boolean;
}

/**
 * Counts frames by what people say and what a run says, one video after the other. Only what people have said counts: a
 * class is present, or verified absent.
 *
 * Where a class is present, its row has the frame: on the diagonal where the run says it too, else against each class
 * that the run says and people don't, or against "none". What the run says besides a class that it has right is no
 * mistake of which anybody has said so, unless that was verified absent. The last row has the frames of verified absence:
 * against each class that was, where the run says it, and against "none" where nothing is present and it says nothing.
 */
export class ConfusionCounter {
  /** By what people say, null for verified absent; then by what the run says, null for none. */
  readonly #frames = new Map<ClassId | null, Map<ClassId | null, number>>();
  /** Of each row, each frame once. */
  readonly #rowFrames = new Map<ClassId | null, number>();
  #all = 0;

  /** @param pause is awaited now and then, so that others get their turn. */
  async add(video: ConfusedVideo, pause: () => Promise<unknown>): Promise<void> {
    let count = 0;
    for (const { frames, pairs } of stretches(video)) {
      if (pairs.length > 0) this.#all += frames;
      for (const said of new Set(pairs.map(([row]) => row))) {
        this.#rowFrames.set(said, (this.#rowFrames.get(said) ?? 0) + frames);
      }
      for (const [said, predicted] of pairs) {
        const row = this.#frames.get(said) ?? new Map<ClassId | null, number>();
        this.#frames.set(said, row);
        row.set(predicted, (row.get(predicted) ?? 0) + frames);
      }
      if (++count % STRETCHES_AT_ONCE === 0) await pause();
    }
  }

  /** @param classIds rows and columns, in order; "verified absent" is added as the last row, "none" as the last column. */
  table(classIds: readonly ClassId[]): Confusion {
    const names = [...classIds, null];
    const counts = names.map((said) => names.map((predicted) => this.#frames.get(said)?.get(predicted) ?? 0));
    return { classIds, counts, rowFrames: names.map((said) => this.#rowFrames.get(said) ?? 0), frames: this.#all };
  }
}

type Pair = readonly [said: ClassId | null, predicted: ClassId | null];

/** Each stretch of frames on which nothing changes, and what stands against what there. */
function* stretches(video: ConfusedVideo): Generator<{ readonly frames: number; readonly pairs: readonly Pair[] }> {
  const edges = (['present', 'absent', 'predicted'] as const)
    .flatMap((side) => edgesOf(side, video[side]))
    .sort((a, b) => a.frame - b.frame);
  const now = { present: new Set<ClassId>(), absent: new Set<ClassId>(), predicted: new Set<ClassId>() };
  for (const [i, { frame, side, classId, isStart }] of edges.entries()) {
    if (isStart) now[side].add(classId);
    else now[side].delete(classId);
    const next = edges[i + 1];
    if (next && next.frame > frame) yield { frames: next.frame - frame, pairs: pairsOf(now) };
  }
}

function edgesOf(side: Edge['side'], spans: readonly ClassSpan[]): Edge[] {
  return [...spansByClass(spans)].flatMap(([classId, own]) =>
    own.flatMap(({ startFrame, endFrame }) => [
      { frame: startFrame, side, classId, isStart: true },
      { frame: endFrame, side, classId, isStart: false },
    ]),
  );
}

function pairsOf({ present, absent, predicted }: Readonly<Record<Edge['side'], ReadonlySet<ClassId>>>): Pair[] {
  if (present.size === 0) {
    const wrong = [...predicted].filter((id) => absent.has(id));
    if (wrong.length > 0) return wrong.map((id) => [null, id]);
    return predicted.size === 0 && absent.size > 0 ? [[null, null]] : [];
  }
  const agreed = [...present].filter((id) => predicted.has(id));
  const missed = [...present].filter((id) => !predicted.has(id));
  const extra = [...predicted].filter((id) => !present.has(id));
  const against = missed.flatMap((said): Pair[] =>
    extra.length === 0 ? [[said, null]] : extra.map((id): Pair => [said, id]),
  );
  const unmet = missed.length === 0 ? extra.filter((id) => absent.has(id)).map((id): Pair => [null, id]) : [];
  return [...agreed.map((id): Pair => [id, id]), ...against, ...unmet];
}
