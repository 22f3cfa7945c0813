import { AppError } from '../../../shared/errors.ts';
import type { HonestyReport } from '../../../shared/protocol/attention-methods.ts';
import type { Parsed } from '../../../shared/protocol.ts';
import type { TaskInfo } from '../../../shared/protocol/app-methods.ts';
import {
  judgeDeletion,
  maskOfHighest,
  type PatchMask,
  randomMasksLike,
  SEEDS,
  SHARES,
  withHidden,
} from '../../attention/deletion.ts';
import { scoresFromLogits } from '../../timeline/scores.ts';
import { ModelRunner } from '../analysis/model-runner.ts';
import { launcherOf } from '../platform.ts';
import type { OpenProject } from '../project/open-project.ts';
import type { RunningTask } from '../tasks/task.ts';
import type { ReadyWindow } from './ready-window.ts';
import type { RunModels } from './run-model.ts';
import type { RunWindow } from './run-window.ts';
import { askedMap, windowMap } from './window-map.ts';

/** Clips in one run of the model, while they stay small: more gain nothing on a processor and delay a cancel. */
const MOST_BATCH = 8;
const MOST_BATCH_BYTES = 2 ** 21;

interface HonestyTools {
  readonly project: OpenProject;
  readonly models: RunModels;
  /** The window that is tested, with its attention. */
  readonly ready: (signal: AbortSignal) => Promise<ReadyWindow>;
}

/**
 * Begins the deletion test of one map of a window: hides the patches it marks most, and random ones, and lets the model
 * score each clip.
 *
 * @throws AppError 'request.invalid' for a label that the model has not.
 */
export function startHonestyCheck(
  tools: HonestyTools,
  { ref, manifest }: RunWindow,
  { map, label }: Parsed<'attention.honesty'>,
): TaskInfo {
  const classIndex = manifest.labels.indexOf(label);
  if (classIndex < 0) {
    throw new AppError('request.invalid', `The run's model has no label "${label}". models.list has those it has.`);
  }
  const title = `Honesty check of the ${map.view} map of window ${ref.index + 1} for ${label}`;
  const total = 2 + (SHARES.length - 2) * (1 + SEEDS);
  return tools.project.tasks.start({ kind: 'honesty', title, unit: 'clips', total }, async (task) => {
    const window = await tools.ready(task.signal);
    const { heatMap } = windowMap(window.prepared, window.shape, askedMap(map, window.shape, window.prepared.scores));
    const masks = SHARES.map((share) => maskOfHighest(heatMap.values, share));
    const seeds = Array.from({ length: SEEDS }, (_, seed) => randomMasksLike(masks, window.shape, seed + 1));
    const inner = (curve: readonly PatchMask[]) => curve.slice(1, -1);
    const all = [masks[0]!, masks.at(-1)!, ...inner(masks), ...seeds.flatMap(inner)];
    const scores = await scoresOfHidden(tools, window, { masks: all, classIndex, task });
    return reportFrom(label, scores);
  });
}

/** @param scores of nothing hidden, all hidden, then the shares between of the map and of each seed. */
function reportFrom(label: string, scores: readonly number[]): HonestyReport {
  const [whole = 0, nothing = 0] = scores;
  const between = SHARES.length - 2;
  const curves = Array.from({ length: 1 + SEEDS }, (_, i) => {
    const from = 2 + i * between;
    return [whole, ...scores.slice(from, from + between), nothing];
  });
  const [map = [], ...random] = curves;
  return { label, seeds: SEEDS, shares: SHARES, map, ...judgeDeletion(SHARES, map, random) };
}

interface HiddenClips {
  readonly masks: readonly PatchMask[];
  readonly classIndex: number;
  readonly task: RunningTask;
}

/** The class's score with each mask's patches hidden. */
async function scoresOfHidden(
  { project, models }: HonestyTools,
  { asked, shape, prepared }: ReadyWindow,
  { masks, classIndex, task: { signal, progress } }: HiddenClips,
): Promise<number[]> {
  const { provider, threads } = asked.run.settings;
  const model = await models.open(asked.model);
  const runner = await ModelRunner.open(model, {
    launch: launcherOf(project.platform),
    provider: provider === 'cpu' ? 'cpu' : 'auto',
    precision: 'full',
    threads,
    signal,
  });
  try {
    const { pixels } = prepared.clip;
    const picture = { ...asked.manifest.input, patchPx: shape.patchPx };
    const batch = Math.max(1, Math.min(MOST_BATCH, Math.floor(MOST_BATCH_BYTES / pixels.length)));
    const scores: number[] = [];
    while (scores.length < masks.length) {
      signal.throwIfAborted();
      const some = masks.slice(scores.length, scores.length + batch);
      const clips = Buffer.concat(some.map((mask) => withHidden(pixels, mask, shape, picture)));
      const { windows } = await runner.run(clips, some.length, signal);
      for (const { logits } of windows) {
        scores.push(scoresFromLogits(logits, asked.manifest.problemType)[classIndex]!);
      }
      progress(scores.length);
    }
    return scores;
  } finally {
    await runner.close();
  }
}
