import { resolve } from 'node:path';
import { AppError, fromWire } from '../../shared/errors.ts';
import type { Host, Params } from '../../shared/protocol.ts';
import type { TaskInfo } from '../../shared/protocol/app-methods.ts';
import {
  SAMPLERS,
  type DrawnClip,
  type ExportReport,
  type ExportRequestInput,
} from '../../shared/protocol/export-methods.ts';
import { show, wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { EXPORT_OPTIONS, exportRequestFrom } from '../export-options.ts';
import { clipsText, formatsText, planText, reportText } from '../export-view.ts';
import { choiceOption, flagOption, textOption } from '../options.ts';
import { onCore, onProject, PROJECT_OPTIONS, type ProjectWork } from '../project-host.ts';

/** As many as 'export.clips' gives. */
const CLIPS_AT_ONCE = 1000;

export const exportCommand: Command = {
  name: 'export',
  usage: 'export <file> --format ID --out DIR [options] | export --list',
  summary:
    'Write corrected annotations for training and other tools: read back, compared, with a report of what is lost',
  options: {
    project: PROJECT_OPTIONS['project']!,
    format: { type: 'string', value: 'ID', help: 'see --list' },
    out: { type: 'string', value: 'DIR', help: 'a new or empty folder (default: export-NN beside the project)' },
    list: { type: 'boolean', help: 'list the formats' },
    'dry-run': { type: 'boolean', help: 'only say what would be written' },
    sampler: { type: 'string', value: 'S', help: `how a trainer draws frames, for --dry-run: ${SAMPLERS.join(', ')}` },
    drawn: { type: 'boolean', help: 'with --dry-run: list the frames that it draws from each clip' },
    ...EXPORT_OPTIONS,
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    if (flagOption(context.values, 'list')) return listFormats(context);
    // Ctrl-C stops the task by itself, and finished clips are kept for the next try.
    await onProject(context, { readOnly: true, endsItself: true }, (work) => exportProject(context, work));
  },
};

async function listFormats(context: CommandContext): Promise<void> {
  const formats = await onCore(context, {}, (host) => host.call('export.formats', {}));
  show(context, formats, () => formatsText(formats));
}

async function exportProject(context: CommandContext, { host, positionals }: ProjectWork): Promise<void> {
  const { values } = context;
  if (positionals.length > 0) throw wrongUse(exportCommand);
  const request = await exportRequestFrom(context, host);
  const sampler = choiceOption(values, 'sampler', SAMPLERS);
  if (flagOption(values, 'dry-run')) return printPlan(context, host, { ...request, ...(sampler && { sampler }) });
  if (sampler !== undefined || flagOption(values, 'drawn')) {
    throw new AppError('request.invalid', '--sampler and --drawn say what --dry-run shows. Add --dry-run.');
  }
  const asked = textOption(values, 'out');
  const out = asked === undefined ? (await host.call('export.target', {})).out : resolve(asked);
  const report = await taskResult(context, host, () => host.call('export.start', { request, out }));
  show(context, report, () => reportText(report));
}

async function printPlan(context: CommandContext, host: Host, wish: PlanWish): Promise<void> {
  const plan = await host.call('export.plan', wish);
  const clips = flagOption(context.values, 'drawn') ? await allClips(host, wish) : null;
  const names = { videos: await host.call('videos.list', {}), classes: await host.call('labels.list', {}) };
  if (context.json) context.print(JSON.stringify(clips ? { ...plan, clips } : plan, null, 2));
  else context.print([planText(plan, names), ...(clips ? ['', clipsText(clips, names)] : [])].join('\n'));
}

type PlanWish = ExportRequestInput & Pick<Params<'export.plan'>, 'sampler'>;

async function allClips(host: Host, { sampler, ...request }: PlanWish): Promise<DrawnClip[]> {
  const clips: DrawnClip[] = [];
  for (;;) {
    const wish = { request, from: clips.length, count: CLIPS_AT_ONCE, ...(sampler && { sampler }) };
    const part = await host.call('export.clips', wish);
    clips.push(...part.clips);
    if (clips.length >= part.total || part.clips.length === 0) return clips;
  }
}

/** Starts a task and waits for its end, showing how far it is. @throws AppError as the task ends; 'cancelled' on Ctrl-C. */
async function taskResult(context: CommandContext, host: Host, start: () => Promise<TaskInfo>): Promise<ExportReport> {
  let id = '';
  const ended = new Promise<TaskInfo>((resolveEnd) => {
    host.on('tasks.changed', ({ task }) => {
      if (id !== '' && task.id !== id) return;
      if (task.state !== 'running') resolveEnd(task);
      else context.progress({ label: task.title, done: task.done, total: task.total });
    });
  });
  id = (await start()).id;
  const cancel = () => void host.call('tasks.cancel', { taskId: id }).catch(() => undefined);
  if (context.signal.aborted) cancel();
  context.signal.addEventListener('abort', cancel, { once: true });
  const task = await ended;
  context.signal.removeEventListener('abort', cancel);
  if (task.state === 'done') return task.result as ExportReport;
  if (task.error) throw fromWire(task.error);
  throw new AppError('cancelled', 'The export was stopped; nothing was kept of it.');
}
