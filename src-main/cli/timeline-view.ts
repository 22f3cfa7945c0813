import type { PredictedSegment } from '../shared/domain.ts';
import { clockText, type Clock, secondsFromStart } from '../shared/time.ts';

/** One class's lane: a mean score for each column, NaN where nothing was looked at. */
export interface Lane {
  readonly label: string;
  readonly values: Float64Array;
}

/** How the terminal takes it. */
export interface Look {
  readonly columns: number;
  readonly hasColour: boolean;
}

const LEVELS = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const UNSEEN = ' ';
const LABEL_MAX_COLUMNS = 24;
const MARGIN = '  ';
/** Colours of the lanes, told apart by place and label too. */
const COLOURS = [36, 33, 35, 32, 34, 31, 96, 93, 95, 92];
const TICK_STEPS_SEC = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const TICK_MIN_COLUMNS = 9;

/** Columns left for the lanes beside the labels. */
export function laneColumns(labels: readonly string[], { columns }: Look): number {
  return Math.max(20, columns - labelColumns(labels) - 2 * MARGIN.length - 1);
}

/**
 * A ruler, and under it a lane a class: the height of a block is the score, from · (none) to █ (1).
 *
 * @param lengthSec of the whole video.
 */
export function lanesText(lanes: readonly Lane[], lengthSec: number, look: Look): string {
  const width = labelColumns(lanes.map(({ label }) => label));
  const columns = lanes[0]?.values.length ?? 0;
  const rows = lanes.map(({ label, values }, i) => {
    const blocks = Array.from(values, blockOf).join('');
    return `${MARGIN}${shortened(label, width).padEnd(width)} ${coloured(blocks, COLOURS[i % COLOURS.length]!, look)}`;
  });
  return [`${MARGIN}${' '.repeat(width)} ${dimmed(ruler(lengthSec, columns), look)}`, ...rows].join('\n');
}

function blockOf(value: number): string {
  if (Number.isNaN(value)) return UNSEEN;
  return LEVELS[Math.round(Math.min(1, Math.max(0, value)) * (LEVELS.length - 1))]!;
}

function ruler(lengthSec: number, columns: number): string {
  const perColumn = lengthSec / columns;
  const step = TICK_STEPS_SEC.find((sec) => sec / perColumn >= TICK_MIN_COLUMNS) ?? TICK_STEPS_SEC.at(-1)!;
  const cells = new Array<string>(columns).fill(' ');
  for (let sec = 0; sec < lengthSec; sec += step) {
    const text = `╷${clockText(sec, step < 1 ? 1 : 0)}`;
    const at = Math.round(sec / perColumn);
    if (at + text.length > columns) break;
    Array.from(text).forEach((character, i) => (cells[at + i] = character));
  }
  return cells.join('').trimEnd();
}

/** The segments as a table: start, end, length, label, score with a bar. */
export function segmentsText(segments: readonly PredictedSegment[], clock: Clock, look: Look): string {
  const rows = segments.map(({ startFrame, endFrame, label, score }) => {
    const start = secondsFromStart(clock, startFrame);
    const end = secondsFromStart(clock, endFrame);
    return [clockText(start), clockText(end), `${(end - start).toFixed(2)} s`, label, score.toFixed(3)] as const;
  });
  const head = ['start', 'end', 'length', 'label', 'score'] as const;
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    MARGIN + row.map((text, i) => (i === 3 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  ');
  return [dimmed(line(head), look), ...rows.map(line)].join('\n');
}

function labelColumns(labels: readonly string[]): number {
  return Math.min(LABEL_MAX_COLUMNS, Math.max(0, ...labels.map((label) => label.length)));
}

function shortened(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
}

/** A line that stands out. */
export function emphasized(text: string, { hasColour }: Look): string {
  return hasColour ? `\x1b[1m${text}\x1b[0m` : text;
}

function dimmed(text: string, { hasColour }: Look): string {
  return hasColour ? `\x1b[2m${text}\x1b[0m` : text;
}

function coloured(text: string, colour: number, { hasColour }: Look): string {
  return hasColour ? `\x1b[${colour}m${text}\x1b[0m` : text;
}

const COLUMNS_WITHOUT_TERMINAL = 100;
const COLUMNS_MAX = 160;

/** Colour on a terminal, unless NO_COLOR asks otherwise (no-color.org). */
export function lookOf(stream: NodeJS.WriteStream): Look {
  const hasColour = stream.isTTY && (process.env['NO_COLOR'] ?? '') === '';
  const columns = stream.isTTY ? Math.min(stream.columns, COLUMNS_MAX) : COLUMNS_WITHOUT_TERMINAL;
  return { columns, hasColour };
}
