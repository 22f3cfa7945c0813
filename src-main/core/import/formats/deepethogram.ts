import { runsOf } from '../../base/frame-runs.ts';
import { numberIn, wholeNumberIn } from '../cells.ts';
import { unreadable } from '../fault.ts';
import { Findings } from '../findings.ts';
import type { Reader } from '../reader.ts';
import { separatorOf, tableRows } from '../table.ts';

const BACKGROUND = 'background';
const SUFFIX = /_(labels?|scores?|predictions?)$/i;

/** DeepEthogram's labels: a row a frame, 1 where a behaviour is; background is where all of them are verified absent. */
export const deepEthogramReader: Reader = {
  id: 'deepethogram',
  name: 'DeepEthogram',
  endings: ['.csv'],
  options: [],
  async fits(file) {
    if (!file.isTable) return false;
    const [first, second] = await file.tableHead();
    return (first ?? '').trim() === '' && second === BACKGROUND;
  },
  async read(file) {
    const findings = new Findings(file.name);
    const media = file.name.replace(/\.csv$/i, '').replace(SUFFIX, '');
    let names: readonly string[] = [];
    const columns: number[][] = [];
    for await (const { cells, line } of tableRows(file.name, file.text, separatorOf(file.text))) {
      if (names.length === 0) {
        names = columnNames(file.name, cells);
        columns.push(...names.map(() => []));
        continue;
      }
      if (cells.length !== names.length + 1)
        throw unreadable(file.name, `line ${line} has ${cells.length} cells, not ${names.length + 1}`);
      const frame = columns[0]!.length;
      if (wholeNumberIn(cells[0]!, { file: file.name, line, column: 'frame' }) !== frame) {
        throw unreadable(file.name, `line ${line} is frame ${cells[0]!.trim()}, where frame ${frame} should be`);
      }
      for (const [i, name] of names.entries())
        columns[i]!.push(stateIn(cells[i + 1]!, { file: file.name, line, column: name }));
    }
    if (columns.length === 0 || columns[0]!.length === 0) throw unreadable(file.name, 'it has no frames');
    putSpans(media, names, columns, findings);
    return findings.document();
  },
};

function columnNames(file: string, cells: readonly string[]): string[] {
  const names = cells.slice(1);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw unreadable(file, `it has two columns "${twice.slice(0, 60)}"`);
  return names;
}

function stateIn(
  text: string,
  place: { readonly file: string; readonly line: number; readonly column: string },
): number {
  const value = numberIn(text, place);
  if (value === 1 || value === 0 || value === -1) return value;
  throw unreadable(place.file, `line ${place.line} has ${value} as "${place.column}"; it takes 1, 0 or -1`);
}

function putSpans(
  media: string,
  names: readonly string[],
  columns: readonly (readonly number[])[],
  findings: Findings,
): void {
  const frameCount = columns[0]!.length;
  findings.media(media, { frameCount });
  const behaviours = names.filter((name) => name !== BACKGROUND);
  for (const name of behaviours) findings.labelClass(name);
  for (const [i, name] of names.entries()) {
    for (const { startFrame, endFrame } of runsOf(frameCount, (frame) => columns[i]![frame] === 1)) {
      const place = { unit: 'frames', startFrame, endFrame, fps: null } as const;
      const where = `frame ${startFrame}`;
      if (name !== BACKGROUND) findings.span({ media, label: name, place, where });
      else for (const label of behaviours) findings.absence({ media, label, place, annotator: null, where });
    }
  }
}
