import { AppError } from '../../../shared/errors.ts';
import { DIFF_KINDS, ERROR_KINDS, type ItemKind, type QueueRequest } from '../../../shared/protocol/review-methods.ts';
import type { SegmentStatus } from '../../../shared/records.ts';

/**
 * A request in one form, with every default filled in, so that equal requests are equal as JSON.
 *
 * @throws AppError 'request.invalid' for what can't be had together, or would not be heeded.
 */
export function normalRequest(request: QueueRequest): QueueRequest {
  const fault = faultOf(request);
  if (fault !== undefined) throw new AppError('request.invalid', fault);
  const { measure, target, runId, against, videoIds, classIds, statuses, kinds, minDoubt, isBlind, limit, seed } =
    request;
  return {
    measure,
    target,
    ...(runId !== undefined && { runId }),
    ...(against && { against }),
    ...(videoIds && { videoIds: sorted(videoIds) }),
    ...(classIds && { classIds: sorted(classIds) }),
    ...(target === 'segments' && { statuses: sorted(statuses ?? usualStatuses(measure)) }),
    ...(kinds && { kinds: sorted(kinds) }),
    ...(minDoubt !== undefined && { minDoubt }),
    ...(isBlind && { isBlind }),
    limit,
    seed,
  };
}

function usualStatuses(measure: QueueRequest['measure']): readonly SegmentStatus[] {
  return measure === 'errors' ? ['accepted', 'corrected'] : ['unreviewed'];
}

function faultOf(request: QueueRequest): string | undefined {
  if (request.isBlind && (request.measure !== 'random' || request.target !== 'windows')) {
    return 'Only windows at random are decided blind: an order by scores would tell of them.';
  }
  return faultOfKinds(request) ?? faultOfSides(request);
}

function faultOfKinds({ measure, target, against, statuses, kinds }: QueueRequest): string | undefined {
  if (measure === 'errors') {
    if (target === 'windows') return 'Errors are of labels: ask for segments.';
    if (statuses?.some((status) => status !== 'accepted' && status !== 'corrected')) {
      return 'Errors are looked for among accepted and corrected segments: leave other statuses out.';
    }
  }
  const isOfRuns = measure === 'disagreement' && target === 'windows' && against?.kind === 'run';
  const known: readonly ItemKind[] = measure === 'errors' ? ERROR_KINDS : isOfRuns ? DIFF_KINDS : [];
  const strange = kinds?.find((kind) => !known.includes(kind));
  if (strange === undefined) return undefined;
  const has = known.length > 0 ? `has the kinds ${known.join(', ')}` : 'has no kinds of items';
  return `This queue ${has}, so "${strange}" can't be asked for.`;
}

function faultOfSides({ measure, target, runId, against, statuses, seed }: QueueRequest): string | undefined {
  if (measure === 'boundary' && target === 'windows') {
    return 'Boundary doubt is of the edges of segments: ask for segments.';
  }
  if (statuses && target === 'windows') return 'Windows have no status: leave the statuses out, or ask for segments.';
  if (against && measure !== 'disagreement') return `Only disagreement is against another side, not ${measure}.`;
  if (!against && measure === 'disagreement') {
    return 'Disagreement is between two sides: name the run or the annotator to compare with.';
  }
  if (seed !== 1 && measure !== 'random') return `Only a random queue has a seed, not one by ${measure}.`;
  if (runId === undefined && needsRun({ measure, target, against })) {
    return `A queue of ${target} by ${measure} needs a run: name the one whose scores are meant.`;
  }
  if (against?.kind === 'run' && against.runId === runId) return `Run ${against.runId} can't disagree with itself.`;
  return undefined;
}

/** Windows are a run's; segments only need one where its scores decide. */
function needsRun({ measure, target, against }: Pick<QueueRequest, 'measure' | 'target' | 'against'>): boolean {
  return target === 'windows' || !(measure === 'boundary' || measure === 'random' || against?.kind === 'annotator');
}

function sorted<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}
