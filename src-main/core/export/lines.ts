/**
 * The lines of a list without their ends.
 *
 * @throws Error where the last one has none: half a line is a line to readers.
 */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error(`a list ends with half a line: "${text.slice(-80)}"`);
  return lines;
}
