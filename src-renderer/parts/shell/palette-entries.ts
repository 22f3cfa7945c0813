import type { LabelClass } from '#shared/records';
import type { IconName } from '../../lib/icons.ts';
import type { LabelStyle } from '../../lib/label-style.ts';
import { grouped, lengthText, timecode } from '../../lib/numbers.ts';
import { match, ranked, type Ranges } from '../../lib/palette-match.ts';
import { parsePlace } from '../../lib/place-text.ts';
import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';

/** One line of the palette. */
export interface PaletteEntry {
  readonly id: string;
  readonly text: string;
  readonly icon: IconName | null;
  readonly style: LabelStyle | null;
  /** What it is set to, or what it leads to. */
  readonly note: string;
  readonly keys: readonly string[];
  readonly isDisabled: boolean;
  /** Given for commands: their keys can be changed here. */
  readonly commandId: string | null;
  readonly run: () => void;
  readonly ranges: Ranges;
}

export interface PaletteGroup {
  readonly title: string;
  readonly entries: readonly PaletteEntry[];
  /** Said where nothing was found; null: the group is left out then. */
  readonly nothing: string | null;
}

/** What a search may begin with, and what it then finds. */
export const PALETTE_PREFIXES = [
  ['#', 'segment'],
  ['@', 'video'],
  [':', 'frame'],
] as const;

/** In the order in which new labels get them. */
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

type Draft = Omit<PaletteEntry, 'ranges'>;

/** Of each group when all are shown. */
const FEW = 6;
const SOME = 8;
/** Of one group alone: more can't be read, only typed further. */
const MANY = 200;
const NOTHING = { icon: null, style: null, note: '', keys: [], isDisabled: false, commandId: null } as const;

/** What the palette offers for what was typed: "#" segments, "@" videos, ":" a frame or time, else everything. */
export function paletteGroups(app: App, text: string): readonly PaletteGroup[] {
  const rest = text.slice(1).trim();
  switch (text.slice(0, 1)) {
    case '#':
      return [group('Segments', ranked(rest, segments(app), textOf), MANY, `No segment matches “${rest}”.`)];
    case '@':
      return [group('Videos', ranked(rest, videos(app), textOf), MANY, `No video matches “${rest}”.`)];
    case ':':
      return [group('Go to', place(app, rest), 1, 'Type a frame, e.g. 31616, or a time, e.g. 21:04.64.')];
    default:
      return everything(app, text.trim());
  }
}

function everything(app: App, query: string): PaletteGroup[] {
  const all = [...app.commands.all.values()].filter(({ isHidden }) => !isHidden);
  const commands = all.filter(({ group }) => group !== 'Go to').map((command) => draft(app, command));
  const goTo = all.filter(({ group }) => group === 'Go to').map((command) => draft(app, command));
  const isAsked = query !== '';
  const groups = [
    group('Commands', ableFirst(ranked(query, commands, textOf)), isAsked ? SOME : MANY, null),
    group('Go to', ranked(query, goTo, textOf), isAsked ? FEW : MANY, null),
  ];
  if (!app.project.info) return groups;
  const labels = [...ranked(query, labelEntries(app), textOf), ...newLabel(app, query)];
  return [
    ...groups,
    group('Labels', labels, isAsked ? FEW : MANY, null),
    group('Videos', ranked(query, videos(app), textOf), FEW, isAsked ? `No video matches “${query}”.` : null),
  ];
}

function group(title: string, entries: readonly PaletteEntry[], most: number, nothing: string | null): PaletteGroup {
  return { title, entries: entries.slice(0, most), nothing };
}

/** What can't be run now is still found, after the rest. */
function ableFirst(entries: readonly PaletteEntry[]): readonly PaletteEntry[] {
  return [...entries.filter(({ isDisabled }) => !isDisabled), ...entries.filter(({ isDisabled }) => isDisabled)];
}

function textOf({ text }: Draft): string {
  return text;
}

function draft({ commands }: App, command: Command): Draft {
  const isDisabled = !commands.isEnabled(command.id);
  return {
    ...NOTHING,
    id: command.id,
    commandId: command.id,
    text: command.title,
    icon: command.icon ?? 'arrow-right',
    note: (isDisabled ? command.whyNot?.() : command.state?.()) ?? '',
    keys: commands.keysOf(command.id).slice(0, 1),
    isDisabled,
    run: () => commands.run(command.id),
  };
}

function labelEntries({ annotations, commands }: App): Draft[] {
  return annotations.classes.map((label: LabelClass) => ({
    ...NOTHING,
    id: `label:${label.id}`,
    text: label.name,
    style: annotations.style(label.id),
    note: label.description === '' ? 'label what is selected, or this window' : label.description,
    keys: commands.keysOf(`label.${label.id}`).slice(0, 1),
    isDisabled: !commands.isEnabled(`label.${label.id}`),
    run: () => commands.run(`label.${label.id}`),
  }));
}

/** Offered where no label is called so already. */
function newLabel({ annotations, commands, project }: App, query: string): PaletteEntry[] {
  const isKnown = annotations.classes.some(({ name }) => name.toLowerCase() === query.toLowerCase());
  if (query === '' || isKnown || project.isReadOnly) return [];
  const taken = new Set(annotations.classes.map(({ shortcut }) => shortcut));
  const digit = DIGITS.find((each) => !taken.has(each)) ?? null;
  return [
    {
      ...NOTHING,
      id: 'new-label',
      text: `New label “${query}”`,
      icon: 'plus',
      note: digit === null ? '' : `digit ${digit}`,
      run: () =>
        commands.attempt(() => annotations.apply({ kind: 'createClass', name: query, fields: { shortcut: digit } })),
      ranges: [],
    },
  ];
}

function videos({ library }: App): Draft[] {
  return library.videos.map(({ id, name, durationSec, fileState }) => ({
    ...NOTHING,
    id: `video:${id}`,
    text: name,
    icon: 'film',
    note: [durationSec === null ? '' : lengthText(durationSec), fileState === 'ok' ? '' : 'relink']
      .filter(Boolean)
      .join(' · '),
    run: () => library.open(id),
  }));
}

/** Of the video in hand; found by label, number, or the time it begins at. */
function segments({ lanes, annotations, player, selection, timeline }: App): Draft[] {
  const shown = lanes.lanes.rows.flatMap(({ placed }) => placed.map(({ segment }) => segment));
  return [...shown]
    .sort((a, b) => a.startFrame - b.startFrame)
    .map(({ id, classId, startFrame, endFrame, status }, i) => ({
      ...NOTHING,
      id: `segment:${id}`,
      text: `${annotations.classOf(classId)?.name ?? 'label'} ${timecode(player.secondsAt(startFrame), 1)}`,
      style: annotations.style(classId),
      note: `${i + 1}, frames ${grouped(startFrame)} – ${grouped(endFrame)}, ${status}`,
      run: () => {
        selection.select(id);
        player.goTo(startFrame);
        timeline.reveal(startFrame);
      },
    }));
}

function place({ library, player, timeline }: App, text: string): PaletteEntry[] {
  const wish = parsePlace(text);
  if (!wish || !library.current) return [];
  const last = Math.max(0, player.frameCount - 1);
  const frame = Math.min(last, 'frame' in wish ? wish.frame : player.frameAt(wish.seconds));
  const isPast = 'frame' in wish ? wish.frame > last : wish.seconds > player.secondsAt(last + 1);
  return [
    {
      ...NOTHING,
      id: 'place',
      text: `Frame ${grouped(frame)}`,
      icon: 'clock',
      note: `${timecode(player.secondsAt(frame))}${isPast ? ', the last one' : ''}`,
      run: () => {
        player.isPlaying = false;
        player.goTo(frame);
        timeline.reveal(frame);
      },
      ranges: [],
    },
  ];
}

/** How many lines are shown. */
export function countOf(groups: readonly PaletteGroup[]): number {
  return groups.reduce((sum, { entries }) => sum + entries.length, 0);
}

/** Whether a command's title would be found by a query, for the shortcut sheet. */
export function isFound(query: string, title: string): boolean {
  return match(query, title) !== null;
}
