import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import {
  acceleratorFrom,
  menuCommandsSchema,
  menuTemplate,
} from '../../../../src-main/hosts/electron/menu-template.ts';

const COMMANDS = [
  { id: 'project.open', group: 'Project', title: 'Open', key: 'Ctrl+O', isEnabled: true },
  { id: 'player.play', group: 'Playback', title: 'Play & pause', key: 'Space', isEnabled: false },
  { id: 'project.export', group: 'Project', title: 'Export', key: null, isEnabled: true },
];

test('commands stand under their groups, are printed with their keys, and are told when chosen', () => {
  const chosen: string[] = [];
  const template = menuTemplate(COMMANDS, { newWindow: () => undefined, choose: (id) => chosen.push(id) }, 'linux');
  expect(template.map(({ label, role }) => label ?? role)).toEqual(['editMenu', 'Project', 'Playback', 'Window']);
  const [open, exporting] = itemsOf(template, 'Project');
  expect(open).toMatchObject({ label: 'Open', accelerator: 'CmdOrCtrl+O', registerAccelerator: false, enabled: true });
  expect(exporting).not.toHaveProperty('accelerator');
  expect(itemsOf(template, 'Playback')[0]).toMatchObject({ label: 'Play && pause', enabled: false });
  (open!.click as () => void)();
  expect(chosen).toEqual(['project.open']);
});

test('macOS has the menu of the application besides', () => {
  const template = menuTemplate(COMMANDS, { newWindow: () => undefined, choose: () => undefined }, 'darwin');
  expect(template[0]).toEqual({ role: 'appMenu' });
  expect(itemsOf(template, 'Window').some(({ role }) => role === 'quit')).toBe(false);
});

test.each([
  ['Ctrl+Shift+Z', 'CmdOrCtrl+Shift+Z'],
  ['Alt+Left', 'Alt+Left'],
  ['Ctrl++', 'CmdOrCtrl+Plus'],
  ['Shift+,', 'Shift+,'],
  ['Hyper', undefined],
])('%s is printed as %s', (key, accelerator) => {
  expect(acceleratorFrom(key)).toBe(accelerator);
});

test('what a page sends is checked', () => {
  expect(menuCommandsSchema.safeParse(COMMANDS).success).toBe(true);
  expect(menuCommandsSchema.safeParse([{ ...COMMANDS[0], click: 'x' }]).success).toBe(false);
  expect(menuCommandsSchema.safeParse(Array(2000).fill(COMMANDS[0])).success).toBe(false);
});

function itemsOf(template: MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions[] {
  return template.find((item) => item.label === label)?.submenu as MenuItemConstructorOptions[];
}
