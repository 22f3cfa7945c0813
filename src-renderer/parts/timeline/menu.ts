import type { MenuEntry } from '../../lib/menu-entry.ts';
import type { App } from '../../state/app.svelte.ts';

/** What a right click offers: the same commands as the keys, by what is selected. */
export function timelineMenu(app: App): MenuEntry[] {
  const { commands, selection } = app;
  const entry = (id: string): MenuEntry[] => {
    const command = commands.all.get(id);
    if (!command) return [];
    const item = {
      id,
      text: command.title,
      icon: command.icon,
      binding: commands.keysOf(id)[0],
      isDisabled: !commands.isEnabled(id),
      onselect: () => commands.run(id),
    };
    return [item];
  };
  const ofSegment = selection.segment
    ? [
        ...['decide.accept', 'decide.reject', 'label.any', 'segment.note'].flatMap(entry),
        null,
        ...['segment.startHere', 'segment.endHere', 'segment.split', 'segment.merge', 'segment.delete'].flatMap(entry),
        null,
        ...entry('timeline.fit'),
      ]
    : [...['segment.create', 'range.in', 'range.out', 'range.clear'].flatMap(entry), null];
  return [...ofSegment, ...['timeline.fitAll', 'timeline.snap', 'timeline.pin', 'timeline.lanesBy'].flatMap(entry)];
}
