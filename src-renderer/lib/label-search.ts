import type { LabelClass } from '#shared/records';

/**
 * Labels that a few typed letters may mean, the likeliest first: by name from its start, by a word of it, by letters
 * anywhere in it, by letters in this order. Case does not matter; of equals by their place in the schema.
 */
export function labelsMatching(classes: readonly LabelClass[], text: string): LabelClass[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...classes];
  return classes
    .map((of) => ({ of, rank: rankOf(of.name.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < 4)
    .sort((a, b) => a.rank - b.rank || a.of.order - b.of.order)
    .map(({ of }) => of);
}

function rankOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  if (name.split(/[\s_-]+/).some((word) => word.startsWith(wanted))) return 1;
  if (name.includes(wanted)) return 2;
  return isWithin(name, wanted) ? 3 : 4;
}

/** Whether the letters occur in this order. */
function isWithin(name: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = name.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
