import { setImmediate as turn } from 'node:timers/promises';
import type { ExportLoss, ExportRequest } from '../../../shared/protocol/export-methods.ts';
import { inSteps } from '../../base/in-steps.ts';
import type { Exporter } from '../../export/exporter.ts';
import { exporterById } from '../../export/formats/index.ts';
import { commonLosses } from '../../export/losses.ts';
import { select, type Selected } from '../../export/selection.ts';
import { settingsFor } from '../../export/settings.ts';
import type { OpenProject } from '../project/open-project.ts';
import { readScope } from './export-scope.ts';

interface Prepared {
  readonly exporter: Exporter;
  readonly selected: Selected;
}

/** A request, decided. @throws AppError 'request.invalid', and as readScope. */
export async function prepare(project: OpenProject, request: ExportRequest): Promise<Prepared> {
  const exporter = exporterById(request.format);
  const settings = settingsFor(exporter, request);
  const scope = readScope(project, request);
  await turn();
  const selected = await inSteps(select(exporter, settings, scope));
  await turn();
  return { exporter, selected };
}

/** What the format can't say, and what the request leaves out: the most general first. */
export async function lossesOf(exporter: Exporter, selected: Selected): Promise<ExportLoss[]> {
  const common = commonLosses(exporter, selected);
  await turn();
  return [...common, ...exporter.losses(selected.selection)];
}
