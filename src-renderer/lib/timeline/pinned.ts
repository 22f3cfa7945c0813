/** Of labels whose ribbons are to stay, those that a run knows; null where none does, or none is to stay. */
export function pinnedOf(
  pinned: readonly string[] | null,
  run: { readonly labels: readonly string[] } | null,
): readonly string[] | null {
  const known = pinned?.filter((label) => run?.labels.includes(label)) ?? [];
  return known.length > 0 ? known : null;
}
