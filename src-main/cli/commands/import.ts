import { show, wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { IMPORT_OPTIONS, importRequestFrom } from '../import-options.ts';
import { importFormatsText, importPlanText, importReportText } from '../import-view.ts';
import { flagOption, textOption } from '../options.ts';
import { onCore, onProject, PROJECT_OPTIONS, type ProjectWork } from '../project-host.ts';

export const importCommand: Command = {
  name: 'import',
  usage: 'import <file>... --into PROJECT [options] | import --list',
  summary: "Bring in other tools' annotations as one step of undo, with a report of what moved and what is left out",
  options: {
    into: { type: 'string', value: 'FILE', help: 'the project file' },
    annotator: PROJECT_OPTIONS['annotator']!,
    list: { type: 'boolean', help: 'list the formats' },
    'dry-run': { type: 'boolean', help: 'only say what would be imported' },
    ...IMPORT_OPTIONS,
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  async run(context) {
    if (flagOption(context.values, 'list')) return listFormats(context);
    const { values, positionals } = context;
    const project = textOption(values, 'into');
    if (project === undefined || positionals.length === 0) {
      throw wrongUse(importCommand, 'Name the files and the project.');
    }
    const readOnly = flagOption(values, 'dry-run');
    await onProject({ ...context, values: { ...values, project } }, { readOnly }, (work) => importFiles(context, work));
  },
};

async function listFormats(context: CommandContext): Promise<void> {
  const formats = await onCore(context, {}, (host) => host.call('import.formats', {}));
  show(context, formats, () => importFormatsText(formats));
}

async function importFiles(context: CommandContext, { host, annotator, positionals }: ProjectWork): Promise<void> {
  const { values, json } = context;
  const request = await importRequestFrom(context, host, positionals);
  const videos = await host.call('videos.list', {});
  if (flagOption(values, 'dry-run')) {
    const plan = await host.call('import.preview', { annotator, request });
    context.print(json ? JSON.stringify(plan, null, 2) : importPlanText(plan, videos));
    return;
  }
  const report = await host.call('import.apply', { annotator, request });
  context.print(json ? JSON.stringify(report, null, 2) : importReportText(report, videos));
}
