import { resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { Host } from '../shared/protocol.ts';
import {
  COLUMN_ROLES,
  CONFLICT_RULES,
  IMPORT_UNITS,
  type ImportRequestInput,
} from '../shared/protocol/import-methods.ts';
import { SEGMENT_STATUSES } from '../shared/records.ts';
import type { Command, CommandContext } from './command.ts';
import { choiceOption, flagOption, textOption, textsOption } from './options.ts';
import { classNamed, videoNamed } from './references.ts';

/** What may be said of an import besides its files and its project. */
export const IMPORT_OPTIONS: Command['options'] = {
  format: { type: 'string', value: 'ID', help: 'see --list (default: by the content)' },
  map: {
    type: 'string',
    multiple: true,
    value: 'NAME=VIDEO',
    help: "the file's NAME is this video; NAME= leaves it out; may be repeated",
  },
  'map-class': {
    type: 'string',
    multiple: true,
    value: 'LABEL=CLASS',
    help: "the file's LABEL is this class; LABEL= leaves it out; may be repeated",
  },
  'no-new-classes': { type: 'boolean', help: 'leave out labels that the project does not know' },
  of: { type: 'string', value: 'NAME', help: 'whose annotations they are, where the file does not say' },
  status: { type: 'string', value: 'S', help: `of what has none: ${SEGMENT_STATUSES.join(', ')} (default: accepted)` },
  conflicts: {
    type: 'string',
    value: 'RULE',
    help: 'where the same person has said otherwise: layer (a layer of its own, the default), skip or replace',
  },
  columns: {
    type: 'string',
    value: 'ROLE=COLUMN,…',
    help: `tables: which columns are ${COLUMN_ROLES.join(', ')} (default: by their names)`,
  },
  unit: { type: 'string', value: 'U', help: `tables: ${IMPORT_UNITS.join(', ')} (default: by the name of the start)` },
  'from-one': { type: 'boolean', help: 'tables: frames count from 1' },
  'end-inclusive': { type: 'boolean', help: 'tables: the last frame belongs to the span' },
  'no-header': { type: 'boolean', help: 'tables: the first row is data; columns are numbers from 1' },
  'label-by-tier': { type: 'boolean', help: "ELAN: tiers' names are the labels, values become notes" },
  predictions: { type: 'boolean', help: 'Label Studio: predictions become unreviewed segments' },
};

/** The request that the options say. @throws AppError for names that the project doesn't have. */
export async function importRequestFrom(
  { values }: CommandContext,
  host: Host,
  files: readonly string[],
): Promise<ImportRequestInput> {
  const maps = textsOption(values, 'map').map((text) => pairIn(text, 'map'));
  const classMaps = textsOption(values, 'map-class').map((text) => pairIn(text, 'map-class'));
  const videos = maps.length > 0 ? await host.call('videos.list', {}) : [];
  const classes = classMaps.length > 0 ? await host.call('labels.list', {}) : [];
  const [format, of] = [textOption(values, 'format'), textOption(values, 'of')];
  const columns = columnsFrom(values);
  return {
    paths: files.map((file) => resolve(file)),
    ...(format !== undefined && { format }),
    ...(of !== undefined && { of }),
    ...(columns && { columns }),
    videos: maps.map(([name, video]) => ({ name, videoId: video === '' ? null : videoNamed(videos, video).id })),
    classes: classMaps.map(([label, name]) => ({ label, classId: name === '' ? null : classNamed(classes, name).id })),
    newClasses: !flagOption(values, 'no-new-classes'),
    status: choiceOption(values, 'status', SEGMENT_STATUSES) ?? 'accepted',
    conflicts: choiceOption(values, 'conflicts', CONFLICT_RULES) ?? 'layer',
    labels: flagOption(values, 'label-by-tier') ? 'tier' : 'value',
    predictions: flagOption(values, 'predictions'),
  };
}

/** "A=B", parted at its last "=". */
function pairIn(text: string, option: string): readonly [string, string] {
  const at = text.lastIndexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new AppError(
    'request.invalid',
    `--${option} is "${text}"; it takes a name of the file, "=", and one of the project.`,
  );
}

/** undefined where nothing is said of columns. */
function columnsFrom(values: CommandContext['values']): ImportRequestInput['columns'] {
  const text = textOption(values, 'columns');
  const unit = choiceOption(values, 'unit', IMPORT_UNITS);
  const [isFromOne, endInclusive] = [flagOption(values, 'from-one'), flagOption(values, 'end-inclusive')];
  const isHeadless = flagOption(values, 'no-header');
  if (text === undefined && unit === undefined && !isFromOne && !endInclusive && !isHeadless) return undefined;
  const named = (text ?? '').split(',').filter((part) => part.trim() !== '');
  return {
    ...Object.fromEntries(named.map((part) => roleIn(part))),
    ...(unit && { unit }),
    base: isFromOne ? 1 : 0,
    endInclusive,
    header: !isHeadless,
  };
}

function roleIn(text: string): [string, string] {
  const at = text.indexOf('=');
  const role = COLUMN_ROLES.find((one) => one === text.slice(0, at).trim());
  if (role && at < text.length - 1) return [role, text.slice(at + 1).trim()];
  throw new AppError(
    'request.invalid',
    `--columns has "${text}"; it takes ROLE=COLUMN with ${COLUMN_ROLES.join(', ')}.`,
  );
}
