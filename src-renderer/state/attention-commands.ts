import { AppError } from '#shared/errors';
import { ATTENTION_VIEWS } from '#shared/protocol/attention-methods';
import type { Span } from '#shared/records';
import { headWords, isOfLayer, VIEW_NAMES } from '../lib/attention-words.ts';
import type { App } from './app.svelte.ts';
import type { ExportedFile } from './attention-exports.svelte.ts';
import type { Command } from './commands.svelte.ts';

/** What is shown of the model's attention, and what is made of it. */
export function attentionCommands(app: App): readonly Command[] {
  return [...viewCommands(app), ...layerCommands(app), ...headCommands(app), ...workCommands(app)];
}

function viewCommands({ attention }: App): Command[] {
  const group = 'Attention';
  const hasViews = () => (attention.facts?.views.length ?? 0) > 0;
  return [
    {
      ...{ id: 'attention.nextView', title: 'Next attention view', group, icon: 'layers', keys: ['W'] },
      run: () => attention.stepView(1),
      isEnabled: hasViews,
      whyNot: () => attention.refusal ?? 'There is no window here.',
      state: () => VIEW_NAMES[attention.view],
    },
    ...ATTENTION_VIEWS.map((view): Command => ({
      ...{ id: `attention.view.${view}`, title: `Attention: ${VIEW_NAMES[view].toLowerCase()}`, group },
      run: () => attention.setView(view),
      isEnabled: () => attention.facts?.views.includes(view) ?? false,
      whyNot: () => attention.refusal ?? 'This model has no such view.',
      state: () => (attention.view === view ? 'shown' : ''),
    })),
    {
      ...{ id: 'attention.clearQuery', title: 'Attention: back to the class token', group },
      run: () => void attention.clearQuery(),
      isEnabled: () => attention.query !== null,
      whyNot: () => 'No patch is asked.',
    },
  ];
}

function layerCommands({ attention }: App): Command[] {
  const group = 'Attention';
  const canStep = () => isOfLayer(attention.view) && (attention.facts?.layers ?? 0) > 0;
  const shared = {
    group,
    repeats: true,
    isEnabled: canStep,
    whyNot: () => 'This view goes through all layers.',
    state: () => `${attention.chosenLayer + 1} of ${attention.facts?.layers ?? 0}`,
  } as const;
  return [
    {
      ...{ ...shared, id: 'attention.previousLayer', title: 'Attention: previous layer', keys: [';'] },
      run: () => attention.stepLayer(-1),
    },
    {
      ...{ ...shared, id: 'attention.nextLayer', title: 'Attention: next layer', keys: ["'"] },
      run: () => attention.stepLayer(1),
    },
  ];
}

function headCommands({ attention, layout }: App): Command[] {
  const shared = {
    group: 'Attention',
    isEnabled: () => attention.view !== 'contribution' && (attention.facts?.heads ?? 0) > 0,
    whyNot: () => 'Contributions are summed over the heads.',
    state: () => headWords(attention.chosenHead),
  } as const;
  return [
    {
      ...{ ...shared, id: 'attention.previousHead', title: 'Attention: previous head', keys: [','], repeats: true },
      run: () => attention.stepHead(-1),
    },
    {
      ...{ ...shared, id: 'attention.nextHead', title: 'Attention: next head', keys: ['.'], repeats: true },
      run: () => attention.stepHead(1),
    },
    {
      ...{ ...shared, id: 'attention.meanHead', title: 'Attention: mean of heads', keys: ['Alt+,'] },
      run: () => void (attention.head = 'mean'),
    },
    {
      ...{ ...shared, id: 'attention.maxHead', title: 'Attention: greatest of heads', keys: ['Alt+.'] },
      run: () => void (attention.head = 'max'),
      isEnabled: () => shared.isEnabled() && attention.view !== 'rollout',
      whyNot: () => 'Rollout takes the mean of the heads, or one.',
    },
    {
      ...{ ...shared, id: 'attention.chooseHead', title: 'Attention: choose head…', icon: 'grid', keys: ['Shift+H'] },
      run: async () => {
        layout.inspectorShown = true;
        layout.tab = 'attention';
        await shownTab();
        document.querySelector<HTMLElement>('[id^="attention-tile-"][tabindex="0"]')?.focus();
      },
    },
  ];
}

function workCommands(app: App): Command[] {
  const { attention, layout, settings, tasks, toasts } = app;
  const shared = {
    group: 'Attention',
    isEnabled: () => attention.map !== null,
    whyNot: () => attention.refusal ?? attention.fault ?? 'There is no map here yet.',
  } as const;
  return [
    {
      ...{ ...shared, id: 'attention.honesty', title: 'Honesty check of this map', icon: 'check', keys: ['H'] },
      run: async () => {
        layout.inspectorShown = true;
        layout.tab = 'attention';
        await attention.honesty.run();
      },
    },
    {
      ...{ ...shared, id: 'attention.png', title: 'Export the picture with its map (PNG)', icon: 'share' },
      run: () => save(attention.exports.picture(settings.value)),
    },
    {
      ...{ ...shared, id: 'attention.movie', title: 'Export a movie with the map (MP4)', icon: 'film' },
      run: async () => {
        const task = await attention.exports.makeMovie(movieSpan(app), settings.value);
        const ended = task && (await tasks.finished(task));
        if (ended?.state === 'failed' && ended.error)
          toasts.failure(new AppError(ended.error.code, ended.error.message));
        if (ended?.state !== 'done') return;
        const { resource } = ended.result as { readonly resource: string };
        save({ url: app.host.resourceUrl(resource), name: 'attention.mp4' });
      },
    },
    {
      ...{ ...shared, id: 'attention.numbers', title: 'Export the map as numbers (.npy)', icon: 'grid' },
      run: () => save(attention.exports.numbers()),
    },
  ];
}

/** The range, else the selected segment, else the window in hand. */
function movieSpan({ selection, window }: App): Span {
  return selection.range ?? selection.segment ?? window.current ?? { startFrame: 0, endFrame: 1 };
}

/** Lets the browser keep a file as its own downloads are kept. */
function save(file: ExportedFile | null): void {
  if (!file) return;
  const link = document.createElement('a');
  link.href = file.url;
  link.download = file.name;
  link.click();
}

/** Until the tab has been put on the screen. */
function shownTab(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}
