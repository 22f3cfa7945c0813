import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';
import { choose } from '../shell/project-actions.ts';

/** What can be done with the video that has focus in the library. @param field its filter, while it is on screen. */
export function libraryCommands(app: App, field: () => HTMLInputElement | undefined): Command[] {
  const { annotations, layout, library, project, runs, toasts } = app;
  const video = () => library.focused;
  const isWritable = () => video() !== null && !project.isReadOnly;
  const whyNot = () => project.info?.readOnlyReason ?? 'No video is chosen.';
  const editing = { isEnabled: isWritable, whyNot, isHidden: true } as const;
  const group = 'Project';
  return [
    {
      id: 'library.filter',
      title: 'Filter the library',
      group: 'Go to',
      icon: 'filter',
      keys: ['/'],
      run: () => {
        if (layout.isRail) layout.libraryUnfolded = true;
        else layout.libraryShown = true;
        requestAnimationFrame(() => field()?.focus());
      },
      isEnabled: () => project.info !== null,
      whyNot: () => 'No project is open.',
    },
    { id: 'library.open', title: 'Open', group, icon: 'film', run: () => library.open(video()!.id), isHidden: true },
    {
      id: 'library.rename',
      title: 'Rename…',
      group,
      icon: 'pencil',
      run: () => void (library.renamingId = video()!.id),
      ...editing,
    },
    {
      id: 'library.analyze',
      title: 'Analyze',
      group,
      icon: 'play',
      run: async () => {
        await runs.start([video()!.id]);
      },
      ...editing,
      isEnabled: () => isWritable() && video()!.fileState === 'ok' && runs.model !== null,
    },
    {
      id: 'library.remove',
      title: 'Remove from the project',
      group,
      icon: 'x',
      run: async () => {
        const { id, name } = video()!;
        if (await annotations.apply({ kind: 'removeVideo', videoId: id })) {
          toasts.say(`${name} was removed from the project; the file stays.`, {
            label: 'Undo',
            commandId: 'edit.undo',
          });
        }
      },
      ...editing,
    },
    {
      id: 'library.relink',
      title: 'Relink files…',
      group,
      icon: 'link',
      run: () => relink(app),
      isEnabled: () => !project.isReadOnly && library.videos.some(({ fileState }) => fileState !== 'ok'),
      whyNot: () => 'Every file is where it was.',
    },
    ...reveal(app),
  ];
}

/** Looks for missing files below a folder, and says what was found. */
async function relink(app: App): Promise<void> {
  const { host, library, toasts } = app;
  const folders = await choose(app, { title: 'Look for the files below this folder', kind: 'folder' });
  if (folders.length === 0) return;
  const results = await host.call('videos.relink', { folders: [...folders] });
  await library.read();
  const missing = results.filter(({ to }) => to === null).length;
  const found = results.length - missing;
  const left = missing === 0 ? '' : ` ${missing} ${missing === 1 ? 'is' : 'are'} not below that folder.`;
  toasts.say(`${found} of ${results.length} files were found again, by their content.${left}`);
}

function reveal({ host, library, project }: App): Command[] {
  if (!host.native.showInFolder) return [];
  return [
    {
      id: 'library.reveal',
      title: 'Show in folder',
      group: 'Project',
      icon: 'folder',
      run: () => {
        const { path } = library.focused!;
        const folder = project.info!.path.replace(/[\\/][^\\/]*$/, '');
        return host.native.showInFolder?.(/^([\\/]|[A-Za-z]:)/.test(path) ? path : `${folder}/${path}`);
      },
      isEnabled: () => library.focused?.fileState === 'ok',
      isHidden: true,
    },
  ];
}
