/** What of a key press says where it leads. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Whether a press is a command's: a list leaves it alone. */
export function isCommandKey({ ctrlKey, metaKey, altKey }: KeyPress): boolean {
  return ctrlKey || metaKey || altKey;
}

/**
 * Where a key leads in a list.
 *
 * @param at place that has focus; -1 for none. @param page entries of a page.
 * @returns the new place; null for a key that moves nothing.
 */
export function listMove(press: KeyPress, at: number, count: number, page = 8): number | null {
  if (count === 0 || isCommandKey(press)) return null;
  const clamp = (place: number) => Math.max(0, Math.min(count - 1, place));
  switch (press.key) {
    case 'ArrowDown':
      return clamp(at + 1);
    case 'ArrowUp':
      return clamp(at - 1);
    case 'PageDown':
      return clamp(at + page);
    case 'PageUp':
      return clamp(at - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
