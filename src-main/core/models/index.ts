import { AppError } from '../../shared/errors.ts';
import type { Architecture } from './architecture.ts';
import { genericVideoClassifier } from './generic/index.ts';
import { timesformer } from './timesformer/index.ts';

/** Add an architecture here. Opening, converting and the manifest's check read this list. */
export const architectures: readonly Architecture[] = [timesformer, genericVideoClassifier];

/** The architecture that reads a source. @throws AppError 'model.unsupported' */
export function architectureFor(path: string): Architecture {
  const architecture = architectures.find((candidate) => candidate.recognises(path));
  if (architecture !== undefined) return architecture;
  throw new AppError('model.unsupported', `${path} is no kind of model known here.`);
}

/** The architecture a manifest names. @throws AppError 'model.unsupported' */
export function architectureNamed(id: string, manifestPath: string): Architecture {
  const architecture = architectures.find((candidate) => candidate.id === id);
  if (architecture !== undefined) return architecture;
  const known = architectures.map((candidate) => candidate.id).join(', ');
  throw new AppError(
    'model.unsupported',
    `${manifestPath} names the architecture "${id}"; known are ${known}. Update Timeloupe.`,
  );
}
