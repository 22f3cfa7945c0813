import { AppError } from '../../shared/errors.ts';

const USUAL_ADVICE = 'Check that the file is whole and of the format it is taken for';

/**
 * A file that can't be imported.
 *
 * @param what a clause with its place in the file: 'line 3 ends before it starts'.
 * @param advice what to do, without its full stop.
 */
export function unreadable(file: string, what: string, advice = USUAL_ADVICE): AppError {
  return new AppError('import.unreadable', `"${file}" was not imported: ${what}. ${advice}.`);
}

/** A text of a file for a sentence: short, on one line. */
export function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 57)}…` : line}"`;
}
