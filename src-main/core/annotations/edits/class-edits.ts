import { AppError } from '../../../shared/errors.ts';
import type { ClassId, LabelClass, MappingId } from '../../../shared/records.ts';
import type { AnnotationView } from '../../base/annotation-view.ts';
import type { EditRule } from '../edit-context.ts';
import { knownClass } from '../rules.ts';
import { classWord } from '../words.ts';

/** Colours of the theme that classes get in turn. */
const THEME_COLOURS = 8;

/** A class at the end of the list, with a colour of the theme that few have. */
export function newClass(view: AnnotationView, id: string, name: string): LabelClass {
  const classes = view.labelClasses();
  return {
    id: id as ClassId,
    name,
    colour: rarestColour(classes),
    shortcut: null,
    group: null,
    isExclusive: false,
    description: '',
    order: classes.reduce((next, { order }) => Math.max(next, order + 1), 0),
  };
}

export const createClass: EditRule<'createClass'> = (draft, { name, fields = {} }, { newId }) => {
  draft.put('labelClass', { ...newClass(draft, newId(), name), ...given(fields), name });
  return `Add the class ${name}`;
};

export const updateClass: EditRule<'updateClass'> = (draft, { classId, fields }) => {
  const before = knownClass(draft, classId);
  const after: LabelClass = { ...before, ...given(fields) };
  draft.put('labelClass', after);
  return after.name === before.name ? `Change the class ${before.name}` : `Rename ${before.name} → ${after.name}`;
};

/** The classes named take, in their new order, the places that they have among all. */
export const reorderClasses: EditRule<'reorderClasses'> = (draft, { classIds }) => {
  const named = new Set(classIds.map((id) => knownClass(draft, id)));
  if (named.size !== classIds.length) throw new AppError('edit.invalid', 'A class is named twice in the new order.');
  const queue = [...named];
  const ids = new Set(classIds);
  const ordered = draft.labelClasses().map((one) => (ids.has(one.id) ? queue.shift()! : one));
  for (const [order, one] of ordered.entries()) draft.put('labelClass', { ...one, order });
  return 'Reorder the classes';
};

export const mapLabel: EditRule<'mapLabel'> = (draft, { modelHash, modelLabel, classId }, { newId }) => {
  if (classId !== null) knownClass(draft, classId);
  const known = draft.mappings({ modelHash }).find((mapping) => mapping.modelLabel === modelLabel);
  draft.put('mapping', { id: known?.id ?? (newId() as MappingId), modelHash, modelLabel, classId });
  return classId === null ? `Ignore ${modelLabel}` : `Map ${modelLabel} → ${classWord(draft, classId)}`;
};

function rarestColour(classes: readonly LabelClass[]): string {
  const colours = Array.from({ length: THEME_COLOURS }, (_, i) => `label-${i + 1}`);
  const uses = (colour: string) => classes.filter((one) => one.colour === colour).length;
  return colours.reduce((best, colour) => (uses(colour) < uses(best) ? colour : best));
}

/** Without the fields that are undefined. */
function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
