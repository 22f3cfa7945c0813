import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { unreadable } from './fault.ts';

/** A film of 18 hours at 30 frames a second has as many rows, where each frame has one. */
const MAX_ROWS = 2_000_000;
const MAX_ROW_CHARS = 2 ** 20;
const MAX_COLUMNS = 5_000;
/** Characters between turns of the event loop. */
const PIECE = 2 ** 16;

export type Separator = ',' | ';' | '\t';

/** A row of a table: its cells as they are written, and the line on which it ends, from 1. */
export interface TableRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** What parts the cells of a text's first line; a comma where nothing does. */
export function separatorOf(text: string): Separator {
  const [line = ''] = text.trimStart().slice(0, MAX_ROW_CHARS).split(/\r?\n/, 1);
  const bare = line.replaceAll(/"[^"]*"/g, '');
  const countOf = (separator: Separator) => bare.split(separator).length;
  return (['\t', ';', ','] as const).reduce<Separator>((best, one) => (countOf(one) > countOf(best) ? one : best), ',');
}

/**
 * The rows of a table one by one (RFC 4180, with any of the separators). Empty lines are no rows.
 *
 * @param most rows to be read; what is behind them is not looked at.
 * @throws AppError 'import.unreadable' for quotes that are not closed, and for rows without end.
 */
export async function* tableRows(
  file: string,
  text: string,
  separator: Separator,
  most = Infinity,
): AsyncGenerator<TableRow> {
  const parser = Readable.from(pieces(text)).pipe(
    parse({
      delimiter: separator,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_CHARS,
      ...(most < Infinity && { to: most }),
    }),
  );
  let count = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      if (++count > MAX_ROWS) throw unreadable(file, `it has more than ${MAX_ROWS} rows`, 'Import it in parts');
      if (record.length > MAX_COLUMNS) throw unreadable(file, `line ${info.lines} has ${record.length} cells`);
      yield { cells: record, line: info.lines };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw unreadable(file, `it is no sound table: ${sentencePart(error.message)}`);
  }
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Its first row. @throws AppError 'import.unreadable' as `tableRows`. */
export async function tableHead(file: string, text: string, separator: Separator): Promise<readonly string[]> {
  for await (const { cells } of tableRows(file, text, separator, 1)) return cells;
  return [];
}

async function* pieces(text: string): AsyncGenerator<string> {
  for (let from = 0; from < text.length; from += PIECE) {
    yield text.slice(from, from + PIECE);
    await setImmediate();
  }
}

/** Without what the parser calls its fault: "Quote Not Closed: the parsing is finished with…". */
function sentencePart(message: string): string {
  const [first = ''] = message.replace(/^[A-Z][\w ]+: /, '').split(/[\n]/);
  return `${first.charAt(0).toLowerCase()}${first.slice(1, 200)}`.replace(/\.$/, '');
}
