import type { ExportClass, Selection } from './exporter.ts';

/**
 * A selection whose classes are called by codes, in `slug`: for formats that take most names as they are, and not all.
 * Two classes that would get one code are told apart by a number.
 */
export function withCodes(selection: Selection, codeOf: (name: string) => string): Selection {
  const taken = new Set<string>();
  const coded = new Map(selection.classes.map((one) => [one, { ...one, slug: free(codeOf(one.name), taken) }]));
  return withClasses(selection, [...coded.values()], (label) => coded.get(label)!);
}

/** The same selection with other classes in place of its own. */
export function withClasses(
  selection: Selection,
  classes: readonly ExportClass[],
  classOf: (label: ExportClass) => ExportClass,
): Selection {
  return { ...selection, classes, items: selection.items.map((item) => ({ ...item, label: classOf(item.label) })) };
}

function free(code: string, taken: Set<string>): string {
  const plain = code === '' ? 'class' : code;
  let candidate = plain;
  for (let i = 2; taken.has(candidate); i++) candidate = `${plain} (${i})`;
  taken.add(candidate);
  return candidate;
}
