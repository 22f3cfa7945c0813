/** 1 → "1 note", 3 → "3 notes"; "s" makes the plural, of "class" "es". */
export function counted(count: number, word: string): string {
  if (count === 1) return `1 ${word}`;
  return `${count.toLocaleString('en-US')} ${word}${word.endsWith('s') ? 'es' : 's'}`;
}

/** "a", "a and b", "a, b and c"; of more than five, how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}
