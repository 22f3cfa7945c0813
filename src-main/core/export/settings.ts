import { AppError } from '../../shared/errors.ts';
import type { ExportRequest } from '../../shared/protocol/export-methods.ts';
import type { Exporter, ExportSettings } from './exporter.ts';

/**
 * A request with its format's defaults.
 *
 * @throws AppError 'request.invalid' for what the format can't do: nothing that is asked for is passed over.
 */
export function settingsFor(exporter: Exporter, request: ExportRequest): ExportSettings {
  const { defaults, name } = exporter;
  const absent = request.absent ?? defaults.absent;
  const split = request.split === undefined ? defaults.split : request.split;
  const { cut = defaults.cut, shortEdgePx } = request.clips;
  if (!exporter.absent.includes(absent)) {
    throw refused(`${name} can't write verified absence as "${absent}"; it takes ${exporter.absent.join(' or ')}`);
  }
  if (cut && !exporter.hasClips) throw refused(`${name} names the source videos and has no clips`);
  if (!cut && exporter.needsClips) throw refused(`${name} is made of clips, so they can't be left out`);
  if (!cut && shortEdgePx !== null) throw refused('A size was given for clips, but none are cut');
  if (split && !exporter.hasSplit) throw refused(`${name} has no train, validation and test sets`);
  if (split && split.train + split.val + split.test === 0) throw refused('All three shares of the split are 0');
  if (!split && Object.keys(request.assigned).length > 0) {
    throw refused('Videos were given a set, but the export is not split');
  }
  if (request.annotator !== undefined && request.adjudicator !== undefined) {
    throw refused("One person's layer was asked for, and everyone's with an adjudicator besides");
  }
  return {
    ...request,
    statuses: request.statuses ?? [...defaults.statuses],
    absent,
    split,
    clips: { cut, shortEdgePx },
  };
}

function refused(what: string): AppError {
  return new AppError('request.invalid', `${what}. Change the request, or choose another format.`);
}
