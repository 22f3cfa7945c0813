import type { LayoutName } from '../../lib/layout-rules.ts';
import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';
import type { InspectorTab } from '../../state/layout.svelte.ts';
import { focusRegion } from './regions.ts';

const LAYOUTS: readonly { readonly name: LayoutName; readonly title: string }[] = [
  { name: 'review', title: 'Layout: Review' },
  { name: 'attention', title: 'Layout: Attention' },
  { name: 'overview', title: 'Layout: Overview' },
];
const TABS: readonly { readonly tab: InspectorTab; readonly title: string }[] = [
  { tab: 'predictions', title: 'Inspector: Predictions' },
  { tab: 'attention', title: 'Inspector: Attention' },
  { tab: 'segment', title: 'Inspector: Segment' },
  { tab: 'model', title: 'Inspector: Model' },
];

/** Panels, layouts, theme, and ways to get about. */
export function viewCommands(app: App): Command[] {
  return [...goTo(app), ...panels(app), ...layouts(app), ...appearance(app)];
}

function goTo(app: App): Command[] {
  const { dialogs, layout, project } = app;
  const needsProject = { isEnabled: () => project.info !== null, whyNot: () => 'No project is open.' };
  return [
    {
      id: 'app.palette',
      title: 'Search or run a command',
      group: 'Go to',
      icon: 'search',
      keys: ['Ctrl+K'],
      run: () => dialogs.show({ kind: 'palette', text: '' }),
      isHidden: true,
    },
    {
      id: 'go.segment',
      title: 'Go to segment…',
      group: 'Go to',
      icon: 'tag',
      run: () => dialogs.show({ kind: 'palette', text: '#' }),
      ...needsProject,
    },
    {
      id: 'go.video',
      title: 'Go to video…',
      group: 'Go to',
      icon: 'film',
      run: () => dialogs.show({ kind: 'palette', text: '@' }),
      ...needsProject,
    },
    ...TABS.map(({ tab, title }, i): Command => ({
      id: `inspector.${tab}`,
      title,
      group: 'Go to',
      icon: 'panel-right',
      keys: [`Alt+${i + 1}`],
      run: () => {
        layout.inspectorShown = true;
        layout.tab = tab;
      },
      state: () => (layout.inspectorShown && layout.tab === tab ? 'shown' : 'tab'),
      ...needsProject,
    })),
    { id: 'region.next', title: 'Next region', group: 'Go to', keys: ['F6'], run: () => focusRegion(1) },
    { id: 'region.previous', title: 'Previous region', group: 'Go to', keys: ['Shift+F6'], run: () => focusRegion(-1) },
  ];
}

function panels({ layout, project }: App): Command[] {
  const onOff = (isOn: boolean) => (isOn ? 'on' : 'off');
  const needsProject = { isEnabled: () => project.info !== null, whyNot: () => 'No project is open.' };
  return [
    {
      id: 'panel.library',
      title: 'Library',
      group: 'View',
      icon: 'panel-left',
      keys: ['Ctrl+B'],
      run: () => layout.toggleLibrary(),
      state: () => onOff(layout.isRail ? layout.libraryUnfolded : layout.libraryShown),
    },
    {
      id: 'panel.queue',
      title: 'Queue',
      group: 'View',
      icon: 'list',
      keys: ['Q'],
      run: () => void (layout.queueShown = !layout.queueShown),
      state: () => onOff(layout.queueShown),
      ...needsProject,
    },
    {
      id: 'panel.inspector',
      title: 'Inspector',
      group: 'View',
      icon: 'panel-right',
      keys: ['Ctrl+I'],
      run: () => void (layout.inspectorShown = !layout.inspectorShown),
      state: () => onOff(layout.inspectorShown),
      ...needsProject,
    },
  ];
}

function layouts({ layout }: App): Command[] {
  return LAYOUTS.map(({ name, title }, i) => ({
    id: `layout.${name}`,
    title,
    group: 'View',
    icon: 'grid',
    keys: [`Alt+Shift+${i + 1}`],
    run: () => {
      layout.name = name;
      layout.libraryUnfolded = false;
      if (name === 'attention') layout.tab = 'attention';
    },
    state: () => (layout.name === name ? 'on' : ''),
  }));
}

function appearance({ dialogs, host, settings, theme: shown }: App): Command[] {
  return [
    ...(host.native.showHelp
      ? [
          {
            id: 'app.help',
            title: 'Help',
            group: 'View',
            icon: 'book',
            keys: ['F1'],
            run: () => host.native.showHelp?.(shown.name),
          } satisfies Command,
        ]
      : []),
    ...(['system', 'dark', 'light'] as const).map((theme): Command => ({
      id: `theme.${theme}`,
      title: `Theme: ${theme}`,
      group: 'View',
      icon: 'eye',
      run: () => settings.set({ theme }),
      state: () => (settings.value.theme === theme ? 'on' : ''),
    })),
    {
      id: 'app.shortcuts',
      title: 'Shortcuts',
      group: 'View',
      icon: 'keyboard',
      keys: ['?'],
      run: () => dialogs.show({ kind: 'shortcuts' }),
    },
    {
      id: 'app.settings',
      title: 'Settings',
      group: 'View',
      icon: 'sliders',
      keys: ['Ctrl+,'],
      run: () => dialogs.show({ kind: 'settings' }),
    },
    {
      id: 'app.annotator',
      title: 'Set your name…',
      group: 'View',
      icon: 'user',
      run: () => dialogs.show({ kind: 'annotator' }),
      state: () => settings.annotator ?? '',
    },
  ];
}
