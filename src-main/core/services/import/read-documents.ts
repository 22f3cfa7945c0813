import { AppError } from '../../../shared/errors.ts';
import type { ImportPlan, ImportRequest } from '../../../shared/protocol/import-methods.ts';
import type { ImportDocument } from '../../import/document.ts';
import { readerById, readerFor } from '../../import/formats/index.ts';
import type { ImportFile } from '../../import/import-file.ts';
import { provenanceOf, withProvenance } from '../../import/provenance.ts';
import type { Reader, ReadOptions } from '../../import/reader.ts';
import { readFiles } from './read-files.ts';

/** The files of an import as their formats say them. */
export interface ReadDocuments extends Pick<ImportPlan, 'files' | 'digest'> {
  readonly documents: readonly ImportDocument[];
}

/**
 * @throws AppError 'import.unreadable' for a file that can't be read, or not as its format; 'request.invalid' for an
 *   option that no file takes: nothing that is asked for is passed over.
 */
export async function readDocuments(request: ImportRequest): Promise<ReadDocuments> {
  const { files: all, digest } = await readFiles(request.paths);
  const files = await withoutCompanions(all);
  const documents: ImportDocument[] = [];
  const read: { file: ImportFile; reader: Reader }[] = [];
  for (const file of files) {
    const reader = request.format === undefined ? await formatOf(file, request) : readerById(request.format);
    read.push({ file, reader });
    documents.push(await readOne(file, reader, optionsOf(request)));
  }
  requireUsed(
    request,
    read.map(({ reader }) => reader),
  );
  return {
    documents,
    digest: digest(),
    files: read.map(({ file, reader }) => ({ name: file.name, format: reader.id, formatName: reader.name })),
  };
}

/**
 * Leaves out what an export writes beside its annotations: whoever names a whole folder's files means these. What is
 * left alone was meant itself.
 */
async function withoutCompanions(files: readonly ImportFile[]): Promise<readonly ImportFile[]> {
  const manifest = files.find(({ name }) => name === 'manifest.json');
  const isExport = manifest?.isJson === true && (await manifest.json()).at('format').value === 'timeloupe-export';
  const isTables = files.some(({ name }) => name === 'segments.csv');
  const companions = new Set([
    ...(isExport ? ['manifest.json', 'classes.txt', 'label-config.xml'] : []),
    ...(isTables ? ['videos.csv', 'classes.csv', 'absences.csv'] : []),
  ]);
  const rest = files.filter(({ name }) => !companions.has(name));
  return rest.length > 0 ? rest : files;
}

/** Whoever names columns means a plain table, whatever else it looks like. */
function formatOf(file: ImportFile, { columns }: ImportRequest): Promise<Reader> {
  return columns ? Promise.resolve(readerById('csv')) : readerFor(file);
}

function optionsOf({ columns, labels, predictions }: ImportRequest): ReadOptions {
  return { columns: columns ?? null, labels, predictions };
}

async function readOne(file: ImportFile, reader: Reader, options: ReadOptions): Promise<ImportDocument> {
  const document = await reader.read(file, options);
  const manifest = await file.sibling('manifest.json').catch(() => null);
  const provenance = manifest === null ? null : await provenanceOf(manifest, file.name);
  return provenance ? withProvenance(document, provenance) : document;
}

function requireUsed({ columns, labels, predictions }: ImportRequest, readers: readonly Reader[]): void {
  const asked = [
    ...(columns ? (['columns'] as const) : []),
    ...(labels === 'tier' ? (['labels'] as const) : []),
    ...(predictions ? (['predictions'] as const) : []),
  ];
  const unused = asked.find((option) => !readers.some(({ options }) => options.includes(option)));
  if (unused === undefined) return;
  const names = [...new Set(readers.map(({ name }) => name))].join(', ');
  throw new AppError(
    'request.invalid',
    `${WHAT[unused]}, but the files are ${names}. Leave that out, or name the format.`,
  );
}

const WHAT = {
  columns: 'Columns belong to plain tables',
  labels: 'Labels by tier belong to ELAN',
  predictions: 'Predictions belong to Label Studio',
} as const;
