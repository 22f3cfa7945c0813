/** What can be picked, in order. */
export interface Pickable<T extends string> {
  readonly value: T;
  readonly text: string;
}

/**
 * Some of several, after one of them was switched on or off, in the order of `options`.
 *
 * @param picked null: none was picked, so that nothing is left out. The first pick then stands alone.
 * @returns null when the last one was switched off.
 */
export function switched<T extends string>(
  options: readonly Pickable<T>[],
  picked: readonly T[] | null,
  value: T,
): readonly T[] | null {
  const isOn = (one: T) => (picked?.includes(one) ?? false) !== (one === value);
  const now = options.map((option) => option.value).filter(isOn);
  return now.length > 0 ? now : null;
}

/** "all", "accepted, corrected", "3 of 12". */
export function pickedText<T extends string>(options: readonly Pickable<T>[], picked: readonly T[] | null): string {
  const names = options.filter(({ value }) => picked?.includes(value)).map(({ text }) => text);
  if (picked === null || names.length === options.length) return 'all';
  return names.length > 2 ? `${names.length} of ${options.length}` : names.join(', ');
}

/** A list with one more at its end, or without it where it was in it. */
export function toggled<T>(list: readonly T[], one: T): readonly T[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}
