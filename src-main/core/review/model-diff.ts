import type { DiffKind } from '../../shared/protocol/review-methods.ts';
import type { ClassId } from '../../shared/records.ts';

/**
 * With which of two models people agree.
 *
 * @param present what people say is there; empty where they say nothing.
 * @param own, other the class that each model says; null where its label stands for none.
 * @returns null where nothing can be said, or both are right.
 */
export function diffKind(present: ReadonlySet<ClassId>, own: ClassId | null, other: ClassId | null): DiffKind | null {
  if (present.size === 0) return null;
  const isRight = (id: ClassId | null) => id !== null && present.has(id);
  if (isRight(own)) return isRight(other) ? null : 'broken';
  return isRight(other) ? 'fixed' : 'both-wrong';
}
