import { AppError } from '../../../shared/errors.ts';
import type { Exporter } from '../exporter.ts';
import { activityNet } from './activitynet.ts';
import { ava } from './ava.ts';
import { borisProject } from './boris-project.ts';
import { borisTabular } from './boris-tabular.ts';
import { classFolders } from './class-folders.ts';
import { cvat } from './cvat.ts';
import { deepEthogram } from './deepethogram.ts';
import { elan } from './elan.ts';
import { feral } from './feral.ts';
import { fiftyOne } from './fiftyone.ts';
import { kinetics } from './kinetics.ts';
import { labelStudio } from './label-studio.ts';
import { mmactionLists } from './mmaction-lists.ts';
import { mmactionLocalisation } from './mmaction-localisation.ts';
import { timeloupeCsv } from './timeloupe-csv.ts';
import { timeloupeJson } from './timeloupe-json.ts';
import { via } from './via.ts';
import { webvtt } from './webvtt.ts';

/** Add a format here; the screen, the command line and the docs list them in this order. */
export const exporters: readonly Exporter[] = [
  classFolders,
  activityNet,
  borisProject,
  borisTabular,
  elan,
  labelStudio,
  deepEthogram,
  feral,
  webvtt,
  fiftyOne,
  mmactionLists,
  mmactionLocalisation,
  kinetics,
  via,
  cvat,
  ava,
  timeloupeJson,
  timeloupeCsv,
];

/** @throws AppError 'request.invalid' with the ids that there are. */
export function exporterById(id: string): Exporter {
  const exporter = exporters.find((one) => one.id === id);
  if (exporter) return exporter;
  const known = exporters.map((one) => one.id).join(', ');
  throw new AppError('request.invalid', `No export format is called "${id}". There are: ${known}.`);
}
