import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ProblemType } from '../../../shared/domain.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Target } from '../../timeline/loss.ts';

/** One clip to be judged. */
export interface EvaluationClip {
  /** Absolute. */
  readonly path: string;
  /** Seconds from the first frame; null: the whole video. */
  readonly span: { readonly startSec: number; readonly endSec: number } | null;
  readonly target: Target;
  /** In the manifest, from 1. */
  readonly line: number;
}

const KNOWN_COLUMNS = ['path', 'label', 'start', 'end'];

/**
 * Reads a CSV with a head line: path, label, and perhaps start and end in seconds from the first frame. Paths
 * are relative to the file. A label is a name or an index; several, for a multi-label model, are joined by
 * semicolons; for regression it is one number for each output.
 *
 * @throws AppError 'request.invalid' naming the line and what is wrong with it.
 */
export async function readEvaluationManifest(
  file: string,
  { labels, problemType }: { readonly labels: readonly string[]; readonly problemType: ProblemType },
): Promise<EvaluationClip[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw fault(file, null, isMissing ? 'does not exist; check the path' : `can't be read: ${String(error)}`);
  });
  const [head, ...rows] = csvRows(text.replace(/^\uFEFF/, ''));
  const columns = head?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  if (!columns.includes('path') || !columns.includes('label')) {
    throw fault(file, 1, 'must name the columns, among them "path" and "label"');
  }
  const unknown = columns.find((name) => !KNOWN_COLUMNS.includes(name));
  if (unknown !== undefined) throw fault(file, 1, `has a column "${unknown}"; known are ${KNOWN_COLUMNS.join(', ')}`);
  if (rows.length === 0) throw fault(file, null, 'has no clip under its head line');
  return rows.map(({ fields, line }) => {
    if (fields.length !== columns.length) {
      throw fault(file, line, `has ${fields.length} fields where the head line has ${columns.length}`);
    }
    const field = (name: string) => fields[columns.indexOf(name)]?.trim() ?? '';
    if (field('path') === '') throw fault(file, line, 'has no path');
    return {
      path: resolve(dirname(file), field('path')),
      span: spanFrom(field('start'), field('end'), (what) => fault(file, line, what)),
      target: targetFrom(field('label'), { labels, problemType }, (what) => fault(file, line, what)),
      line,
    };
  });
}

type Fault = (what: string) => AppError;

function fault(file: string, line: number | null, what: string): AppError {
  const place = line === null ? file : `Line ${line} of ${file}`;
  return new AppError('request.invalid', `${place} ${what}.`);
}

function spanFrom(start: string, end: string, toFault: Fault): EvaluationClip['span'] {
  if (start === '' && end === '') return null;
  const startSec = start === '' ? 0 : Number(start);
  const endSec = end === '' ? Infinity : Number(end);
  if (startSec >= 0 && endSec > startSec) return { startSec, endSec };
  throw toFault(`spans "${start}" to "${end}"; both are seconds, the end after the start`);
}

function targetFrom(
  text: string,
  { labels, problemType }: { readonly labels: readonly string[]; readonly problemType: ProblemType },
  toFault: Fault,
): Target {
  const indexOf = (name: string): number => {
    const wanted = name.trim();
    const index = labels.indexOf(wanted);
    if (index >= 0) return index;
    if (/^\d+$/.test(wanted) && Number(wanted) < labels.length) return Number(wanted);
    const known = labels.length > 12 ? `${labels.slice(0, 12).join(', ')}, …` : labels.join(', ');
    throw toFault(`has the label "${wanted}", which the model doesn't know; it knows ${known}`);
  };
  const parts = text === '' ? [] : text.split(';');
  switch (problemType) {
    case 'single_label_classification':
      return { kind: 'class', index: indexOf(text) };
    case 'multi_label_classification': {
      const present = new Set(parts.map(indexOf));
      return { kind: 'values', values: labels.map((_, k) => (present.has(k) ? 1 : 0)) };
    }
    case 'regression': {
      const values = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
      if (values.length === labels.length && values.every(Number.isFinite)) return { kind: 'values', values };
      throw toFault(`has the label "${text}"; this model needs ${labels.length} numbers joined by semicolons`);
    }
  }
}

/** RFC 4180: commas, quotes doubled inside quotes, line breaks inside quotes; empty lines are skipped. */
function csvRows(text: string): { fields: string[]; line: number }[] {
  const rows: { fields: string[]; line: number }[] = [];
  let fields: string[] = [];
  let line = 1;
  let startLine = 1;
  // Each match is one field and what ends it: a comma, a line break or the end of the text.
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)/g)) {
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    if (fields.length > 1 || fields[0] !== '') rows.push({ fields, line: startLine });
    fields = [];
    startLine = line;
  }
  return rows;
}
