import type { MenuItemConstructorOptions } from 'electron';
import { z } from 'zod';
import type { MenuCommand } from '../../shared/protocol.ts';

export const menuCommandsSchema = z
  .array(
    z.strictObject({
      id: z.string().max(100),
      group: z.string().max(50),
      title: z.string().max(200),
      key: z.string().max(50).nullable(),
      isEnabled: z.boolean(),
    }),
  )
  .max(1000) satisfies z.ZodType<readonly MenuCommand[]>;

/** What the window itself can do, beside the screen's commands. */
export interface MenuActions {
  newWindow(): void;
  choose(id: string): void;
  /** Null where this installation has no updates. */
  readonly updates: MenuUpdates | null;
}

/** What a menu says of updates, and what is chosen there. */
interface MenuUpdates {
  readonly isOn: boolean;
  readonly readyVersion: string | null;
  turn(isOn: boolean): unknown;
}

/**
 * The menu of a window: the screen's commands under their groups, and what every window has. The screen acts on keys
 * itself, so that they are printed here and not registered: a letter typed into a field stays a letter.
 */
export function menuTemplate(
  commands: readonly MenuCommand[],
  actions: MenuActions,
  system: NodeJS.Platform = process.platform,
): MenuItemConstructorOptions[] {
  const isMac = system === 'darwin';
  const groups = new Map<string, MenuItemConstructorOptions[]>();
  for (const command of commands) {
    const items = groups.get(command.group) ?? [];
    items.push(itemFrom(command, actions));
    groups.set(command.group, items);
  }
  const windowItems: MenuItemConstructorOptions[] = [
    { label: 'New window', click: () => actions.newWindow() },
    { role: 'minimize' },
    { role: 'togglefullscreen' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    ...updateItems(actions.updates),
    { role: 'close' },
  ];
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { role: 'editMenu' },
    ...[...groups].map(([label, submenu]) => ({ label, submenu })),
    { label: 'Window', submenu: isMac ? windowItems : [...windowItems, { role: 'quit' }, { role: 'about' }] },
  ];
}

function updateItems(updates: MenuUpdates | null): MenuItemConstructorOptions[] {
  if (updates === null) return [];
  const { isOn, readyVersion } = updates;
  const choice: MenuItemConstructorOptions = {
    label: 'Look for updates at the start',
    type: 'checkbox',
    checked: isOn,
    click: ({ checked }) => void updates.turn(checked),
  };
  if (readyVersion === null) return [choice];
  return [choice, { label: `Version ${readyVersion} will be installed when you quit`, enabled: false }];
}

/** As Electron writes a binding of the screen, or undefined for one it has no word for. */
export function acceleratorFrom(key: string): string | undefined {
  const parts = key.split('+');
  const last = key.endsWith('+') ? 'Plus' : (parts.pop() ?? '');
  const modifiers = parts.filter((part) => part !== '').map((part) => (part === 'Ctrl' ? 'CmdOrCtrl' : part));
  const isKnown = /^([A-Z0-9]|[[\];',./`=-]|F\d{1,2}|Plus|Space|Tab|Enter|Home|End|Delete|Up|Down|Left|Right)$/.test(
    last,
  );
  return isKnown ? [...modifiers, last].join('+') : undefined;
}

function itemFrom({ id, title, key, isEnabled }: MenuCommand, actions: MenuActions): MenuItemConstructorOptions {
  const accelerator = key === null ? undefined : acceleratorFrom(key);
  return {
    label: title.replaceAll('&', '&&'),
    enabled: isEnabled,
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
    click: () => actions.choose(id),
  };
}
