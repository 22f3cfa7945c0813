/**
 * Where typing leads in a list of names: the next one, from the place `at` on and around, that begins with what was
 * typed; the same letter again goes to the next that begins with it.
 *
 * @returns its place; null for none.
 */
export function startingWith(names: readonly string[], typed: string, at: number): number | null {
  const isRepeated = typed.length > 1 && typed.replaceAll(typed[0]!, '') === '';
  const wish = (isRepeated ? typed[0]! : typed).toLowerCase();
  // One letter moves on; more letters may still mean the entry they led to.
  const first = wish.length === 1 ? at + 1 : at;
  for (let step = 0; step < names.length; step++) {
    const place = (first + step) % names.length;
    if (names[place]!.toLowerCase().startsWith(wish)) return place;
  }
  return null;
}
