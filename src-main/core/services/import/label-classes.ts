import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { ImportLabelMatch, ImportRequest } from '../../../shared/protocol/import-methods.ts';
import type { ClassId, LabelClass } from '../../../shared/records.ts';
import type { ImportedClass } from '../../annotations/importing.ts';
import { knownClass } from '../../annotations/rules.ts';
import { nameKey } from '../../annotations/schema-conflicts.ts';
import type { AnnotationView } from '../../base/annotation-view.ts';
import type { ImportDocument } from '../../import/document.ts';

/** As a class may be called. */
const MAX_NAME = 200;
/** More is free text, not a scheme of classes. */
const MAX_NEW = 500;

/** What labels of the files become. */
export interface LabelClasses {
  readonly labels: readonly ImportLabelMatch[];
  readonly added: readonly ImportedClass[];
  /** Of those added, the ones that the files describe: they are added even where nothing is of them. */
  readonly described: ReadonlySet<ClassId>;
  /** By label; labels without one are left out. */
  readonly classIds: ReadonlyMap<string, ClassId>;
  /** Labels that were too long, and are cut. */
  readonly shortened: number;
  /** Classes of the project that the file describes otherwise. */
  readonly differing: number;
}

/**
 * Finds a class for each label: as a person said, by its name (whatever the case), or a new one.
 *
 * @throws AppError 'class.unknown' for a class that a person named and that isn't there; 'request.invalid' for a label
 *   that no file has, and for more new classes than a scheme has.
 */
export function classesFor(
  view: AnnotationView,
  documents: readonly ImportDocument[],
  request: ImportRequest,
): LabelClasses {
  const counts = spansByLabel(documents);
  const described = new Map(documents.flatMap(({ classes }) => classes.map((one) => [one.name, one.fields] as const)));
  const byHand = new Map(request.classes.map(({ label, classId }) => [label, classId]));
  for (const label of byHand.keys()) requireKnown(label, counts);
  const known = new Map(view.labelClasses().map((one) => [nameKey(one.name), one]));
  const made = new Map<string, ImportedClass>();
  const classIds = new Map<string, ClassId>();
  let differing = 0;
  const labels = [...counts].map(([label, spans]): ImportLabelMatch => {
    const chosen = byHand.get(label);
    const name = className(label);
    const existing = chosen ? knownClass(view, chosen) : known.get(nameKey(name));
    if (chosen === null || (!existing && !request.newClasses)) {
      return { label, classId: null, className: null, isNew: false, spans };
    }
    if (existing) {
      if (chosen === undefined && isOtherwise(existing, described.get(label))) differing++;
      classIds.set(label, existing.id);
      return { label, classId: existing.id, className: existing.name, isNew: false, spans };
    }
    const key = nameKey(name);
    const added: ImportedClass = made.get(key) ?? {
      id: randomUUID() as string as ClassId,
      name,
      fields: described.get(label) ?? {},
    };
    made.set(key, added);
    classIds.set(label, added.id);
    return { label, classId: null, className: added.name, isNew: true, spans };
  });
  if (made.size > MAX_NEW) throw tooMany(made.size);
  const shortened = [...counts.keys()].filter((label) => className(label) !== label.trim()).length;
  const isDescribed = new Set([...described.keys()].flatMap((label) => classIds.get(label) ?? []));
  return { labels, added: [...made.values()], described: isDescribed, classIds, shortened, differing };
}

/** Of classes that the files describe, too, in the order of the files. */
function spansByLabel(documents: readonly ImportDocument[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { classes, spans, absences } of documents) {
    for (const { name } of classes) if (name.trim() !== '') counts.set(name, counts.get(name) ?? 0);
    for (const { label } of spans) counts.set(label, (counts.get(label) ?? 0) + 1);
    for (const { label } of absences) counts.set(label, counts.get(label) ?? 0);
  }
  return counts;
}

function className(label: string): string {
  return Array.from(label.trim()).slice(0, MAX_NAME).join('').trim();
}

function isOtherwise(existing: LabelClass, fields: Partial<LabelClass> = {}): boolean {
  const there: Readonly<Record<string, unknown>> = { ...existing };
  return Object.entries(fields).some(([key, value]) => there[key] !== value);
}

function requireKnown(label: string, counts: ReadonlyMap<string, number>): void {
  if (counts.has(label)) return;
  const known = [...counts.keys()]
    .slice(0, 20)
    .map((one) => `"${one.slice(0, 60)}"`)
    .join(', ');
  throw new AppError(
    'request.invalid',
    `The files have no label "${label.slice(0, 60)}". They have ${known || 'none'}.`,
  );
}

function tooMany(count: number): AppError {
  const what = `The files have ${count.toLocaleString('en-US')} labels that would become classes, and ${MAX_NEW} may`;
  return new AppError(
    'request.invalid',
    `${what}. Map them to classes, import without new ones, or name another column or tier.`,
  );
}
