import { basename } from 'node:path';
import { runAnalysis, type RunListener, type RunOutcome } from '../../core/services/analysis/analysis-run.ts';
import { AnalysisWriter } from '../../core/services/analysis/analysis-writer.ts';
import { findVideos } from '../../core/services/find-videos.ts';
import { openModelFor } from '../../core/services/models/open-model.ts';
import type { AnalysisHeader } from '../../shared/analysis-document.ts';
import { PROVIDERS } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { wrongUse } from '../answers.ts';
import { analyzeInProject } from '../analyze-project.ts';
import type { Command, CommandContext } from '../command.ts';
import { flagOption, textOption } from '../options.ts';
import { Pace } from '../pace.ts';
import { settingsFrom } from '../settings.ts';
import { lookOf } from '../timeline-view.ts';
import { headerText, outcomeText } from '../analysis-view.ts';

const DEFAULT_MODEL = 'demo-motion';

export const analyzeCommand: Command = {
  name: 'analyze',
  usage: 'analyze <video…|folder> [--model DIR] [--project FILE] [options]',
  summary: 'Predict what happens when in videos: scores of sliding windows, and the segments they make',
  options: {
    model: { type: 'string', value: 'DIR', help: `model folder or checkpoint (default: the bundled ${DEFAULT_MODEL})` },
    stride: { type: 'string', value: 'N', help: 'frames from one window to the next (default: half a window)' },
    rate: { type: 'string', value: 'N', help: "frames from one sampled frame to the next (default: the model's own)" },
    fps: { type: 'string', value: 'F', help: 'sampled frames a second, instead of --rate' },
    provider: {
      type: 'string',
      value: 'P',
      help: `auto, ${PROVIDERS.join(', ')} (default: auto, the best that starts)`,
    },
    precision: { type: 'string', value: 'P', help: 'auto (16-bit floats on a graphics card where faster) or full' },
    threads: { type: 'string', value: 'N', help: 'threads on the processor (default: physical cores)' },
    batch: { type: 'string', value: 'N', help: 'windows in one run of the model (default: 1, best on a processor)' },
    top: { type: 'string', value: 'N', help: 'scores listed for each window (default: 5)' },
    threshold: { type: 'string', value: 'S', help: 'score that a segment must reach (default: 0.5)' },
    'leave-threshold': { type: 'string', value: 'S', help: 'score at which it ends (default: 0.8 of the threshold)' },
    smoothing: { type: 'string', value: 'N', help: 'frames of the moving average over scores (default: a stride)' },
    'min-length': { type: 'string', value: 'N', help: 'frames below which a segment is dropped (default: a stride)' },
    'merge-gap': { type: 'string', value: 'N', help: 'frames of a gap that is bridged (default: a stride)' },
    project: {
      type: 'string',
      value: 'FILE',
      help: 'analyze in this project, all its videos unless some are named; goes on where an earlier one broke off',
    },
    'no-propose': { type: 'boolean', help: 'with --project: keep scores only, propose no segments' },
    json: { type: 'string', value: 'FILE', help: 'write everything as one JSON document; - for stdout' },
  },

  async run(context) {
    const { positionals, platform, signal, values } = context;
    const modelName = textOption(values, 'model') ?? DEFAULT_MODEL;
    if (textOption(values, 'project') !== undefined) return analyzeInProject(context, modelName);
    if (flagOption(values, 'no-propose')) {
      throw new AppError('request.invalid', '--no-propose is for an analysis in a project: name it with --project.');
    }
    if (positionals.length === 0) throw wrongUse(analyzeCommand, 'Name a video.');
    const settings = settingsFrom(values);
    const videos = await findVideos(positionals);
    const model = await openModelFor(platform, modelName, signal);
    for (const remark of model.notes) context.note(remark);
    const target = textOption(values, 'json');
    const writer =
      target === undefined
        ? null
        : target === '-'
          ? AnalysisWriter.toStream(process.stdout)
          : await AnalysisWriter.toFile(target);
    try {
      const outcome = await runAnalysis(
        { videos, model, settings },
        { platform, signal },
        listenerFor(context, writer, videos.length),
      );
      if (target !== undefined && target !== '-') context.note(`Written: ${target}`);
      throwFirst(outcome, signal);
    } catch (error) {
      await writer?.discard();
      throw error;
    }
  },
};

/** Writes the document, draws progress, and prints each video's timeline when it is done. */
function listenerFor(context: CommandContext, writer: AnalysisWriter | null, videoCount: number): RunListener {
  const look = lookOf(process.stdout);
  let header: AnalysisHeader | null = null;
  let pace = new Pace('windows');
  let name = '';
  return {
    async begin(begun) {
      header = begun;
      await writer?.begin(begun);
      context.note(headerText(begun));
    },
    async videoOpened(opening) {
      name = basename(opening.path);
      pace = new Pace('windows');
      await writer?.beginVideo(opening);
    },
    async windowDone(window, { done, planned }) {
      await writer?.window(window);
      context.progress({ label: name, done, total: planned, note: pace.noteAt(done, planned) });
    },
    async videoEnded(outcome) {
      await writer?.endVideo(outcome.ending);
      // The failure of the only video is the command's own, reported as it ends.
      if (outcome.ending.error && videoCount > 1) context.note(`${name}: ${outcome.ending.error.message}`);
      if (!context.json && outcome.video) context.print(outcomeText(outcome, header!.model, look));
    },
    end: (ending) => writer?.end(ending),
  };
}

/** After everything was written: the stop, or the first failure, decides the exit code. */
function throwFirst({ videos }: RunOutcome, signal: AbortSignal): void {
  signal.throwIfAborted();
  const failed = videos.filter(({ ending }) => ending.error !== null);
  const first = failed[0]?.ending.error;
  if (!first) return;
  if (videos.length === 1) throw new AppError(first.code, first.message);
  const names = failed.map(({ path }) => basename(path)).join(', ');
  throw new AppError(first.code, `${failed.length} of ${videos.length} could not be analyzed to the end: ${names}.`);
}
