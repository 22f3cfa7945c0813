import type { Span } from '../../../shared/records.ts';
import { divergence } from '../../review/doubt.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { joinedScores } from '../../timeline/joined-scores.ts';
import type { IndexedSpan } from '../../timeline/votes.ts';
import type { OpenProject } from '../project/open-project.ts';
import { type ClassifierRun, freshRunVideo } from './run-scores.ts';
import { spansOf } from './stored-scores.ts';

/** A run's scores along one video, in memory. */
export class ScoreTrack {
  readonly run: ClassifierRun;
  readonly spans: readonly IndexedSpan[];
  readonly #longest: number;

  constructor(run: ClassifierRun, spans: readonly IndexedSpan[]) {
    this.run = run;
    this.spans = spans;
    this.#longest = spans.reduce((most, { startFrame, endFrame }) => Math.max(most, endFrame - startFrame), 0);
  }

  /** @returns undefined where the run says nothing of the video as it is today. */
  static async read(project: OpenProject, run: ClassifierRun, video: StoredVideo): Promise<ScoreTrack | undefined> {
    const runVideo = freshRunVideo(project, run.id, video);
    if (!runVideo) return undefined;
    return new ScoreTrack(run, await spansOf(project, { runVideo }));
  }

  /** K scores: the mean over the windows that overlap the span, each by the frames it shares; null without any. */
  meanOver({ startFrame, endFrame }: Span): Float32Array | null {
    const sum = new Float64Array(this.run.labels.length);
    let frames = 0;
    for (let i = this.#firstFrom(startFrame - this.#longest); i < this.spans.length; i++) {
      const span = this.spans[i]!;
      if (span.startFrame >= endFrame) break;
      const shared = Math.min(span.endFrame, endFrame) - Math.max(span.startFrame, startFrame);
      if (shared <= 0) continue;
      frames += shared;
      for (let k = 0; k < sum.length; k++) sum[k]! += shared * span.scores[k]!;
    }
    return frames > 0 ? Float32Array.from(sum, (value) => value / frames) : null;
  }

  #firstFrom(startFrame: number): number {
    let low = 0;
    let high = this.spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.spans[middle]!.startFrame < startFrame) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Scores of labels → scores of what they stand for in the project; see `scoreKeys`. */
export type KeyedScores = (scores: Float32Array) => Float32Array;

/**
 * What a run's labels stand for, each once: their class; for those the mapping doesn't name, the label itself, so
 * that two models of the same labels can be compared without a mapping; all that it ignores are one.
 */
export function scoreKeys(run: ClassifierRun): string[] {
  return [...new Set(run.labels.map((_, index) => keyOf(run, index)))];
}

export function classKey(classId: string): string {
  return `class ${classId}`;
}

/** @returns a function to one score for each key, in their order; 0 for keys that the run doesn't have. */
export function keyedScores(run: ClassifierRun, keys: readonly string[]): KeyedScores {
  const indices = new Map<string, number[]>();
  for (const index of run.labels.keys()) {
    const key = keyOf(run, index);
    indices.set(key, [...(indices.get(key) ?? []), index]);
  }
  const places = [...keys.keys()].filter((place) => indices.has(keys[place]!));
  const groups = places.map((place) => indices.get(keys[place]!)!);
  return (scores) => {
    const result = new Float32Array(keys.length);
    const [joined] = joinedScores([{ startFrame: 0, endFrame: 1, scores }], groups, run.problemType);
    for (const [i, place] of places.entries()) result[place] = joined!.scores[i]!;
    return result;
  };
}

/** How far two runs' scores of one span lie apart, 0..1; as yes and no class by class unless both are softmax. */
export function differenceOf(a: ClassifierRun, b: ClassifierRun): (a: Float32Array, b: Float32Array) => number {
  const keys = [...new Set([...scoreKeys(a), ...scoreKeys(b)])];
  const [ofA, ofB] = [keyedScores(a, keys), keyedScores(b, keys)];
  const problemType = a.problemType === b.problemType ? a.problemType : 'multi_label_classification';
  return (scoresA, scoresB) => divergence(ofA(scoresA), ofB(scoresB), problemType);
}

function keyOf({ labels, classIds }: ClassifierRun, index: number): string {
  const classId = classIds[index];
  if (classId === null) return 'ignored';
  return classId === undefined ? `label ${labels[index]!}` : classKey(classId);
}
