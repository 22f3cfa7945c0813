import type { Segment, Span } from '#shared/records';
import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';
import { createSegment } from './segment-actions.ts';

/** Edits of the segment in hand. */
export function segmentCommands(app: App): Command[] {
  const { player, selection, annotations } = app;
  const held = {
    group: 'Labels' as const,
    isEnabled: () => selection.segment !== null && !app.project.isReadOnly,
    whyNot: () => app.project.info?.readOnlyReason ?? 'Select a segment first.',
  };
  const withSegment = (act: (segment: Segment) => unknown) => async () => {
    if (selection.segment) await act(selection.segment);
  };
  return [
    {
      ...held,
      id: 'segment.startHere',
      title: 'Start of the segment to the playhead',
      keys: ['['],
      run: withSegment((segment) => setSpan(app, segment, { startFrame: player.frame, endFrame: segment.endFrame })),
    },
    {
      ...held,
      id: 'segment.endHere',
      title: 'End of the segment to the playhead',
      keys: [']'],
      run: withSegment((segment) =>
        setSpan(app, segment, { startFrame: segment.startFrame, endFrame: player.frame + 1 }),
      ),
    },
    {
      ...held,
      id: 'segment.goToStart',
      title: 'Playhead to the start of the segment',
      keys: ['Shift+['],
      run: withSegment(({ startFrame }) => player.goTo(startFrame)),
    },
    {
      ...held,
      id: 'segment.goToEnd',
      title: 'Playhead to the last frame of the segment',
      keys: ['Shift+]'],
      run: withSegment(({ endFrame }) => player.goTo(endFrame - 1)),
    },
    {
      ...held,
      id: 'segment.split',
      title: 'Split the segment at the playhead',
      keys: ['D'],
      run: withSegment(({ id }) => annotations.apply({ kind: 'split', segmentId: id, atFrame: player.frame })),
    },
    {
      ...held,
      id: 'segment.merge',
      title: 'Merge with the next of the same label',
      keys: ['M'],
      run: withSegment((segment) => mergeWithNext(app, segment)),
    },
    {
      ...held,
      id: 'segment.delete',
      title: 'Delete the selected segments',
      keys: ['Delete', 'Backspace'],
      run: () => deleteSelected(app),
    },
  ];
}

/** Ranges, and segments made by hand. */
export function rangeCommands(app: App): Command[] {
  const { player, selection, lanes, library } = app;
  const { editing } = lanes;
  const isEnabled = () => library.current !== null;
  const base = { group: 'Timeline' as const, isEnabled };
  const toggled = (mode: 'record' | 'chain') => () => {
    editing.record(editing.recording === mode ? 'off' : mode);
    app.announcer.say(editing.recording === 'off' ? 'Recording ended' : editing.words);
  };
  return [
    { ...base, id: 'range.in', title: 'Range begins here', keys: ['I'], run: () => setRange(app, player.frame, null) },
    {
      ...base,
      id: 'range.out',
      title: 'Range ends here',
      keys: ['O'],
      run: () => setRange(app, null, player.frame + 1),
    },
    {
      ...base,
      id: 'range.clear',
      title: 'Clear the range',
      keys: ['Alt+I'],
      run: () => {
        selection.range = null;
      },
    },
    {
      ...base,
      id: 'segment.create',
      title: 'New segment over the range, or the window',
      icon: 'plus',
      keys: ['Shift+N'],
      isEnabled: () => isEnabled() && !app.project.isReadOnly && selection.laneClassId !== null,
      whyNot: () => 'Choose a label lane first.',
      run: async () => {
        const span = selection.range ?? app.window.current;
        if (span && selection.laneClassId !== null) await createSegment(app, selection.laneClassId, span);
      },
    },
    {
      ...base,
      group: 'Labels',
      id: 'record.hold',
      title: 'Record: hold a digit to label while playing',
      keys: ['R'],
      state: () => (editing.recording === 'record' ? 'on' : 'off'),
      run: toggled('record'),
    },
    {
      ...base,
      group: 'Labels',
      id: 'record.chain',
      title: 'Chain: a digit ends one segment and begins the next',
      keys: ['Shift+R'],
      state: () => (editing.recording === 'chain' ? 'on' : 'off'),
      run: toggled('chain'),
    },
  ];
}

/** Sets both edges; nothing is written where none of them moved. */
export async function setSpan(app: App, segment: Segment, { startFrame, endFrame }: Span): Promise<void> {
  if (startFrame === segment.startFrame && endFrame === segment.endFrame) return;
  if (endFrame <= startFrame) {
    app.announcer.say('A segment has at least one frame.');
    return;
  }
  app.selection.edge = startFrame === segment.startFrame ? 'end' : 'start';
  await app.annotations.apply({ kind: 'setSpan', segmentId: segment.id, startFrame, endFrame, neighbours: 'trim' });
}

function setRange({ selection, player }: App, from: number | null, to: number | null): void {
  const { range } = selection;
  const startFrame = from ?? (range && range.startFrame < to! ? range.startFrame : Math.max(0, to! - 1));
  const endFrame = to ?? (range && range.endFrame > from! ? range.endFrame : Math.min(player.frameCount, from! + 1));
  selection.range = { startFrame, endFrame };
}

async function mergeWithNext({ annotations, library, selection, toasts }: App, segment: Segment): Promise<void> {
  const next = annotations
    .segmentsOf(library.currentId)
    .find(
      ({ id, classId, startFrame, status }) =>
        id !== segment.id && classId === segment.classId && startFrame >= segment.startFrame && status !== 'rejected',
    );
  if (!next) {
    toasts.say(`There is no later ${annotations.classOf(segment.classId)?.name ?? 'segment'} to merge with.`);
    return;
  }
  const result = await annotations.apply({ kind: 'merge', segmentIds: [segment.id, next.id] });
  if (result) selection.select(segment.id);
}

async function deleteSelected({ annotations, selection, toasts }: App): Promise<void> {
  const ids = selection.segmentIds.filter((id) => annotations.segment(id));
  if (ids.length === 0) return;
  const result = await annotations.apply({ kind: 'delete', segmentIds: [...ids] });
  if (!result) return;
  selection.segmentIds = [];
  toasts.say(ids.length === 1 ? 'Segment deleted.' : `${ids.length} segments deleted.`, {
    label: 'Undo',
    commandId: 'edit.undo',
  });
}
