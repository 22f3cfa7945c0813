import type { Command, CommandGroup } from './commands.svelte.ts';

/** What review needs comes first. */
const ORDER: { readonly [G in CommandGroup]: number } = {
  Queue: 0,
  Labels: 1,
  Playback: 2,
  Attention: 3,
  Timeline: 4,
  'Go to': 5,
  View: 6,
  Project: 7,
};

/** Commands as the shortcut sheet lists them: group by group, in each those with keys first; empty groups are left out. */
export function sheetGroups(
  commands: readonly Command[],
  keysOf: (command: Command) => readonly string[],
): { readonly name: CommandGroup; readonly members: readonly Command[] }[] {
  const names = (Object.keys(ORDER) as CommandGroup[]).sort((a, b) => ORDER[a] - ORDER[b]);
  const hasNone = (command: Command) => (keysOf(command).length === 0 ? 1 : 0);
  return names
    .map((name) => ({
      name,
      members: commands.filter(({ group }) => group === name).sort((a, b) => hasNone(a) - hasNone(b)),
    }))
    .filter(({ members }) => members.length > 0);
}
