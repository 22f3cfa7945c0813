import { AppError } from '../../../shared/errors.ts';
import type { Parsed } from '../../../shared/protocol.ts';
import type { Span } from '../../../shared/records.ts';
import { intersection, subtract, union } from '../../base/spans.ts';
import type { CoverageKey } from '../../store/coverage-store.ts';
import { transaction } from '../../store/database.ts';
import type { OpenProject } from '../project/open-project.ts';

/**
 * Writes down what an annotator was shown, or decided, joined with what is on record already.
 *
 * @throws AppError 'video.unknown'; 'request.invalid' for a span that isn't in the video, or a decision with a speed.
 */
export function recordReview(project: OpenProject, { spans, ...key }: Parsed<'review.record'>): null {
  const { frameCount, name } = project.store.videos.get(key.videoId);
  if (key.kind === 'decided' && key.speed !== 0) {
    throw new AppError('request.invalid', `A decision has no speed, but ${key.speed} was given. Leave it out.`);
  }
  for (const { startFrame, endFrame } of spans) {
    if (startFrame < endFrame && endFrame <= frameCount) continue;
    const where = `[${startFrame}, ${endFrame})`;
    throw new AppError(
      'request.invalid',
      `The frames ${where} are no span of ${name}, which has the frames 0 to ${frameCount - 1}.`,
    );
  }
  addCoverage(project, key, spans);
  return null;
}

/** Adds spans to the ledger. */
export function addCoverage({ store }: OpenProject, key: CoverageKey, spans: readonly Span[]): void {
  const at = new Date().toISOString();
  transaction(store.db, () => {
    for (const span of union(spans)) {
      const known = store.review.coverage.near(key, span);
      store.review.coverage.replace(key, known, union([...known, span]), at);
    }
  });
}

/**
 * Takes a span out of what an annotator decided, but for what other decided windows of theirs hold of it.
 */
export function takeBackDecided(
  { store }: OpenProject,
  { annotator, videoId }: Pick<CoverageKey, 'annotator' | 'videoId'>,
  span: Span,
): void {
  const key = { annotator, videoId, kind: 'decided', speed: 0 } as const;
  transaction(store.db, () => {
    const standing = store.review
      .decisions({ videoId })
      .filter((decision) => decision.annotator === annotator && decision.segmentId === null);
    const known = store.review.coverage.near(key, span);
    const left = union([...subtract(known, [span]), ...intersection(standing, [span])]);
    store.review.coverage.replace(key, known, left, new Date().toISOString());
  });
}
