/** One line of CSV (RFC 4180, ended by "\n"): quoted where a comma, a quote, a line end or an edge space asks for it. */
export function csvLine(cells: readonly (string | number | null)[], separator = ','): string {
  return `${cells.map((cell) => csvCell(cell, separator)).join(separator)}\n`;
}

function csvCell(cell: string | number | null, separator: string): string {
  if (cell === null) return '';
  const text = String(cell);
  const isPlain = !text.includes(separator) && !/["\r\n]|^\s|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

/**
 * Rows of cells. Empty lines are no rows.
 *
 * @throws Error for a quote that is not closed, or that stands within a cell without quotes.
 */
export function parseCsv(text: string, separator = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length || row.length > 0;) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, separator);
    row.push(cell);
    at = end + 1;
    if (text[end] === separator) continue;
    if (end < text.length && !/[\r\n]/.test(text[end]!)) throw new Error(`a cell goes on behind its quote at ${end}`);
    if (row.length > 1 || cell !== '') rows.push(row);
    row = [];
  }
  return rows;
}

function quotedCell(text: string, start: number): { cell: string; end: number } {
  let cell = '';
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error(`the quote at character ${start} is not closed`);
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { cell, end: quote + 1 };
    cell += '"';
    at = quote + 2;
  }
}

function plainCell(text: string, start: number, separator: string): { cell: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  const cell = text.slice(start, end);
  if (cell.includes('"')) throw new Error(`a quote stands within the plain cell at character ${start}`);
  return { cell, end };
}
