/** 1 → "1 note", 3 → "3 notes"; "s" makes the plural, of "class" "es". */
export function counted(count: number, word: string): string {
  if (count === 1) return `1 ${word}`;
  return `${count.toLocaleString('en-US')} ${word}${word.endsWith('s') ? 'es' : 's'}`;
}
