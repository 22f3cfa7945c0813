import { describe, expect, test } from 'vitest';
import { ariaKeys, bindingOf, isSingleKey, keyCaps, type KeyPress } from '../../../../src-renderer/lib/keys.ts';
import { mayAct, rebound } from '../../../../src-renderer/lib/shortcuts.ts';

function press(key: string, code: string, modifiers: Partial<KeyPress> = {}): KeyPress {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers };
}

describe('a key press is called', () => {
  test.each([
    ['a letter by itself', press('a', 'KeyA'), 'A'],
    ['a letter where the keyboard has it', press('y', 'KeyZ'), 'Y'],
    ['a letter of a keyboard without Latin ones by its place', press('ф', 'KeyA'), 'A'],
    ['a digit by its place, whatever Shift writes', press('"', 'Digit2', { shiftKey: true }), 'Shift+2'],
    ['a digit of the number pad', press('7', 'Numpad7'), '7'],
    ['a bracket by its place', press('ü', 'BracketLeft'), '['],
    ['< by its place', press('<', 'Comma', { shiftKey: true }), 'Shift+,'],
    ['a sign by what it says', press('?', 'Slash', { shiftKey: true }), '?'],
    ['+ by what it says', press('+', 'Equal', { shiftKey: true }), '+'],
    ['modifiers in one order', press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Z'],
    ['an arrow', press('ArrowLeft', 'ArrowLeft', { altKey: true }), 'Alt+Left'],
    ['the space bar', press(' ', 'Space'), 'Space'],
    ['Mac’s delete', press('Backspace', 'Backspace'), 'Delete'],
  ])('%s', (_, given, expected) => {
    expect(bindingOf(given, false)).toBe(expected);
  });

  test('nothing for a modifier alone', () => {
    expect(bindingOf(press('Shift', 'ShiftLeft', { shiftKey: true }), false)).toBeNull();
  });

  test('Command is Ctrl on a Mac, and Option writes other letters', () => {
    expect(bindingOf(press('k', 'KeyK', { metaKey: true }), true)).toBe('Ctrl+K');
    expect(bindingOf(press('ˆ', 'KeyI', { altKey: true }), true)).toBe('Alt+I');
    expect(bindingOf(press('k', 'KeyK', { ctrlKey: true }), true)).toBe('K');
  });
});

test('key caps are printed as on the keyboard', () => {
  expect(keyCaps('Ctrl+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
  expect(keyCaps('Ctrl+Alt+Left', true)).toEqual(['⌘', '⌥', '←']);
  expect(keyCaps('+', false)).toEqual(['+']);
  expect(keyCaps('Ctrl++', false)).toEqual(['Ctrl', '+']);
  expect(ariaKeys('Ctrl+Left', false)).toBe('Control+ArrowLeft');
});

test('single keys are letters, digits and signs, with Shift or without', () => {
  expect(['A', 'Shift+Z', '7', '?', '[', '+'].map(isSingleKey)).toEqual(Array(6).fill(true));
  expect(['Ctrl+A', 'Alt+1', 'Space', 'F6', 'Delete', 'Shift+Left', 'Esc'].map(isSingleKey)).toEqual(
    Array(7).fill(false),
  );
});

describe('what has focus keeps its keys', () => {
  test('a text field keeps all that writes, moves and edits', () => {
    const kept = [
      'A',
      'Space',
      'Delete',
      'Left',
      'Home',
      'Ctrl+Z',
      'Ctrl+Shift+Z',
      'Ctrl+A',
      'Ctrl+V',
      'Enter',
      'Alt+I',
    ];
    expect(kept.filter((binding) => mayAct(binding, 'text', true))).toEqual([]);
    const passed = ['Ctrl+K', 'Ctrl+Enter', 'Ctrl+B', 'F6', 'Shift+F6', 'Alt+1', 'Alt+Shift+2'];
    expect(passed.filter((binding) => !mayAct(binding, 'text', true))).toEqual([]);
  });

  test('a button keeps what presses it, a slider also what moves it', () => {
    expect(mayAct('Space', 'button', true)).toBe(false);
    expect(mayAct('Left', 'button', true)).toBe(true);
    expect(mayAct('Enter', 'row', true)).toBe(false);
    expect(mayAct('Space', 'row', true)).toBe(true);
    expect(mayAct('Shift+Left', 'slider', true)).toBe(false);
    expect(mayAct('J', 'slider', true)).toBe(true);
  });

  test('single keys can be turned off together', () => {
    expect(['J', '?', 'Shift+Z'].filter((binding) => mayAct(binding, 'other', false))).toEqual([]);
    expect(['Space', 'Left', 'Ctrl+Z', 'Delete'].filter((binding) => !mayAct(binding, 'other', false))).toEqual([]);
  });
});

describe('a command is given other keys', () => {
  const commands = [{ id: 'undo', keys: ['Z', 'Ctrl+Z'] }, { id: 'snap', keys: ['S'] }, { id: 'bare' }];

  test('and takes them from the one that had them, which keeps its others', () => {
    expect(rebound(commands, {}, 'bare', ['Z'])).toEqual({ bare: ['Z'], undo: ['Ctrl+Z'] });
  });

  test('also from one that a person had given them to', () => {
    expect(rebound(commands, { snap: ['Q'] }, 'undo', ['Q'])).toEqual({ undo: ['Q'], snap: [] });
  });

  test('or none, or the built-in ones again', () => {
    expect(rebound(commands, {}, 'snap', [])).toEqual({ snap: [] });
    expect(rebound(commands, { snap: ['Z'], undo: ['Ctrl+Z'] }, 'undo', null)).toEqual({ snap: [] });
  });
});
