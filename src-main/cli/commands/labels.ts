import { AppError } from '../../shared/errors.ts';
import type { EditInput } from '../../shared/edit.ts';
import { show, wrongUse } from '../answers.ts';
import { classesText, mappingsText, statesText } from '../class-view.ts';
import type { Command, CommandContext } from '../command.ts';
import { flagOption, textOption } from '../options.ts';
import { type ProjectAction, runAction } from '../project-actions.ts';
import { PROJECT_OPTIONS, type ProjectWork } from '../project-host.ts';
import { classNamed, modelNamed, videoNamed } from '../references.ts';

export const labelsCommand: Command = {
  name: 'labels',
  usage:
    'labels list <file> | add <file> <name> | set <file> <class> | rename <file> <class> <name> | ' +
    'merge <file> <class>... --into CLASS | delete <file> <class> [--move-to CLASS] | ' +
    'map <file> [<model> <label> <class>] | states <file> <video> <class>',
  summary: "The project's classes: list, make, change, merge and delete them; map a model's labels to them",
  options: {
    ...PROJECT_OPTIONS,
    colour: { type: 'string', value: 'C', help: 'add, set: "#rrggbb", or label-1 … label-8' },
    shortcut: { type: 'string', value: 'KEY', help: 'add, set: its key; "" for none' },
    group: { type: 'string', value: 'G', help: 'add, set: its group; "" for none' },
    description: { type: 'string', value: 'TEXT', help: 'add, set: what belongs to it' },
    exclusive: {
      type: 'boolean',
      help: 'add, set: its segments and those of exclusive classes of its group exclude one another',
    },
    overlapping: { type: 'boolean', help: 'add, set: its segments may overlap any others' },
    into: { type: 'string', value: 'CLASS', help: 'merge: the class that stays' },
    'move-to': { type: 'string', value: 'CLASS', help: 'delete: the class that takes its segments' },
    ignore: { type: 'boolean', help: 'map: leave the label out instead of naming a class' },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  run: (context) => runAction(labelsCommand, ACTIONS, context),
};

const FIELDS = ['colour', 'shortcut', 'group', 'description', 'exclusive', 'overlapping'];

const ACTIONS = new Map<string, ProjectAction>([
  ['list', { options: [], takes: 0, isReading: true, run: list }],
  ['add', { options: FIELDS, takes: 1, run: add }],
  ['set', { options: FIELDS, takes: 1, run: set }],
  ['rename', { options: [], takes: 2, run: rename }],
  ['merge', { options: ['into'], run: merge }],
  ['delete', { options: ['move-to'], takes: 1, run: remove }],
  ['map', { options: ['ignore'], run: map }],
  ['states', { options: [], takes: 2, isReading: true, run: states }],
]);

async function list(context: CommandContext, { host }: ProjectWork): Promise<void> {
  const classes = await host.call('labels.list', {});
  show(context, classes, () => classesText(classes));
}

async function add(context: CommandContext, project: ProjectWork): Promise<void> {
  const [name = ''] = project.positionals;
  await apply(context, project, { kind: 'createClass', name, fields: fieldsFrom(context) });
}

async function set(context: CommandContext, project: ProjectWork): Promise<void> {
  const [text = ''] = project.positionals;
  const fields = fieldsFrom(context);
  await apply(context, project, { kind: 'updateClass', classId: await classId(project, text), fields });
}

async function rename(context: CommandContext, project: ProjectWork): Promise<void> {
  const [text = '', name = ''] = project.positionals;
  await apply(context, project, { kind: 'updateClass', classId: await classId(project, text), fields: { name } });
}

async function merge(context: CommandContext, project: ProjectWork): Promise<void> {
  const into = textOption(context.values, 'into');
  if (into === undefined || project.positionals.length === 0) throw wrongUse(labelsCommand);
  const classIds = await Promise.all(project.positionals.map((text) => classId(project, text)));
  await apply(context, project, { kind: 'mergeClasses', classIds, into: await classId(project, into) });
}

async function remove(context: CommandContext, project: ProjectWork): Promise<void> {
  const [text = ''] = project.positionals;
  const moveTo = textOption(context.values, 'move-to');
  await apply(context, project, {
    kind: 'deleteClass',
    classId: await classId(project, text),
    ...(moveTo !== undefined && { moveTo: await classId(project, moveTo) }),
  });
}

async function map(context: CommandContext, project: ProjectWork): Promise<void> {
  const { host, positionals } = project;
  const models = await host.call('models.list', {});
  const ignores = flagOption(context.values, 'ignore');
  if (positionals.length === 0 && !ignores) {
    const [mappings, classes] = [await host.call('labels.mappings', {}), await host.call('labels.list', {})];
    show(context, mappings, () => mappingsText(mappings, models, classes));
    return;
  }
  if (positionals.length !== (ignores ? 2 : 3)) throw wrongUse(labelsCommand);
  const [model = '', modelLabel = '', text = ''] = positionals;
  await apply(context, project, {
    kind: 'mapLabel',
    modelHash: modelNamed(models, model).hash,
    modelLabel,
    classId: ignores ? null : await classId(project, text),
  });
}

async function states(context: CommandContext, project: ProjectWork): Promise<void> {
  const [video = '', text = ''] = project.positionals;
  const videoId = videoNamed(await project.host.call('videos.list', {}), video).id;
  const found = await project.host.call('labels.states', { videoId, classId: await classId(project, text) });
  show(context, found, () => statesText(found));
}

async function apply(context: CommandContext, { host, annotator }: ProjectWork, edit: EditInput): Promise<void> {
  const result = await host.call('edits.apply', { annotator, edit });
  show(context, result, () => result.entry.title);
}

async function classId({ host }: ProjectWork, text: string) {
  return classNamed(await host.call('labels.list', {}), text).id;
}

function fieldsFrom({ values }: CommandContext) {
  const isExclusive = flagOption(values, 'exclusive');
  if (isExclusive && flagOption(values, 'overlapping')) {
    throw new AppError('request.invalid', 'A class is --exclusive or --overlapping, not both.');
  }
  const shortcut = textOption(values, 'shortcut');
  const group = textOption(values, 'group');
  return {
    colour: textOption(values, 'colour'),
    description: textOption(values, 'description'),
    shortcut: shortcut === '' ? null : shortcut,
    group: group === '' ? null : group,
    isExclusive: isExclusive || flagOption(values, 'overlapping') ? isExclusive : undefined,
  };
}
