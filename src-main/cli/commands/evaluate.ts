import { basename } from 'node:path';
import { compareModels, type EvaluatedModel, requireComparable } from '../../core/services/evaluation/comparison.ts';
import { evaluate, type Evaluation } from '../../core/services/evaluation/evaluation.ts';
import { type EvaluationClip, readEvaluationManifest } from '../../core/services/evaluation/evaluation-manifest.ts';
import { openModelFor } from '../../core/services/models/open-model.ts';
import { PROVIDERS } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { comparisonText, evaluationText } from '../evaluation-view.ts';
import { textOption } from '../options.ts';
import { Pace } from '../pace.ts';
import { settingsFrom } from '../settings.ts';

const DEFAULT_MODEL = 'demo-motion';

export const evaluateCommand: Command = {
  name: 'evaluate',
  usage: 'evaluate <manifest.csv> [--model DIR] [options]',
  summary: 'Judge a model by clips whose labels are known: accuracy, per class, confusion, loss',
  options: {
    model: { type: 'string', value: 'DIR', help: `model folder or checkpoint (default: the bundled ${DEFAULT_MODEL})` },
    against: {
      type: 'string',
      value: 'DIR',
      help: 'another model on the same clips, such as the one before retraining: what was fixed, and what was broken',
    },
    stride: {
      type: 'string',
      value: 'N',
      help: 'frames from one window of a clip to the next (default: half a window)',
    },
    rate: { type: 'string', value: 'N', help: "frames from one sampled frame to the next (default: the model's own)" },
    fps: { type: 'string', value: 'F', help: 'sampled frames a second, instead of --rate' },
    provider: { type: 'string', value: 'P', help: `auto, ${PROVIDERS.join(', ')} (default: auto)` },
    precision: { type: 'string', value: 'P', help: 'auto (16-bit floats on a graphics card where faster) or full' },
    threads: { type: 'string', value: 'N', help: 'threads on the processor (default: physical cores)' },
    batch: { type: 'string', value: 'N', help: 'windows in one run of the model (default: 1)' },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    const { positionals, values, platform, signal, json } = context;
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) {
      throw wrongUse(evaluateCommand, 'Name one CSV file.');
    }
    const settings = settingsFrom(values);
    const model = await openModelFor(platform, textOption(values, 'model') ?? DEFAULT_MODEL, signal);
    const against = textOption(values, 'against');
    const other = against === undefined ? null : await openModelFor(platform, against, signal);
    for (const one of other ? [model, other] : []) requireComparable(one);
    const done = await judge(context, file, { models: other ? [other, model] : [model], settings });
    const { evaluation } = done.at(-1)!;
    for (const { line, message } of evaluation.failures) context.note(`Line ${line}: ${message}`);
    const comparison = other ? compareModels(done[0]!, done[1]!) : null;
    if (json) {
      const besides = other ? { against: aboutModel(other), comparison } : {};
      context.print(JSON.stringify({ ...documentFrom(evaluation, aboutModel(model)), ...besides }));
    } else {
      context.print(evaluationText(evaluation, model.manifest.problemType));
      if (other && comparison)
        context.print(`\n${comparisonText(comparison, basename(other.path), basename(model.path))}`);
    }
    for (const one of [evaluation, ...done.map((each) => each.evaluation)]) throwFirst(one, signal);
  },
};

type Model = EvaluatedModel['model'];

/** The account of each model, in order. Its list is read for all before the first clip is judged. */
async function judge(
  context: CommandContext,
  file: string,
  { models, settings }: { readonly models: readonly Model[]; readonly settings: ReturnType<typeof settingsFrom> },
): Promise<EvaluatedModel[]> {
  const { platform, signal } = context;
  const lists: EvaluationClip[][] = [];
  for (const { manifest } of models) lists.push(await readEvaluationManifest(file, manifest));
  const done: EvaluatedModel[] = [];
  for (const [i, model] of models.entries()) {
    const pace = new Pace('clips');
    const label = models.length > 1 ? `${file}, ${basename(model.path)}` : file;
    const evaluation = await evaluate({ clips: lists[i]!, model, settings }, { platform, signal }, (judged, planned) =>
      context.progress({ label, done: judged, total: planned, note: pace.noteAt(judged, planned) }),
    );
    done.push({ model, evaluation });
  }
  return done;
}

function aboutModel({ path, hash, manifest: { problemType, labels } }: Model): object {
  return { model: path, hash, problemType, labels };
}

function documentFrom({ clips, labels: perLabel, ...rest }: Evaluation, model: object): object {
  return {
    version: 1,
    model,
    ...rest,
    perLabel,
    clips: clips.map((clip) => ({ ...clip, logits: Array.from(clip.logits), scores: Array.from(clip.scores) })),
  };
}

function throwFirst({ failures, clips }: Evaluation, signal: AbortSignal): void {
  signal.throwIfAborted();
  const [first] = failures;
  if (!first) return;
  throw new AppError(first.code, `${failures.length} of ${clips.length + failures.length} clips could not be judged.`);
}
