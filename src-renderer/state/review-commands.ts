import type { LabelClass } from '#shared/records';
import type { App } from './app.svelte.ts';
import type { Command } from './commands.svelte.ts';

/** Deciding, and walking the queue: they work wherever the focus is, whichever panels are open. */
export function reviewCommands(app: App): Command[] {
  const { decisions, walk, queue, runs, layout, nearest } = app;
  const isOpen = () => app.library.current !== null;
  const editable = {
    isEnabled: () => isOpen() && !app.project.isReadOnly,
    whyNot: () => app.project.info?.readOnlyReason ?? 'No video is open.',
  };
  const needsQueue = { isEnabled: () => queue.info !== null, whyNot: () => 'There is no queue yet.' };
  const left = () => `${queue.left} left`;
  return [
    {
      id: 'decide.accept',
      title: 'Accept',
      group: 'Labels',
      icon: 'check',
      keys: ['A'],
      run: () => decisions.accept(),
      ...editable,
    },
    {
      id: 'decide.reject',
      title: 'Reject',
      group: 'Labels',
      icon: 'x',
      keys: ['X'],
      run: () => decisions.reject(),
      ...editable,
    },
    {
      id: 'decide.unsure',
      title: 'Unsure: to the end of the queue',
      group: 'Queue',
      keys: ['U'],
      run: () => decisions.unsure(),
      ...needsQueue,
    },
    {
      id: 'queue.next',
      title: 'Next item of the queue',
      group: 'Queue',
      keys: ['N'],
      run: () => walk.step('next'),
      state: left,
      ...needsQueue,
    },
    {
      id: 'queue.previous',
      title: 'Previous item of the queue',
      group: 'Queue',
      keys: ['P'],
      run: () => walk.step('previous'),
      state: left,
      ...needsQueue,
    },
    {
      id: 'queue.redraw',
      title: 'Draw the queue anew',
      group: 'Queue',
      run: () => queue.redraw(),
      ...needsQueue,
    },
    {
      id: 'label.any',
      title: 'Any label…',
      group: 'Labels',
      icon: 'tag',
      keys: ['`'],
      run: () => {
        layout.inspectorShown = true;
        layout.tab = 'predictions';
        decisions.isChoosing = true;
      },
      ...editable,
    },
    {
      id: 'segment.note',
      title: 'Note on the segment',
      group: 'Labels',
      icon: 'pencil',
      keys: ['E'],
      run: () => {
        layout.inspectorShown = true;
        layout.tab = 'segment';
        decisions.isNoting = true;
      },
      isEnabled: () => app.selection.segment !== null && !app.project.isReadOnly,
      whyNot: () => 'Select a segment first.',
    },
    {
      id: 'fix.all',
      title: 'Fix all like this',
      group: 'Labels',
      icon: 'copy',
      keys: ['Y'],
      run: () => {
        if (nearest.isPreviewing) return nearest.apply();
        layout.inspectorShown = true;
        layout.tab = 'predictions';
        nearest.isPreviewing = true;
      },
      state: () => `${nearest.alike}`,
      isEnabled: () => nearest.plan !== null && !app.project.isReadOnly,
      whyNot: () => 'Relabel this window first; unreviewed neighbours with the same label can then follow it.',
    },
    {
      id: 'compare.swap',
      title: 'A/B: swap the run that is shown',
      group: 'View',
      icon: 'compare',
      keys: ['B'],
      run: () => runs.swap(),
      state: () => (runs.shown ? `run ${runs.shown.id}` : ''),
      isEnabled: () => runs.other !== null,
      whyNot: () => 'There is one run only. Analyze with another model to compare.',
    },
  ];
}

/** One command for each label, on its own key, and with Shift to verify that it is absent. */
export function labelCommands(app: App, classes: readonly LabelClass[]): Command[] {
  const { decisions } = app;
  const editable = {
    isEnabled: () => app.library.current !== null && !app.project.isReadOnly,
    whyNot: () => app.project.info?.readOnlyReason ?? 'No video is open.',
  };
  return classes.flatMap(({ id, name, shortcut }): Command[] => {
    const key = shortcut?.toUpperCase();
    return [
      {
        id: `label.${id}`,
        title: `Label ${name}`,
        group: 'Labels',
        icon: 'tag',
        ...(key !== undefined && { keys: [key] }),
        run: (event) => decisions.press(id, event),
        release: () => decisions.release(id),
        ...editable,
      },
      {
        id: `absent.${id}`,
        title: `Verify that ${name} is absent`,
        group: 'Labels',
        ...(key !== undefined && { keys: [`Shift+${key}`] }),
        run: () => decisions.verifyAbsent(id),
        ...editable,
      },
    ];
  });
}
