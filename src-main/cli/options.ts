import { AppError } from '../shared/errors.ts';
import type { CommandContext } from './command.ts';

type Values = CommandContext['values'];

/** A text option, or undefined where it was not given. */
export function textOption(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** All texts of an option that may be repeated, in order. */
export function textsOption(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** A switch: true where it was given. */
export function flagOption(values: Values, name: string): boolean {
  return values[name] === true;
}

/**
 * A number within [min, max], or undefined where it was not given.
 *
 * @throws AppError 'request.invalid' for anything else.
 */
export function numberOption(
  values: Values,
  name: string,
  { min, max = Infinity, integer = false }: { min: number; max?: number; integer?: boolean },
): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
  const range = max === Infinity ? `${min} or more` : `${min} to ${max}`;
  throw new AppError(
    'request.invalid',
    `--${name} is "${text}"; it takes a${integer ? ' whole' : ''} number, ${range}.`,
  );
}

/**
 * One of a few words, or undefined where it was not given.
 *
 * @throws AppError 'request.invalid' for any other word.
 */
export function choiceOption<T extends string>(values: Values, name: string, choices: readonly T[]): T | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new AppError('request.invalid', `--${name} is "${text}"; it takes one of ${choices.join(', ')}.`);
}
