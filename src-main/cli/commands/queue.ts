import { AppError } from '../../shared/errors.ts';
import type { Params } from '../../shared/protocol.ts';
import type { QueueId } from '../../shared/records.ts';
import { DIFF_KINDS, ERROR_KINDS, MEASURES, type QueueInfo } from '../../shared/protocol/review-methods.ts';
import { show, wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { choiceOption, numberOption, textOption, textsOption } from '../options.ts';
import { type ProjectAction, runAction } from '../project-actions.ts';
import { type ProjectWork, PROJECT_OPTIONS } from '../project-host.ts';
import { describedItems } from '../queue-items.ts';
import { itemsText, queuesText, queueText } from '../queue-view.ts';
import { classNamed, videoNamed } from '../references.ts';
import { raterFrom } from '../rater.ts';

const DRAW = ['by', 'of', 'run', 'against', 'video', 'of-class', 'of-status', 'kind', 'limit', 'seed'];
const MARKS = ['decided', 'unsure', 'open'] as const;
const DEFAULT_COUNT = 10;

export const queueCommand: Command = {
  name: 'queue',
  usage:
    'queue open <file> --by MEASURE [--of segments] [--run N] … | items <file> | next <file> | previous <file> | ' +
    'mark <file> <place> decided|unsure|open | refresh <file> | list <file>',
  summary: 'Work through windows or segments in order of doubt',
  options: {
    ...PROJECT_OPTIONS,
    by: { type: 'string', value: 'MEASURE', help: `open: ${MEASURES.join(', ')}` },
    of: { type: 'string', value: 'WHAT', help: 'open: windows or segments (default: windows; by errors, segments)' },
    run: { type: 'string', value: 'N', help: 'open: the run whose scores are meant' },
    against: { type: 'string', value: 'RATER', help: 'open, by disagreement: a run as run:N, or an annotator' },
    video: { type: 'string', multiple: true, value: 'VIDEO', help: 'open: of this video; may be repeated' },
    'of-class': { type: 'string', multiple: true, value: 'CLASS', help: 'open: of this class; may be repeated' },
    'of-status': {
      type: 'string',
      value: 'S,S',
      help: 'open: segments of these statuses (default: unreviewed; by errors, accepted,corrected)',
    },
    kind: {
      type: 'string',
      value: 'K,K',
      help: `open, by errors: ${ERROR_KINDS.join(', ')}; by disagreement of runs: ${DIFF_KINDS.join(', ')}`,
    },
    limit: { type: 'string', value: 'N', help: 'open: at most so many items (default: 1000)' },
    seed: { type: 'string', value: 'N', help: 'open, at random: another draw (default: 1)' },
    queue: { type: 'string', value: 'N', help: "the queue (default: the annotator's newest)" },
    from: { type: 'string', value: 'PLACE', help: 'items: from this place on (default: where the work stands)' },
    count: { type: 'string', value: 'N', help: `open, items: how many to show (default: ${DEFAULT_COUNT})` },
    json: { type: 'boolean', help: 'print one JSON document instead of text' },
  },

  run: (context) => runAction(queueCommand, ACTIONS, context),
};

const ACTIONS = new Map<string, ProjectAction>([
  ['list', { options: [], takes: 0, isReading: true, run: list }],
  ['open', { options: [...DRAW, 'count'], takes: 0, run: open }],
  ['items', { options: ['queue', 'from', 'count'], takes: 0, isReading: true, run: items }],
  ['next', { options: ['queue'], takes: 0, run: (context, project) => step(context, project, 'next') }],
  ['previous', { options: ['queue'], takes: 0, run: (context, project) => step(context, project, 'previous') }],
  ['mark', { options: ['queue'], takes: 2, run: mark }],
  ['refresh', { options: ['queue', 'count'], takes: 0, run: refresh }],
]);

async function list(context: CommandContext, { host }: ProjectWork): Promise<void> {
  const queues = await host.call('queue.list', {});
  show(context, queues, () => queuesText(queues));
}

async function open(context: CommandContext, project: ProjectWork): Promise<void> {
  const { host, annotator } = project;
  const queue = await host.call('queue.open', { annotator, request: await requestFrom(context, project) });
  await showItems(context, project, queue, queue.position);
}

async function items(context: CommandContext, project: ProjectWork): Promise<void> {
  const queue = await queueFrom(context, project);
  const from = numberOption(context.values, 'from', { min: 0, integer: true }) ?? queue.position;
  await showItems(context, project, queue, from);
}

async function refresh(context: CommandContext, project: ProjectWork): Promise<void> {
  const { id } = await queueFrom(context, project);
  await showItems(context, project, await project.host.call('queue.refresh', { queueId: id }), 0);
}

async function step(context: CommandContext, project: ProjectWork, direction: 'next' | 'previous'): Promise<void> {
  const queue = await queueFrom(context, project);
  const item = await project.host.call('queue.step', { queueId: queue.id, direction });
  const [described = null] = await describedItems(project.host, item ? [item] : []);
  show(context, described, () => (described ? itemsText([described], queue) : `Nothing open ${WHERE[direction]}.`));
}

const WHERE = { next: 'further on', previous: 'before this' } as const;

async function mark(context: CommandContext, project: ProjectWork): Promise<void> {
  const [placeText = '', stateText] = project.positionals;
  const state = MARKS.find((choice) => choice === stateText);
  const place = /^\d+$/.test(placeText) ? Number(placeText) : undefined;
  if (state === undefined || place === undefined) throw wrongUse(queueCommand);
  const { id: queueId } = await queueFrom(context, project);
  const queue = await project.host.call('queue.mark', { queueId, place, state });
  show(context, queue, () => queueText(queue));
}

async function showItems(
  context: CommandContext,
  { host }: ProjectWork,
  queue: QueueInfo,
  from: number,
): Promise<void> {
  const count = numberOption(context.values, 'count', { min: 1, max: 1000, integer: true }) ?? DEFAULT_COUNT;
  const shown = await describedItems(host, await host.call('queue.items', { queueId: queue.id, from, count }));
  show(context, { queue, items: shown }, () => [queueText(queue), itemsText(shown, queue)].join('\n'));
}

async function queueFrom({ values }: CommandContext, { host, annotator }: ProjectWork): Promise<QueueInfo> {
  const id = numberOption(values, 'queue', { min: 1, integer: true });
  const queues = await host.call('queue.list', id === undefined ? { annotator } : {});
  const queue = id === undefined ? queues.at(-1) : queues.find((candidate) => candidate.id === (id as QueueId));
  if (queue) return queue;
  if (id !== undefined) throw new AppError('queue.unknown', `The project has no queue ${id}.`);
  throw new AppError('queue.unknown', `${annotator} has no queue in this project. \`timeloupe queue open\` makes one.`);
}

async function requestFrom(
  { values }: CommandContext,
  { host }: ProjectWork,
): Promise<Params<'queue.open'>['request']> {
  const measure = choiceOption(values, 'by', MEASURES);
  if (!measure) throw new AppError('request.invalid', `Say by which doubt: --by ${MEASURES.join('|')}.`);
  const target = choiceOption(values, 'of', ['windows', 'segments']) ?? (measure === 'errors' ? 'segments' : 'windows');
  const run = numberOption(values, 'run', { min: 1, integer: true });
  const against = textOption(values, 'against');
  const limit = numberOption(values, 'limit', { min: 1, max: 100_000, integer: true });
  const seed = numberOption(values, 'seed', { min: 0, integer: true });
  const statuses = textOption(values, 'of-status')?.split(',') as Params<'queue.open'>['request']['statuses'];
  const kinds = textOption(values, 'kind')?.split(',') as Params<'queue.open'>['request']['kinds'];
  const [videos, classes] = [textsOption(values, 'video'), textsOption(values, 'of-class')];
  const [allVideos, allClasses] = [await host.call('videos.list', {}), await host.call('labels.list', {})];
  return {
    measure,
    target,
    ...(run !== undefined && { runId: run }),
    ...(against !== undefined && { against: raterFrom(against) }),
    ...(videos.length > 0 && { videoIds: videos.map((text) => videoNamed(allVideos, text).id) }),
    ...(classes.length > 0 && { classIds: classes.map((text) => classNamed(allClasses, text).id) }),
    ...(statuses && { statuses }),
    ...(kinds && { kinds }),
    ...(limit !== undefined && { limit }),
    ...(seed !== undefined && { seed }),
  };
}
