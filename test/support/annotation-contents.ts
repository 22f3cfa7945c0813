import type { ProjectStore } from '../../src-main/core/store/project-store.ts';

/** Everything that is annotated, and how long the journal is. */
export function contentsOf({ annotations }: ProjectStore): object {
  return {
    classes: annotations.labelClasses(),
    segments: annotations.segments({}),
    absences: annotations.absences({}),
    journal: annotations.journal.newestId(),
  };
}
