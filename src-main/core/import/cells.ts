import { quoted, unreadable } from './fault.ts';

/** Which cell of a table is meant. */
export interface CellPlace {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  /** Numbers may be written "2,5": only where no comma parts the cells. */
  readonly hasDecimalCommas?: boolean;
}

/** A finite number, written as programs write it. @throws AppError 'import.unreadable'. */
export function numberIn(text: string, place: CellPlace): number {
  const plain = place.hasDecimalCommas ? text.trim().replace(',', '.') : text.trim();
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
  if (Number.isFinite(value)) return value;
  throw wrong(text, place, 'no finite number');
}

/** A whole number. @throws AppError 'import.unreadable'. */
export function wholeNumberIn(text: string, place: CellPlace): number {
  const value = numberIn(text, place);
  if (Number.isSafeInteger(value)) return value;
  throw wrong(text, place, 'no whole number');
}

/** A number, or null for an empty cell. @throws AppError 'import.unreadable'. */
export function numberOrNull(text: string, place: CellPlace): number | null {
  return text.trim() === '' ? null : numberIn(text, place);
}

/** Seconds, or a time as "1:02:03.5". @throws AppError 'import.unreadable'. */
export function secondsIn(text: string, place: CellPlace): number {
  const parts = /^\s*(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)\s*$/.exec(text);
  if (!parts) return numberIn(text, place);
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'));
}

function wrong(text: string, { file, line, column }: CellPlace, what: string) {
  return unreadable(file, `line ${line} has ${quoted(text)} as ${quoted(column)}, which is ${what}`);
}
