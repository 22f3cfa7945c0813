import type { Host, MenuCommand } from '#shared/protocol';
import { COMMAND_GROUPS, type Commands } from './commands.svelte.ts';

/**
 * Keeps the menu of the window's system like the registry, where the host has one: the same commands, names and keys.
 * Called within an effect root.
 */
export function followNativeMenu({ native }: Host, commands: Commands): void {
  if (!native.showMenu) return;
  native.onMenu?.((id) => commands.run(id));
  const shown = $derived(JSON.stringify(menuOf(commands)));
  $effect(() => native.showMenu?.(JSON.parse(shown) as MenuCommand[]));
}

function menuOf(commands: Commands): MenuCommand[] {
  const all = [...commands.all.values()].filter((command) => !command.isHidden);
  return COMMAND_GROUPS.flatMap((group) =>
    all
      .filter((command) => command.group === group)
      .map(({ id, title }) => ({
        id,
        group,
        title: title.replace(`${group}: `, ''),
        key: commands.keysOf(id)[0] ?? null,
        isEnabled: commands.isEnabled(id),
      })),
  );
}
