import { resolve } from 'node:path';
import { AppError, fromWire } from '../../shared/errors.ts';
import type { Host } from '../../shared/protocol.ts';
import type { TaskInfo } from '../../shared/protocol/app-methods.ts';
import type { ExportReport } from '../../shared/protocol/export-methods.ts';
import type { Command, CommandContext } from '../command.ts';
import { EXPORT_OPTIONS, exportRequestFrom } from '../export-options.ts';
import { formatsText, planText, reportText } from '../export-view.ts';
import { flagOption, textOption } from '../options.ts';
import { onCore, onProject, PROJECT_OPTIONS, type ProjectWork } from '../project-host.ts';

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
    ...EXPORT_OPTIONS,
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    if (flagOption(context.values, 'list')) return listFormats(context);
    // Ctrl-C stops the task by itself, and leaves nothing behind.
    await onProject(context, { readOnly: true, endsItself: true }, (work) => exportProject(context, work));
  },
};

async function listFormats(context: CommandContext): Promise<void> {
  const formats = await onCore(context, {}, (host) => host.call('export.formats', {}));
  context.print(context.json ? JSON.stringify(formats, null, 2) : formatsText(formats));
}

async function exportProject(context: CommandContext, { host, positionals }: ProjectWork): Promise<void> {
  const { values, json } = context;
  if (positionals.length > 0) throw new AppError('request.invalid', `Usage: timeloupe ${exportCommand.usage}`);
  const request = await exportRequestFrom(context, host);
  if (flagOption(values, 'dry-run')) {
    const plan = await host.call('export.plan', request);
    const names = { videos: await host.call('videos.list', {}), classes: await host.call('labels.list', {}) };
    context.print(json ? JSON.stringify(plan, null, 2) : planText(plan, names));
    return;
  }
  const asked = textOption(values, 'out');
  const out = asked === undefined ? (await host.call('export.target', {})).out : resolve(asked);
  const report = await taskResult(context, host, () => host.call('export.start', { request, out }));
  context.print(json ? JSON.stringify(report, null, 2) : reportText(report));
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
