import { AppError, EXIT_CODES, type ErrorCode } from '../../../src-main/shared/errors.ts';

/** What no sentence for a person holds: values and stacks of the program, and what a terminal would obey. */
const NO_SENTENCE: readonly (readonly [RegExp, string])[] = [
  [/\bundefined\b/, 'the word "undefined"'],
  [/\[object /, 'an object written as "[object …]"'],
  [/\bat .+\.[jt]s:\d+/, 'a stack'],
  [/\p{Cc}/u, 'control characters'],
];
const LONGEST_MESSAGE = 4000;

/**
 * What is wrong with the way in which an input was refused; null for a refusal as it should be: an AppError of a code
 * that is for users, with sentences.
 */
export function faultOf(error: unknown): string | null {
  if (!(error instanceof AppError)) {
    return error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`;
  }
  return faultOfWire(error);
}

/** The same for a failure that has crossed a border. */
export function faultOfWire({ code, message }: { readonly code: ErrorCode; readonly message: string }): string | null {
  if (!Object.hasOwn(EXIT_CODES, code)) return `the unknown code ${code}: ${message}`;
  if (code === 'internal') return `a fault: ${message}`;
  if (message.length > LONGEST_MESSAGE) return `${code} with a message of ${message.length} characters`;
  if (!/^\S.*[.?!…)"”]$/su.test(message)) return `${code} with no sentence: ${JSON.stringify(message)}`;
  const found = NO_SENTENCE.find(([pattern]) => pattern.test(message));
  return found ? `${code} with ${found[1]}: ${JSON.stringify(message)}` : null;
}

/** Throws unless it holds; what it says becomes the crash's reason. */
export function require(isSo: boolean, what: () => string): asserts isSo {
  if (!isSo) throw new Error(`Accepted, but ${what()}`);
}

/** Throws unless a value is the same on the other side of a border: JSON's kinds, with finite numbers. */
export function requirePlain(answer: unknown): void {
  const found = strangeIn(answer, 'it');
  require(found === null, () => `${found} in its answer is no plain data`);
}

/** Where a value is none of JSON's; null where all of it is. */
function strangeIn(value: unknown, place: string): string | null {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : place;
  if (typeof value !== 'object') return place;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return place;
  for (const [key, below] of Object.entries(value)) {
    const found = strangeIn(below, `${place}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
