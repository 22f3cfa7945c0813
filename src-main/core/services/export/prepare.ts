import type { ExportLoss, ExportRequest } from '../../../shared/protocol/export-methods.ts';
import type { Exporter } from '../../export/exporter.ts';
import { exporterById } from '../../export/formats/index.ts';
import { commonLosses } from '../../export/losses.ts';
import { select, type Selected } from '../../export/selection.ts';
import { settingsFor } from '../../export/settings.ts';
import type { OpenProject } from '../project/open-project.ts';
import { readScope } from './export-scope.ts';

/** A request, decided. @throws AppError 'request.invalid', and as readScope. */
export function prepare(project: OpenProject, request: ExportRequest): { exporter: Exporter; selected: Selected } {
  const exporter = exporterById(request.format);
  const settings = settingsFor(exporter, request);
  return { exporter, selected: select(exporter, settings, readScope(project, request)) };
}

/** What the format can't say, and what the request leaves out: the most general first. */
export function lossesOf(exporter: Exporter, selected: Selected): ExportLoss[] {
  return [...commonLosses(exporter, selected), ...exporter.losses(selected.selection)];
}
