/** The parts of a KeyboardEvent that decide a binding. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** By physical position, so that they lie side by side on every keyboard. */
const BY_POSITION: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Backquote: '`',
};

const NAMED: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
};

/**
 * What a key press is called in bindings: modifiers in the order Ctrl, Alt, Shift, then the key: "Ctrl+Shift+Z",
 * "Shift+[", "Alt+Left", "?", "7". Command counts as Ctrl on a Mac. null for a modifier alone.
 */
export function bindingOf(press: KeyPress, isMac: boolean): string | null {
  const key = keyOf(press);
  if (key === null) return null;
  const ctrl = isMac ? press.metaKey : press.ctrlKey;
  // "?" is Shift with something on most keyboards: the sign says it already.
  const isSign = key.length === 1 && !/[A-Z0-9]/.test(key) && !Object.values(BY_POSITION).includes(key);
  const modifiers = [ctrl && 'Ctrl', press.altKey && 'Alt', press.shiftKey && !isSign && 'Shift'].filter(Boolean);
  return [...modifiers, key].join('+');
}

function keyOf({ key, code }: KeyPress): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead'].includes(key)) return null;
  const placed = BY_POSITION[code];
  if (placed !== undefined) return placed;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
  if (digit) return digit[1]!;
  if (NAMED[key] !== undefined) return NAMED[key];
  return key.length === 1 ? key.toUpperCase() : key;
}

/** A binding's keys as they are printed on key caps: "Ctrl+Shift+Z" → ["Ctrl", "Shift", "Z"]. */
export function keyCaps(binding: string, isMac: boolean): string[] {
  const caps = binding === '+' ? ['+'] : binding.replace(/\+\+$/, '+Plus').split('+');
  return caps.map((cap) => {
    if (cap === 'Plus') return '+';
    if (!isMac) return SIGNS[cap] ?? cap;
    return MAC_SIGNS[cap] ?? SIGNS[cap] ?? cap;
  });
}

const SIGNS: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓', Enter: '↵' };
const MAC_SIGNS: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' };

/** Whether a binding is a single letter, digit or sign: inactive in text fields, and all can be turned off together. */
export function isSingleKey(binding: string): boolean {
  return (
    !/^(Ctrl|Alt)\+/.test(binding) && !/(^|\+)(Esc|Enter|Tab|F\d+|Delete|Home|End|Left|Right|Up|Down)$/.test(binding)
  );
}
