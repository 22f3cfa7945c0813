import type { EditInput } from '../../shared/edit.ts';
import { AppError } from '../../shared/errors.ts';
import type { EditResult } from '../../shared/protocol/project-methods.ts';
import { show, wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { EDIT_OPTIONS, FILTER_OPTIONS, editFrom, filterFrom, namedOf } from '../edit-options.ts';
import { numberOption, textOption } from '../options.ts';
import { type ProjectAction, runAction } from '../project-actions.ts';
import { PROJECT_OPTIONS, type ProjectWork } from '../project-host.ts';
import { segmentNamed } from '../references.ts';
import { historyText, segmentsText } from '../segment-view.ts';

export const segmentsCommand: Command = {
  name: 'segments',
  usage:
    'segments list <file> [--video V] [--of-class C] … | edit <file> <kind> [--segment ID] … | ' +
    'edit <file> --edit JSON | undo <file> | redo <file> | history <file> [--segment ID]',
  summary: 'List the segments of a project, edit them, undo and redo, and see who changed what',
  options: {
    ...PROJECT_OPTIONS,
    ...FILTER_OPTIONS,
    ...EDIT_OPTIONS,
    limit: { type: 'string', value: 'N', help: 'history: at most this many entries (default: 20)' },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  run: (context) => runAction(segmentsCommand, ACTIONS, context),
};

const FILTER = Object.keys(FILTER_OPTIONS);

const ACTIONS = new Map<string, ProjectAction>([
  ['list', { options: [...FILTER, 'from', 'to'], takes: 0, isReading: true, run: list }],
  ['edit', { options: [...FILTER, ...Object.keys(EDIT_OPTIONS)], run: edit }],
  ['undo', { options: [], takes: 0, run: (context, project) => step(context, project, 'undo') }],
  ['redo', { options: [], takes: 0, run: (context, project) => step(context, project, 'redo') }],
  ['history', { options: ['segment', 'limit'], takes: 0, isReading: true, run: history }],
]);

async function list(context: CommandContext, { host }: ProjectWork): Promise<void> {
  const named = await namedOf(host);
  const segments = await host.call('segments.list', { filter: filterFrom(context, named) });
  show(context, segments, () => segmentsText(segments, named));
}

async function edit(context: CommandContext, { host, positionals, annotator }: ProjectWork): Promise<void> {
  const json = textOption(context.values, 'edit');
  const [kind, ...more] = positionals;
  if ((json === undefined) === (kind === undefined) || more.length > 0) throw wrongUse(segmentsCommand);
  if (json !== undefined) refuseBeside(context);
  // Whatever it says is checked by the core, as for every host.
  const wish = (json === undefined ? await editFrom(context, host, kind!) : parsed(json)) as EditInput;
  const result = await host.call('edits.apply', { annotator, edit: wish });
  show(context, result, () => resultText(result));
}

async function step(context: CommandContext, { host, annotator }: ProjectWork, kind: 'undo' | 'redo'): Promise<void> {
  const result = await host.call(`edits.${kind}`, { annotator });
  show(context, result, () => (result ? resultText(result) : `Nothing left to ${kind} for ${annotator}.`));
}

async function history(context: CommandContext, { host }: ProjectWork): Promise<void> {
  const limit = numberOption(context.values, 'limit', { min: 1, max: 10_000, integer: true }) ?? 20;
  const texts = (context.values['segment'] ?? []) as string[];
  if (texts.length > 1) throw new AppError('request.invalid', 'The history is of all, or of one --segment.');
  const [text] = texts;
  const segmentId = text === undefined ? undefined : await segmentIdFrom(host, text);
  const entries = await host.call('edits.history', { limit, ...(segmentId !== undefined && { segmentId }) });
  show(context, entries, () => historyText(entries));
}

/** A deleted segment has a history too, under its whole id. */
async function segmentIdFrom(host: ProjectWork['host'], text: string): Promise<string> {
  const whole = await host.call('edits.history', { limit: 1, segmentId: text });
  return whole.length > 0 ? text : segmentNamed(await host.call('segments.list', {}), text).id;
}

function refuseBeside({ values }: CommandContext): void {
  const beside = [...FILTER, ...Object.keys(EDIT_OPTIONS)].find(
    (name) => name !== 'edit' && values[name] !== undefined,
  );
  if (beside !== undefined)
    throw new AppError('request.invalid', `--${beside} doesn't go with --edit, which says all.`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw new AppError('request.invalid', `--edit is not JSON: ${error instanceof Error ? error.message : json}.`);
  }
}

function resultText({ entry, addedSegmentIds }: EditResult): string {
  const made = addedSegmentIds.map((id) => id.slice(0, 8));
  return made.length === 0 ? entry.title : `${entry.title} (new: ${made.join(', ')})`;
}
