import { isMoveKey, isSingleKey, isTextKey } from './keys.ts';

/** A command as far as its keys go. */
export interface Bound {
  readonly id: string;
  /** Built in. */
  readonly keys?: readonly string[];
}

/** Bindings by command that differ from the built-in ones, as settings keep them. */
export type OwnBindings = Readonly<Record<string, readonly string[]>>;

/**
 * The person's bindings after a command was given keys. A binding runs one command, so a key is taken from the one that
 * had it.
 *
 * @param keys null: the built-in ones again.
 */
export function rebound(
  commands: Iterable<Bound>,
  own: OwnBindings,
  id: string,
  keys: readonly string[] | null,
): Record<string, string[]> {
  const all = [...commands];
  const result = Object.fromEntries(Object.entries(own).map(([other, bound]) => [other, [...bound]]));
  if (keys) result[id] = [...keys];
  else Reflect.deleteProperty(result, id);
  const taken = keys ?? all.find((command) => command.id === id)?.keys ?? [];
  for (const other of all) {
    const bound = result[other.id] ?? other.keys ?? [];
    if (other.id === id || !bound.some((key) => taken.includes(key))) continue;
    result[other.id] = bound.filter((key) => !taken.includes(key));
  }
  return result;
}

/** What has focus, as far as it wants keys for itself. */
export type FocusKind = 'text' | 'button' | 'row' | 'slider' | 'other';

/** Whether a binding acts while something has focus. @param singleKeys letters, digits and signs act at all. */
export function mayAct(binding: string, focus: FocusKind, singleKeys: boolean): boolean {
  switch (focus) {
    case 'text':
      return !isTextKey(binding);
    case 'button':
      if (binding === 'Space' || binding === 'Enter') return false;
      break;
    case 'row':
      // A row of a list opens with Enter; Space plays, wherever one has clicked last.
      if (binding === 'Enter') return false;
      break;
    case 'slider':
      if (binding === 'Space' || binding === 'Enter' || isMoveKey(binding)) return false;
      break;
    case 'other':
      break;
  }
  return singleKeys || !isSingleKey(binding);
}
