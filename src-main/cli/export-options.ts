import { AppError } from '../shared/errors.ts';
import type { Host } from '../shared/protocol.ts';
import {
  ABSENT_MAPPINGS,
  SPLITS,
  type ExportRequestInput,
  type Shares,
  type Split,
} from '../shared/protocol/export-methods.ts';
import { SEGMENT_STATUSES, type LabelClass, type ProjectVideo } from '../shared/records.ts';
import type { Command, CommandContext } from './command.ts';
import { choiceOption, flagOption, numberOption, textOption, textsOption } from './options.ts';
import { classNamed, videoNamed } from './references.ts';

/** What may be said of an export besides its format and its target. */
export const EXPORT_OPTIONS: Command['options'] = {
  status: { type: 'string', value: 'S,S', help: `of ${SEGMENT_STATUSES.join(', ')} (default: by format)` },
  class: { type: 'string', multiple: true, value: 'CLASS', help: 'only this class; may be repeated' },
  video: { type: 'string', multiple: true, value: 'VIDEO', help: 'only this video; may be repeated' },
  'of-annotator': { type: 'string', value: 'NAME', help: "only this person's segments (default: everyone's)" },
  'adjudicated-by': {
    type: 'string',
    value: 'NAME',
    help: "everyone's segments, each once; where people contradict each other, this person's word",
  },
  absent: { type: 'string', value: 'A', help: `verified absence: ${ABSENT_MAPPINGS.join(', ')} (default: by format)` },
  'min-length': { type: 'string', value: 'FRAMES', help: 'leave out shorter segments' },
  'at-most': { type: 'string', value: 'N', help: 'of each class and video, spread over it' },
  split: {
    type: 'string',
    value: 'T/V/T',
    help: 'shares of train, val and test by whole videos, e.g. 80/10/10, or none (default: by format)',
  },
  assign: { type: 'string', multiple: true, value: 'VIDEO=SET', help: 'puts a video into a set; may be repeated' },
  seed: { type: 'string', value: 'N', help: 'of the split and of --at-most (default: 1)' },
  'no-clips': { type: 'boolean', help: 'lists only, naming the source videos' },
  'short-edge': { type: 'string', value: 'PX', help: 'make the shorter edge of clips so long, never longer' },
};

/** The request that the options say; its format's defaults are filled in by the core. */
export async function exportRequestFrom({ values }: CommandContext, host: Host): Promise<ExportRequestInput> {
  const format = textOption(values, 'format');
  if (format === undefined) {
    throw new AppError(
      'request.invalid',
      'Say with --format ID what to write; `timeloupe export --list` has the formats.',
    );
  }
  const videos = await host.call('videos.list', {});
  const statuses = textOption(values, 'status')?.split(',').map(statusOf);
  const split = splitFrom(textOption(values, 'split'));
  const adjudicator = textOption(values, 'adjudicated-by');
  const [annotator, absent] = [textOption(values, 'of-annotator'), choiceOption(values, 'absent', ABSENT_MAPPINGS)];
  const [classes, named] = [textsOption(values, 'class'), textsOption(values, 'video')];
  const known = classes.length > 0 ? await host.call('labels.list', {}) : [];
  const shortEdgePx = numberOption(values, 'short-edge', { min: 16, max: 4096, integer: true }) ?? null;
  return {
    format,
    ...(statuses && { statuses }),
    ...(classes.length > 0 && {
      classIds: classes.map((text) => classNamed(known, text).id) satisfies LabelClass['id'][],
    }),
    ...(named.length > 0 && { videoIds: named.map((text) => videoNamed(videos, text).id) }),
    ...(annotator !== undefined && { annotator }),
    ...(adjudicator !== undefined && { adjudicator }),
    ...(absent && { absent }),
    ...(split !== undefined && { split }),
    minLengthFrames: numberOption(values, 'min-length', { min: 0, integer: true }) ?? 0,
    atMost: numberOption(values, 'at-most', { min: 1, integer: true }) ?? null,
    assigned: assignedFrom(textsOption(values, 'assign'), videos),
    seed: numberOption(values, 'seed', { min: 0, integer: true }) ?? 1,
    clips: { ...(flagOption(values, 'no-clips') && { cut: false }), shortEdgePx },
  };
}

function statusOf(text: string): (typeof SEGMENT_STATUSES)[number] {
  const status = SEGMENT_STATUSES.find((one) => one === text.trim());
  if (status) return status;
  throw new AppError('request.invalid', `--status names "${text}"; it takes ${SEGMENT_STATUSES.join(', ')}.`);
}

/** "80/10/10", "none"; undefined where it was not given. */
function splitFrom(text: string | undefined): Shares | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  const [train, val, test, ...rest] = text.split('/').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (train! >= 0 && val! >= 0 && test! >= 0 && rest.length === 0) return { train: train!, val: val!, test: test! };
  throw new AppError('request.invalid', `--split is "${text}"; it takes three shares, such as 80/10/10, or none.`);
}

function assignedFrom(texts: readonly string[], videos: readonly ProjectVideo[]): Record<string, Split> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf('=');
      const set = SPLITS.find((one) => one === text.slice(at + 1));
      if (at < 0 || !set) {
        throw new AppError('request.invalid', `--assign is "${text}"; it takes VIDEO=train, VIDEO=val or VIDEO=test.`);
      }
      return [videoNamed(videos, text.slice(0, at)).id, set];
    }),
  );
}
