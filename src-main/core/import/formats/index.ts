import { AppError } from '../../../shared/errors.ts';
import { unreadable } from '../fault.ts';
import type { ImportFile } from '../import-file.ts';
import type { Reader } from '../reader.ts';
import { activityNetReader } from './activitynet.ts';
import { borisProjectReader } from './boris-project.ts';
import { borisTabularReader } from './boris-tabular.ts';
import { deepEthogramReader } from './deepethogram.ts';
import { elanReader } from './elan.ts';
import { feralReader } from './feral.ts';
import { labelStudioReader } from './label-studio.ts';
import { plainCsvReader } from './plain-csv.ts';
import { timeloupeCsvReader } from './timeloupe-csv.ts';
import { timeloupeJsonReader } from './timeloupe-json.ts';
import { viaReader } from './via.ts';
import { webvttReader } from './webvtt.ts';

/** Add a format here. A file is taken for the first that fits, so any table comes last. */
export const readers: readonly Reader[] = [
  timeloupeJsonReader,
  timeloupeCsvReader,
  borisProjectReader,
  borisTabularReader,
  elanReader,
  labelStudioReader,
  activityNetReader,
  viaReader,
  webvttReader,
  deepEthogramReader,
  feralReader,
  plainCsvReader,
];

/** @throws AppError 'request.invalid' with the ids that there are. */
export function readerById(id: string): Reader {
  const reader = readers.find((one) => one.id === id);
  if (reader) return reader;
  const known = readers.map((one) => one.id).join(', ');
  throw new AppError('request.invalid', `No import format is called "${id}". There are: ${known}.`);
}

/**
 * The format of a file, by its content.
 *
 * @throws AppError 'import.unreadable' for a file of none, and for one that is damaged.
 */
export async function readerFor(file: ImportFile): Promise<Reader> {
  for (const reader of readers) if (await reader.fits(file)) return reader;
  const known = readers.map(({ name }) => name).join(', ');
  throw unreadable(
    file.name,
    'its content is of no known format',
    `There are ${known}; say which one it is with a format`,
  );
}
