import type { Diff } from '#shared/diff';
import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';
import { addVideos, chooseProject, newProject } from './project-actions.ts';

/** Opening, making and leaving projects; undo and redo. */
export function projectCommands(app: App): Command[] {
  return [...files(app), ...history(app)];
}

function files(app: App): Command[] {
  const { dialogs, host, project, toasts } = app;
  const isOpen = () => project.info !== null;
  const needsProject = { isEnabled: isOpen, whyNot: () => 'No project is open.' };
  return [
    {
      id: 'project.open',
      title: 'Open project…',
      group: 'Project',
      icon: 'folder',
      keys: ['Ctrl+O'],
      run: () => chooseProject(app),
    },
    {
      id: 'project.new',
      title: 'New project…',
      group: 'Project',
      icon: 'plus',
      run: async () => {
        await newProject(app);
      },
    },
    { id: 'project.sample', title: 'Open sample', group: 'Project', icon: 'film', run: () => project.openSample() },
    {
      id: 'project.sampleAnew',
      title: 'Open sample as it was at the start',
      group: 'Project',
      icon: 'film',
      run: () => project.openSample(true),
    },
    {
      id: 'project.close',
      title: 'Close project',
      group: 'Project',
      icon: 'x',
      run: () => project.close(),
      ...needsProject,
    },
    {
      id: 'project.check',
      title: 'Check project',
      group: 'Project',
      icon: 'check',
      run: async () => {
        const { checked, faults } = await host.call('project.check', { path: project.info!.path });
        const [first] = faults;
        if (first)
          toasts.warn(`${first.where}: ${first.what}`, faults.map(({ where, what }) => `${where}: ${what}`).join('\n'));
        else toasts.say(`The project is sound: ${checked.length} rules were checked.`);
      },
      ...needsProject,
    },
    {
      id: 'project.backup',
      title: 'Back up project now',
      group: 'Project',
      icon: 'copy',
      run: async () => toasts.say(`Copied to ${(await host.call('project.backup', {})).path}.`),
      ...needsProject,
    },
    ...(host.native.showInFolder
      ? [
          {
            id: 'project.reveal',
            title: 'Show project in folder',
            group: 'Project',
            icon: 'folder',
            run: () => host.native.showInFolder?.(project.info!.path),
            ...needsProject,
          } satisfies Command,
        ]
      : []),
    { id: 'project.addVideos', title: 'Add videos…', group: 'Project', icon: 'film', run: () => addVideos(app) },
    {
      id: 'project.addModel',
      title: 'Add model…',
      group: 'Project',
      icon: 'box',
      run: () => dialogs.show({ kind: 'addModel' }),
    },
    {
      id: 'project.import',
      title: 'Import annotations…',
      group: 'Project',
      icon: 'import',
      run: () => dialogs.show({ kind: 'import', paths: [] }),
      ...needsProject,
    },
    {
      id: 'project.export',
      title: 'Export…',
      group: 'Project',
      icon: 'share',
      keys: ['Ctrl+E'],
      run: () => dialogs.show({ kind: 'export' }),
      ...needsProject,
    },
    {
      id: 'project.charts',
      title: 'Charts…',
      group: 'Project',
      icon: 'chart',
      run: () => dialogs.show({ kind: 'charts' }),
      ...needsProject,
    },
  ];
}

function history(app: App): Command[] {
  const { annotations, host, toasts } = app;
  const travel = async (direction: 'undo' | 'redo'): Promise<void> => {
    const stop = host.on('annotations.changed', ({ diff, entry }) => {
      if (entry.kind === direction && entry.annotator === annotations.annotator) reveal(app, diff);
    });
    const title = await (direction === 'undo' ? annotations.undo() : annotations.redo()).finally(stop);
    if (title === null) toasts.say(`Nothing left to ${direction}.`);
    else if (direction === 'undo')
      toasts.say(title.replace(/^Undo /, 'Undone: '), { label: 'Redo', commandId: 'edit.redo' });
    else toasts.say(title.replace(/^Redo /, 'Done again: '), { label: 'Undo', commandId: 'edit.undo' });
  };
  return [
    {
      id: 'edit.undo',
      title: 'Undo',
      group: 'Labels',
      icon: 'undo',
      keys: ['Z', 'Ctrl+Z'],
      run: () => travel('undo'),
      state: () => annotations.undoTitle ?? '',
      isEnabled: () => app.project.info !== null,
      whyNot: () => 'Nothing left to undo.',
      repeats: true,
    },
    {
      id: 'edit.redo',
      title: 'Redo',
      group: 'Labels',
      icon: 'redo',
      keys: ['Shift+Z', 'Ctrl+Shift+Z'],
      run: () => travel('redo'),
      state: () => annotations.redoTitle ?? '',
      isEnabled: () => app.project.info !== null,
      whyNot: () => 'Nothing left to redo.',
      repeats: true,
    },
  ];
}

/** Moves the timeline to the first segment that was changed, where it is of the video on screen. */
function reveal({ library, timeline }: App, { segment }: Diff): void {
  const changed = [...(segment?.added ?? []), ...(segment?.updated ?? []).map(({ after }) => after)];
  const [first] = [...changed, ...(segment?.removed ?? [])]
    .filter(({ videoId }) => videoId === library.currentId)
    .sort((a, b) => a.startFrame - b.startFrame);
  if (first) timeline.reveal(first.startFrame);
}
