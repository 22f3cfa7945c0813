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
  // The key that a Mac calls "delete".
  Backspace: 'Delete',
};

const ALONE = ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'];

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

function keyOf({ key, code, altKey }: KeyPress): string | null {
  const placed = BY_POSITION[code];
  if (placed !== undefined) return placed;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
  if (digit) return digit[1]!;
  // Option writes other letters on a Mac, and Cyrillic or Greek keyboards have no Latin ones: then the key's place names it.
  const letter = /^Key([A-Z])$/.exec(code);
  if (letter && (altKey || !/^[A-Za-z]$/.test(key))) return letter[1]!;
  if (ALONE.includes(key)) return null;
  return NAMED[key] ?? (key.length === 1 ? key.toUpperCase() : key);
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

/** A binding in aria-keyshortcuts' words: "Control+Shift+Z". */
export function ariaKeys(binding: string, isMac: boolean): string {
  const names: Readonly<Record<string, string>> = { Ctrl: isMac ? 'Meta' : 'Control', Esc: 'Escape', '+': 'Plus' };
  return keyCaps(binding, false)
    .map((cap) => names[cap] ?? Object.entries(SIGNS).find(([, sign]) => sign === cap)?.[0] ?? cap)
    .map((cap) => (/^(Left|Right|Up|Down)$/.test(cap) ? `Arrow${cap}` : cap))
    .join('+');
}

/** Whether a binding is a letter, digit or sign without Ctrl or Alt: inactive in text, and all can be turned off. */
export function isSingleKey(binding: string): boolean {
  return /^(Shift\+)?.$/u.test(binding);
}

/** Bindings of editing, which a text field keeps for itself. */
export function isTextKey(binding: string): boolean {
  if (/^Ctrl\+(Shift\+)?(Z|Y|A|C|V|X|Left|Right|Home|End|Delete)$/.test(binding)) return true;
  return !/^(Ctrl\+|F\d+$|Shift\+F\d+$|Alt\+(Shift\+)?\d$)/.test(binding);
}

/** Bindings that a slider, a radio button or a tab answers itself. */
export function isMoveKey(binding: string): boolean {
  return /^(Shift\+)?(Left|Right|Up|Down|Home|End|PageUp|PageDown)$/.test(binding);
}
