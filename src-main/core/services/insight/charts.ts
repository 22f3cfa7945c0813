import { setImmediate as turn } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import type { Parsed, Result } from '../../../shared/protocol.ts';
import type { Confusion, PaceHistory, ThresholdCurve } from '../../../shared/protocol/insight-methods.ts';
import type { ClassId } from '../../../shared/records.ts';
import { union } from '../../base/spans.ts';
import { ConfusionCounter } from '../../review/confusion.ts';
import { lookedAt } from '../../review/coverage.ts';
import { paceHistory } from '../../review/pace-history.ts';
import { ThresholdCounter } from '../../review/threshold-curve.ts';
import { joinedScores } from '../../timeline/joined-scores.ts';
import type { OpenProject } from '../project/open-project.ts';
import { historyOf } from '../review/statistics.ts';
import { mappedClasses } from '../runs/class-scores.ts';
import { classSegments } from '../runs/class-segments.ts';
import { classifierRun } from '../runs/run-scores.ts';
import { spansOf } from '../runs/stored-scores.ts';
import { finishedVideos, saidOf } from './said.ts';

/**
 * 'charts.confusion': people's segments and absences against the run's segments as they were last proposed: made of all
 * windows over a frame, so that a window's own highest class may be another. Classes
 * that neither side uses are left out.
 *
 * @throws AppError 'run.unknown', 'video.unknown'; 'request.invalid' as finishedVideos, and for a model whose scores are
 *   not probabilities.
 */
export async function confusionChart(
  project: OpenProject,
  { runId, annotator, videoIds }: Parsed<'charts.confusion'>,
): Promise<Confusion> {
  classifierRun(project, runId);
  const counter = new ConfusionCounter();
  const used = new Set<ClassId>();
  for (const { id } of finishedVideos(project, runId, videoIds)) {
    const { present, absent } = saidOf(project, id, annotator);
    if (present.length + absent.length === 0) continue;
    const predicted = await classSegments(project, runId, id);
    for (const { classId } of [...present, ...absent, ...predicted]) used.add(classId);
    await turn();
    await counter.add({ present, absent, predicted }, turn);
    await turn();
  }
  const classIds = project.store.annotations.labelClasses().flatMap(({ id }) => (used.has(id) ? [id] : []));
  return counter.table(classIds);
}

/**
 * 'charts.thresholds', window by window. The scores are the stored ones, neither smoothed nor cut.
 *
 * @throws AppError as confusionChart, 'class.unknown'; 'request.invalid' for a class that no label of the model is
 *   mapped to.
 */
export async function thresholdChart(
  project: OpenProject,
  { runId, classId, annotator, videoIds }: Parsed<'charts.thresholds'>,
): Promise<ThresholdCurve> {
  const { runs } = project.store;
  const run = classifierRun(project, runId);
  const group = labelsOf(project, run.labels, runs.run(runId).modelHash, classId);
  const counter = new ThresholdCounter();
  for (const { id } of finishedVideos(project, runId, videoIds)) {
    const { present, absent } = saidOf(project, id, annotator);
    if (present.length + absent.length === 0) continue;
    const spans = joinedScores(
      await spansOf(project, { runVideo: runs.runVideo(runId, id) }),
      [group],
      run.problemType,
    );
    const own = absent.filter((absence) => absence.classId === classId);
    await turn();
    counter.add({
      windows: spans.map(({ startFrame, endFrame, scores }) => ({ startFrame, endFrame, score: scores[0]! })),
      present: union(present.filter((segment) => segment.classId === classId)),
      known: union([...present, ...own]),
    });
    await turn();
  }
  return counter.curve();
}

/** 'charts.pace': decisions of the journal and of queues, undone ones left out. */
export async function paceChart(project: OpenProject, { bins }: Parsed<'charts.pace'>): Promise<PaceHistory> {
  const history = await historyOf(project);
  return paceHistory(history.decisions(project.store.review.decisions()), bins);
}

/** 'review.coverage'. @throws AppError 'video.unknown'. */
export function coverageOf({ store }: OpenProject, { videoId }: Parsed<'review.coverage'>): Result<'review.coverage'> {
  store.videos.get(videoId);
  const entries = store.review.coverage.of(videoId);
  return {
    displayed: lookedAt(entries),
    decided: union([
      ...entries.filter(({ kind }) => kind === 'decided'),
      ...store.annotations.segments({ videoId, statuses: ['accepted', 'corrected', 'rejected'] }),
      ...store.annotations.absences({ videoId }),
    ]),
  };
}

/** Indices of the labels that are mapped to a class. */
function labelsOf(
  { store }: OpenProject,
  labels: readonly string[],
  modelHash: string,
  classId: ClassId,
): readonly number[] {
  const known = store.annotations.labelClasses().find(({ id }) => id === classId);
  if (!known) throw new AppError('class.unknown', `The project has no class ${classId}. List the classes again.`);
  const { classIds, groups } = mappedClasses(labels, store.annotations.mappings({ modelHash }));
  const group = groups[classIds.indexOf(classId)];
  if (group) return group;
  throw new AppError('request.invalid', `No label of this model is mapped to "${known.name}", so it has no scores.`);
}
