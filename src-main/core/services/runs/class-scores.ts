import type { ProblemType } from '../../../shared/domain.ts';
import type { RunSegmentSettings } from '../../../shared/protocol/run-methods.ts';
import type { ClassId, LabelMapping } from '../../../shared/records.ts';
import type { SegmentSettings } from '../../timeline/segments.ts';
import { joinedScores } from '../../timeline/joined-scores.ts';
import { type ClassThresholds, thresholdsOf } from '../../timeline/thresholds.ts';
import type { IndexedSpan } from '../../timeline/votes.ts';

/** Classes of the schema that a model's labels are mapped to, and the labels of each. */
export interface MappedClasses {
  readonly classIds: readonly ClassId[];
  /** For each class, the indices of its labels in the model. */
  readonly groups: readonly (readonly number[])[];
}

/** @param mappings of the model; labels that are mapped to nothing, or not at all, are left out. */
export function mappedClasses(labels: readonly string[], mappings: readonly LabelMapping[]): MappedClasses {
  const classOf = new Map(mappings.map(({ modelLabel, classId }) => [modelLabel, classId]));
  const groups = new Map<ClassId, number[]>();
  for (const [index, label] of labels.entries()) {
    const classId = classOf.get(label);
    if (!classId) continue;
    const group = groups.get(classId);
    if (group) group.push(index);
    else groups.set(classId, [index]);
  }
  return { classIds: [...groups.keys()], groups: [...groups.values()] };
}

/** A run's scores and thresholds in the terms of the schema: one score a class, by `joinedScores`. */
export class ClassScores {
  readonly classIds: readonly ClassId[];
  readonly spans: readonly IndexedSpan[];
  /** classThresholds by class: the lowest of its labels'. */
  readonly settings: SegmentSettings;

  constructor(
    spans: readonly IndexedSpan[],
    { labels, problemType }: { readonly labels: readonly string[]; readonly problemType: ProblemType },
    { classIds, groups }: MappedClasses,
    settings: RunSegmentSettings,
  ) {
    this.classIds = classIds;
    this.spans = joinedScores(spans, groups, problemType);
    const lowest = (group: readonly number[]) =>
      Math.min(...group.map((index) => thresholdsOf(settings, labels[index]!).enter));
    const classThresholds = Object.fromEntries(classIds.map((id, i) => [id, lowest(groups[i]!)]));
    this.settings = { ...settings, classThresholds };
  }

  thresholds(classId: ClassId): ClassThresholds {
    return thresholdsOf(this.settings, classId);
  }
}
