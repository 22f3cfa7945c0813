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

const ACTIONS = { newWindow: () => undefined, choose: () => undefined, updates: null };

test('commands stand under their groups, are printed with their keys, and are told when chosen', () => {
  const chosen: string[] = [];
  const template = menuTemplate(COMMANDS, { ...ACTIONS, choose: (id) => chosen.push(id) }, 'linux');
  expect(template.map(({ label, role }) => label ?? role)).toEqual(['editMenu', 'Project', 'Playback', 'Window']);
  const [open, exporting] = itemsOf(template, 'Project');
  expect(open).toMatchObject({ label: 'Open', accelerator: 'CmdOrCtrl+O', registerAccelerator: false, enabled: true });
  expect(exporting).not.toHaveProperty('accelerator');
  expect(itemsOf(template, 'Playback')[0]).toMatchObject({ label: 'Play && pause', enabled: false });
  (open!.click as () => void)();
  expect(chosen).toEqual(['project.open']);
});

test('macOS has the menu of the application besides', () => {
  const template = menuTemplate(COMMANDS, ACTIONS, 'darwin');
  expect(template[0]).toEqual({ role: 'appMenu' });
  expect(itemsOf(template, 'Window').some(({ role }) => role === 'quit')).toBe(false);
});

test('updates are offered where there are any, and are told with their version', () => {
  const turned: boolean[] = [];
  const updates = { isOn: false, readyVersion: '1.2.0', turn: (isOn: boolean) => turned.push(isOn) };
  const items = itemsOf(menuTemplate(COMMANDS, { ...ACTIONS, updates }, 'linux'), 'Window');
  const choice = items.find(({ type }) => type === 'checkbox');
  expect(choice).toMatchObject({ label: 'Look for updates at the start', checked: false });
  (choice!.click as (item: { checked: boolean }) => void)({ checked: true });
  expect(turned).toEqual([true]);
  expect(items).toContainEqual({ label: 'Version 1.2.0 will be installed when you quit', enabled: false });
  const without = itemsOf(menuTemplate(COMMANDS, ACTIONS, 'linux'), 'Window');
  expect(without.some(({ type }) => type === 'checkbox')).toBe(false);
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
