import type { EditKind } from '../shared/edit.ts';
import { AppError } from '../shared/errors.ts';
import type { Host } from '../shared/protocol.ts';
import type { LabelClass, ProjectVideo } from '../shared/records.ts';
import type { CommandContext } from './command.ts';
import { numberOption, textOption } from './options.ts';
import { classNamed, segmentNamed, videoNamed } from './references.ts';

/** What the options may name, read once. */
export interface Named {
  readonly videos: readonly ProjectVideo[];
  readonly classes: readonly LabelClass[];
}

export async function namedOf(host: Host): Promise<Named> {
  return {
    videos: await host.call('videos.list', { includeRemoved: true }),
    classes: await host.call('labels.list', {}),
  };
}

/** Options that choose segments, for lists and for edits by filter. */
export const FILTER_OPTIONS = {
  video: { type: 'string', value: 'VIDEO', help: 'of this video: name, path, or id or its beginning' },
  'of-class': { type: 'string', value: 'CLASS', help: 'of this class: name, or id or its beginning' },
  'of-status': { type: 'string', value: 'S,S', help: 'of these statuses: unreviewed, accepted, corrected, rejected' },
  source: { type: 'string', value: 'S,S', help: 'from these sources: model, person, import' },
  'of-annotator': { type: 'string', value: 'NAME', help: 'decided by this person; "" for nobody' },
  run: { type: 'string', value: 'N', help: 'proposed by this run; "" for none' },
  'min-score': { type: 'string', value: 'X', help: 'with at least this score' },
  'max-score': { type: 'string', value: 'X', help: 'with at most this score' },
} as const;

/** The filter that the options say; `overlapping` from --from and --to where they are for that. */
export function filterFrom({ values }: CommandContext, { videos, classes }: Named) {
  const [video, ofClass, run] = [
    textOption(values, 'video'),
    textOption(values, 'of-class'),
    textOption(values, 'run'),
  ];
  const annotator = textOption(values, 'of-annotator');
  const [startFrame, endFrame] = [frameOption(values, 'from'), frameOption(values, 'to')];
  if ((startFrame === undefined) !== (endFrame === undefined)) {
    throw new AppError('request.invalid', '--from and --to go together: the first frame, and the one after the last.');
  }
  const filter = {
    videoId: video === undefined ? undefined : videoNamed(videos, video).id,
    classId: ofClass === undefined ? undefined : classNamed(classes, ofClass).id,
    statuses: textOption(values, 'of-status')?.split(','),
    sources: textOption(values, 'source')?.split(','),
    annotator: annotator === '' ? null : annotator,
    runId: run === '' ? null : numberOption(values, 'run', { min: 1, integer: true }),
    overlapping: startFrame === undefined ? undefined : { startFrame, endFrame },
    minScore: numberOption(values, 'min-score', { min: -Infinity }),
    maxScore: numberOption(values, 'max-score', { min: -Infinity }),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Options of one edit each, besides those of the filter. */
export const EDIT_OPTIONS = {
  segment: {
    type: 'string',
    multiple: true,
    value: 'ID',
    help: 'edit: a segment, by its id or its beginning; may be repeated',
  },
  class: { type: 'string', value: 'CLASS', help: 'edit: the class that it becomes, or that is meant' },
  from: { type: 'string', value: 'FRAME', help: 'first frame' },
  to: { type: 'string', value: 'FRAME', help: 'the frame after the last one' },
  at: { type: 'string', value: 'FRAME', help: 'split: first frame of the second part' },
  status: { type: 'string', value: 'S', help: 'setStatus, setStatusWhere: the new status' },
  note: { type: 'string', value: 'TEXT', help: 'setNote: the note; "" for none' },
  neighbours: { type: 'string', value: 'N', help: 'create, setSpan: keep, trim or push segments in the way' },
  adopt: { type: 'string', value: 'NAME', help: 'adopt: whose decisions' },
  edit: { type: 'string', value: 'JSON', help: 'edit: the whole edit as in docs, instead of a kind with options' },
} as const;

const BY_FILTER: ReadonlySet<string> = new Set<EditKind>(['relabelWhere', 'setStatusWhere']);
const OF_ONE: ReadonlySet<string> = new Set<EditKind>(['setSpan', 'split', 'setNote']);

/** The edit that a kind and options say. Fields that don't go with the kind are left in, for the core to refuse. */
export async function editFrom(context: CommandContext, host: Host, kind: string): Promise<Record<string, unknown>> {
  const { values } = context;
  const named = await namedOf(host);
  const byFilter = BY_FILTER.has(kind);
  const [video, text] = [textOption(values, 'video'), textOption(values, 'class')];
  const filter = byFilter ? filterFrom(context, named) : undefined;
  if (!byFilter) refuseFilter(context, kind);
  const edit = {
    kind,
    filter,
    ...(await segmentsFrom(context, host, kind)),
    videoId: video === undefined || byFilter ? undefined : videoNamed(named.videos, video).id,
    classId: text === undefined ? undefined : classNamed(named.classes, text).id,
    startFrame: byFilter ? undefined : frameOption(values, 'from'),
    endFrame: byFilter ? undefined : frameOption(values, 'to'),
    atFrame: frameOption(values, 'at'),
    status: textOption(values, 'status'),
    note: textOption(values, 'note'),
    neighbours: textOption(values, 'neighbours'),
    from: textOption(values, 'adopt'),
  };
  return Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
}

async function segmentsFrom({ values }: CommandContext, host: Host, kind: string): Promise<Record<string, unknown>> {
  const texts = values['segment'];
  if (!Array.isArray(texts)) return {};
  const segments = await host.call('segments.list', {});
  const ids = texts.map((text) => segmentNamed(segments, String(text)).id);
  if (!OF_ONE.has(kind)) return { segmentIds: ids };
  if (ids.length === 1) return { segmentId: ids[0] };
  throw new AppError('request.invalid', `${kind} takes one --segment, not ${ids.length}.`);
}

function refuseFilter({ values }: CommandContext, kind: string): void {
  const given = Object.keys(FILTER_OPTIONS).find((name) => name !== 'video' && values[name] !== undefined);
  if (given !== undefined) throw new AppError('request.invalid', `--${given} doesn't go with ${kind}.`);
}

function frameOption(values: CommandContext['values'], name: string): number | undefined {
  return numberOption(values, name, { min: 0, integer: true });
}
