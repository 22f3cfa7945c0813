import { join } from 'node:path';
import {
  INSPECTION_KINDS,
  type InspectionWishes,
  type Moment,
} from '../../core/services/inspection/inspection-request.ts';
import { inspect, type Inspection } from '../../core/services/inspection/inspection.ts';
import { openModelFor } from '../../core/services/models/open-model.ts';
import { DIVERGING_COLOUR_MAPS, SEQUENTIAL_COLOUR_MAPS } from '../../shared/colour-maps.ts';
import { PROVIDERS } from '../../shared/domain.ts';
import { AppError } from '../../shared/errors.ts';
import { show, wrongUse } from '../answers.ts';
import type { Command, CommandContext } from '../command.ts';
import { choiceOption, flagOption, numberOption, textOption } from '../options.ts';
import { settingsFrom } from '../settings.ts';

type Values = CommandContext['values'];

const DEFAULT_MODEL = 'demo-motion';
const COLOUR_MAPS = [...SEQUENTIAL_COLOUR_MAPS, ...DIVERGING_COLOUR_MAPS] as const;

export const inspectCommand: Command = {
  name: 'inspect',
  usage: 'inspect <video> --frame N|--time S --out DIR [--model DIR] [options]',
  summary: 'Show what the model looked at around one frame: overlays, a contact sheet, raw arrays',
  options: {
    model: { type: 'string', value: 'DIR', help: `model folder or checkpoint (default: the bundled ${DEFAULT_MODEL})` },
    frame: { type: 'string', value: 'N', help: 'the frame to look at, from 0; its window is the one around it' },
    time: { type: 'string', value: 'S', help: 'seconds from the first frame, instead of --frame' },
    kind: { type: 'string', value: 'K', help: `${INSPECTION_KINDS.join(', ')} (default: spatial)` },
    layer: {
      type: 'string',
      value: 'L',
      help: 'a layer from 0, all (their mean), or rollout (default: rollout or all)',
    },
    head: { type: 'string', value: 'H', help: 'a head from 0, or mean (default: mean)' },
    query: { type: 'string', value: 'Q', help: 'cls, or a patch x,y of the grid from 0 (default: cls)' },
    class: { type: 'string', value: 'LABEL', help: 'whose contributions (default: the best class of the window)' },
    'colour-map': { type: 'string', value: 'C', help: `${COLOUR_MAPS.join(', ')} (default: magma; signed: blue-red)` },
    opacity: { type: 'string', value: 'A', help: 'of the strongest values, 0 to 1 (default: 0.66)' },
    patches: { type: 'boolean', help: 'each patch in its exact colour, instead of a smooth map' },
    stride: { type: 'string', value: 'N', help: 'frames from one window to the next, as for analyze' },
    rate: { type: 'string', value: 'N', help: 'frames from one sampled frame to the next, as for analyze' },
    fps: { type: 'string', value: 'F', help: 'sampled frames a second, instead of --rate' },
    provider: { type: 'string', value: 'P', help: `auto, ${PROVIDERS.join(', ')} (default: auto)` },
    threads: { type: 'string', value: 'N', help: 'threads on the processor (default: physical cores)' },
    out: { type: 'string', value: 'DIR', help: 'a new or empty folder for everything' },
    force: { type: 'boolean', help: 'replace the folder of an earlier inspection' },
    json: { type: 'boolean', help: 'print one JSON document instead of paths' },
  },

  async run(context) {
    const { positionals, values, platform, signal } = context;
    const [videoPath, ...others] = positionals;
    if (videoPath === undefined || others.length > 0) {
      throw wrongUse(inspectCommand, 'Name one video.');
    }
    const out = textOption(values, 'out');
    if (out === undefined) throw new AppError('request.invalid', 'Say with --out DIR where the pictures are to go.');
    const moment = momentFrom(values);
    const wishes = wishesFrom(values);
    const settings = settingsFrom(values);
    if (settings.rate !== null && settings.fps !== null) {
      throw new AppError('request.invalid', 'The sampling is given as --rate and as --fps; give one of them.');
    }
    const order = {
      videoPath,
      moment,
      wishes,
      sampling: settings,
      provider: settings.provider,
      threads: settings.threads,
      interpolation: flagOption(values, 'patches') ? ('patches' as const) : ('smooth' as const),
      opacity: numberOption(values, 'opacity', { min: 0, max: 1 }) ?? 0.66,
      out,
      force: flagOption(values, 'force'),
      model: await openModelFor(platform, textOption(values, 'model') ?? DEFAULT_MODEL, signal),
    };
    const inspection = await inspect(order, { platform, signal }, (done, total) =>
      context.progress({ label: 'overlays', done, total }),
    );
    show(context, inspection, () => textOf(inspection));
  },
};

function momentFrom(values: Values): Moment {
  const frame = numberOption(values, 'frame', { min: 0, integer: true });
  const timeSec = numberOption(values, 'time', { min: 0 });
  if (frame !== undefined && timeSec === undefined) return { frame };
  if (timeSec !== undefined && frame === undefined) return { timeSec };
  throw new AppError('request.invalid', 'Say where to look, with --frame N or --time S, one of them.');
}

function wishesFrom(values: Values): InspectionWishes {
  return {
    kind: choiceOption(values, 'kind', INSPECTION_KINDS) ?? 'spatial',
    layer: wordOrNumber(values, 'layer', ['all', 'rollout']),
    head: wordOrNumber(values, 'head', ['mean']),
    query: queryFrom(textOption(values, 'query')),
    classLabel: textOption(values, 'class'),
    colourMap: choiceOption(values, 'colour-map', COLOUR_MAPS),
  };
}

function wordOrNumber<T extends string>(values: Values, name: string, words: readonly T[]): T | number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new AppError('request.invalid', `--${name} is "${text}"; it takes a number from 0, or ${words.join(' or ')}.`);
}

function queryFrom(text: string | undefined): InspectionWishes['query'] {
  if (text === undefined) return undefined;
  if (text === 'cls') return 'class';
  const [, x, y] = /^(\d+),(\d+)$/.exec(text) ?? [];
  if (x !== undefined && y !== undefined) return { x: Number(x), y: Number(y) };
  throw new AppError('request.invalid', `--query is "${text}"; it takes cls, or a patch as x,y, e.g. 10,4.`);
}

function textOf({ folder, title, frame, window, position, missing, top, files }: Inspection): string {
  const gaps = missing.length === 0 ? '' : `; did not decode: ${missing.join(', ')}, the nearest stands in`;
  return [
    title,
    `frame ${frame}: sample ${position} of the window [${window.startFrame}, ${window.endFrame})${gaps}`,
    top.map(({ label, score }) => `${label} ${score.toFixed(2)}`).join(', '),
    ...files.map(({ name }) => join(folder, name)),
    join(folder, 'inspection.json'),
  ].join('\n');
}
