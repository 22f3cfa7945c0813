import type { LabelClass } from '#shared/records';
import { grouped, scoreText } from '../lib/numbers.ts';
import type { App } from './app.svelte.ts';
import type { Command } from './commands.svelte.ts';

/** Classes that are read out at the playhead. */
const READ_ALOUD = 5;

/** Deciding, and walking the queue: they work wherever the focus is, whichever panels are open. */
export function reviewCommands(app: App): Command[] {
  const { decisions, walk, queue, runs, layout, nearest } = app;
  const isOpen = () => app.library.current !== null;
  const editable = {
    isEnabled: () => isOpen() && !app.project.isReadOnly,
    whyNot: () => app.project.info?.readOnlyReason ?? 'No video is open.',
  };
  /** Both are about what the model says, and a blind pass doesn't show it. */
  const predicted = {
    isEnabled: () => editable.isEnabled() && !queue.isBlind,
    whyNot: () => (queue.isBlind ? 'This is a blind pass: press a digit for what you see.' : editable.whyNot()),
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
      ...predicted,
    },
    {
      id: 'decide.reject',
      title: 'Reject',
      group: 'Labels',
      icon: 'x',
      keys: ['X'],
      run: () => decisions.reject(),
      ...predicted,
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
      id: 'queue.decided',
      title: 'What was decided in the queue',
      group: 'Queue',
      icon: 'check',
      keys: ['Shift+P'],
      run: () => {
        layout.queueShown = true;
        queue.wantsDecided = !queue.showsDecided;
      },
      state: () => `${queue.decided}`,
      isEnabled: () => queue.decided > 0,
      whyNot: () => 'Nothing was decided in this queue yet.',
    },
    {
      id: 'queue.redraw',
      title: 'Draw the queue anew',
      group: 'Queue',
      icon: 'repeat',
      keys: ['Shift+Q'],
      run: () => queue.redraw(),
      ...needsQueue,
    },
    {
      id: 'label.any',
      title: 'Any label, by typing its name…',
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
      id: 'label.keys',
      title: 'Labels and their digits…',
      group: 'Labels',
      icon: 'keyboard',
      run: () => app.dialogs.show({ kind: 'settings', page: 'labels' }),
      isEnabled: () => app.project.info !== null,
      whyNot: () => 'No project is open.',
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
      state: () => (nearest.canFix ? `${nearest.alike}` : ''),
      isEnabled: () => nearest.canFix && !app.project.isReadOnly && !queue.isBlind,
      whyNot: () =>
        nearest.plan === null
          ? 'Relabel this window first; unreviewed neighbours with the same label can then follow it.'
          : 'No unreviewed neighbour has the label that was wrong here.',
    },
    {
      id: 'scores.read',
      title: 'Read scores here',
      group: 'Timeline',
      icon: 'list',
      run: () => app.toasts.say(scoresHere(app)),
      isEnabled: () => app.window.ranked.length > 0 && !queue.isBlind,
      whyNot: () => 'There is no window with scores at the playhead.',
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

/** "Window 1,976: touch face .43, stand .39, …": the highest of the window in hand. */
function scoresHere({ annotations, runs, window }: App): string {
  const hash = runs.shown?.modelHash;
  const said = window.ranked.slice(0, READ_ALOUD).map(({ label, score }) => {
    const found = hash === undefined ? null : annotations.classOfLabel(hash, label);
    return `${found?.name ?? label} ${scoreText(score)}`;
  });
  return `Window ${grouped((window.current?.index ?? 0) + 1)}: ${said.join(', ')}.`;
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
