import { AppError } from '../../../shared/errors.ts';
import { checkProject } from '../../store/check.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { damagedText, otherVersionText } from '../../store/store-fault.ts';

/**
 * What is behind a fault that was met in a project, where it is not the program's: the file is damaged, or another
 * version wrote it, whose records this one doesn't know.
 *
 * @param isDamaged looks whether the file has faults.
 * @returns AppError 'project.invalid' or 'project.read_only', or the fault as it is.
 */
export async function faultBehind(
  fault: unknown,
  { path, db, readOnlyReason }: ProjectStore,
  isDamaged = () => hasFaults(path),
): Promise<unknown> {
  if (fault instanceof AppError) return fault;
  if (await isDamaged()) return new AppError('project.invalid', damagedText(path), { cause: fault });
  return db.isOtherVersion
    ? new AppError('project.read_only', otherVersionText(readOnlyReason), { cause: fault })
    : fault;
}

/** Checks a project; false for one that can't be checked. */
export function hasFaults(path: string): Promise<boolean> {
  return checkProject(path).then(
    ({ faults }) => faults.length > 0,
    () => false,
  );
}
