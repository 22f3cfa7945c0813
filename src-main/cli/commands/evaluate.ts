import { evaluate, type Evaluation } from '../../core/services/evaluation/evaluation.ts';
import { readEvaluationManifest } from '../../core/services/evaluation/evaluation-manifest.ts';
import { openModelFor } from '../../core/services/models/open-model.ts';
import { PROVIDERS } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import type { Command } from '../command.ts';
import { evaluationText } from '../evaluation-view.ts';
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
      throw new AppError('request.invalid', `Name one CSV file. Usage: timeloupe ${evaluateCommand.usage}`);
    }
    const settings = settingsFrom(values);
    const model = await openModelFor(platform, textOption(values, 'model') ?? DEFAULT_MODEL, signal);
    const clips = await readEvaluationManifest(file, model.manifest);
    const pace = new Pace('clips');
    const evaluation = await evaluate({ clips, model, settings }, { platform, signal }, (done, planned) =>
      context.progress({ label: file, done, total: planned, note: pace.noteAt(done, planned) }),
    );
    for (const { line, message } of evaluation.failures) context.note(`Line ${line}: ${message}`);
    const { problemType, labels } = model.manifest;
    if (json)
      context.print(
        JSON.stringify(documentFrom(evaluation, { model: model.path, hash: model.hash, problemType, labels })),
      );
    else context.print(evaluationText(evaluation, problemType));
    throwFirst(evaluation, signal);
  },
};

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
