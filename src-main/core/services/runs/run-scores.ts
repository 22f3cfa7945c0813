import { setImmediate as turn } from 'node:timers/promises';
import type { ProblemType } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import { manifestSchema } from '../../../shared/manifest.ts';
import type { ClassId, ModelRecord, RunId } from '../../../shared/records.ts';
import type { RunVideoId, StoredRunVideo } from '../../store/run-store.ts';
import type { NodeRange } from '../../store/tile-store.ts';
import type { StoredVideo } from '../../store/video-store.ts';
import { storedManifest } from './stored-manifest.ts';
import type { OpenProject } from '../project/open-project.ts';

/** A run whose scores can be compared: its labels, and what they are in the project's schema. */
export interface ClassifierRun {
  readonly id: RunId;
  readonly problemType: Exclude<ProblemType, 'regression'>;
  readonly labels: readonly string[];
  /** By label: its class; null where the mapping ignores it, undefined where it doesn't name it. */
  readonly classIds: readonly (ClassId | null | undefined)[];
}

/** Windows read before others get their turn: a few milliseconds' worth. */
const WINDOWS_AT_ONCE = 250;

/**
 * @throws AppError 'run.unknown'; 'request.invalid' for a model whose scores are not probabilities.
 */
export function classifierRun({ store }: OpenProject, id: RunId): ClassifierRun {
  const { modelHash } = store.runs.run(id);
  const model = store.runs.model(modelHash)!;
  const problemType = problemTypeOf(model);
  if (problemType === 'regression') {
    const what = `Run ${id} is of "${model.name}", whose outputs are numbers, not probabilities of classes`;
    throw new AppError('request.invalid', `${what}: doubt and agreement are not defined for them.`);
  }
  const mapped = new Map(
    store.annotations.mappings({ modelHash }).map(({ modelLabel, classId }) => [modelLabel, classId]),
  );
  return {
    id,
    problemType,
    labels: model.labels,
    classIds: model.labels.map((label) => mapped.get(label)),
  };
}

/** What the scores of a run's model are. */
export function problemTypeOf(model: ModelRecord): ProblemType {
  return storedManifest(manifestSchema.pick({ problemType: true }), model).problemType;
}

/** A run's predictions of a video; undefined without any, or where they are of another content than the file has. */
export function freshRunVideo({ store }: OpenProject, runId: RunId, video: StoredVideo): StoredRunVideo | undefined {
  const runVideo = store.runs.findRunVideo(runId, video.id);
  return runVideo && !video.isChanged && runVideo.fingerprint === video.fingerprint ? runVideo : undefined;
}

/** Ranges that cover a run's windows of one video, few at a time; others get their turn between them. */
export async function* windowRanges(
  project: OpenProject,
  { plannedWindows }: StoredRunVideo,
): AsyncGenerator<NodeRange> {
  for (let from = 0; from < plannedWindows; from += WINDOWS_AT_ONCE) {
    project.closing.throwIfAborted();
    yield { from, to: Math.min(plannedWindows, from + WINDOWS_AT_ONCE) };
    await turn();
  }
}

/** Scores of the windows that have some, by their index. */
export function scoresIn({ store }: OpenProject, runVideoId: RunVideoId, range: NodeRange): Map<number, Float32Array> {
  const found = new Map<number, Float32Array>();
  for (const { index, scores } of store.scores.scored(runVideoId, range)) if (scores) found.set(index, scores);
  return found;
}
