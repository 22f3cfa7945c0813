import type { Command } from '../../state/commands.svelte.ts';
import type { App } from '../../state/app.svelte.ts';
import { fitSegment } from './segment-actions.ts';

/** One press of + or -. */
const ZOOM = 1.5;
/** One press of a key that pans, as a share of what is in view. */
const PAN = 0.25;

/** What can be done with the view of the timeline and its tools. */
export function viewCommands(app: App): Command[] {
  const { timeline, player, selection, settings, lanes } = app;
  const group = 'Timeline' as const;
  const isEnabled = () => app.library.current !== null;
  const base = { group, isEnabled };
  const anchor = () => {
    const x = timeline.xOf(player.frame);
    return x >= 0 && x <= timeline.widthPx ? player.frame : timeline.frameAt(timeline.widthPx / 2);
  };
  const pickTool = (tool: typeof timeline.tool) => () => {
    timeline.tool = tool;
  };
  return [
    {
      ...base,
      id: 'timeline.zoomIn',
      title: 'Zoom in at the playhead',
      keys: ['+', '='],
      repeats: true,
      run: () => timeline.zoom(ZOOM, anchor()),
    },
    {
      ...base,
      id: 'timeline.zoomOut',
      title: 'Zoom out',
      keys: ['-'],
      repeats: true,
      run: () => timeline.zoom(1 / ZOOM, anchor()),
    },
    {
      ...base,
      id: 'timeline.earlier',
      title: 'Earlier part of the video',
      keys: ['Alt+PageUp'],
      repeats: true,
      run: () => timeline.panPx(-PAN * timeline.widthPx),
    },
    {
      ...base,
      id: 'timeline.later',
      title: 'Later part of the video',
      keys: ['Alt+PageDown'],
      repeats: true,
      run: () => timeline.panPx(PAN * timeline.widthPx),
    },
    {
      ...base,
      id: 'timeline.fit',
      title: 'Fit the segment or range',
      keys: ['F'],
      run: () => {
        if (selection.segment) fitSegment(app, selection.segment);
        else if (selection.range) timeline.fit(selection.range.startFrame, selection.range.endFrame);
        else timeline.fitAll();
      },
    },
    {
      ...base,
      id: 'timeline.fitAll',
      title: 'Show the whole video',
      icon: 'maximize',
      keys: ['Shift+F'],
      run: () => timeline.fitAll(),
    },
    {
      ...base,
      id: 'timeline.follow',
      title: 'Follow the analysis',
      keys: ['T'],
      state: () => (timeline.follows ? 'on' : 'off'),
      run: () => {
        timeline.follows = !timeline.follows;
      },
    },
    {
      ...base,
      id: 'timeline.snap',
      title: 'Snap',
      icon: 'magnet',
      keys: ['S'],
      state: () => (settings.value.snap ? 'on' : 'off'),
      ...snapKey(app),
    },
    { ...base, id: 'timeline.select', title: 'Tool: select and move', icon: 'pointer', run: pickTool('select') },
    { ...base, id: 'timeline.range', title: 'Tool: select a range', icon: 'range', run: pickTool('range') },
    { ...base, id: 'timeline.draw', title: 'Tool: draw segments', icon: 'tag', run: pickTool('label') },
    {
      ...base,
      id: 'timeline.lanesBy',
      title: 'Lanes: labels or annotators',
      state: () => timeline.lanesBy,
      run: () => {
        timeline.lanesBy = timeline.lanesBy === 'labels' ? 'annotators' : 'labels';
      },
    },
    {
      ...base,
      id: 'timeline.pin',
      title: 'Keep the ribbons that are shown',
      state: () => (timeline.pinned ? 'on' : 'off'),
      run: () => {
        timeline.pinned = timeline.pinned ? null : lanes.ribbons.labels;
      },
    },
  ];
}

/** A key that is held longer turns snapping round while it is held; a short press turns it on or off. */
const HELD_MS = 250;

function snapKey({ settings, lanes }: App): Pick<Command, 'run' | 'release'> {
  let pressedMs = 0;
  const toggle = () => settings.set({ snap: !settings.value.snap });
  return {
    run() {
      pressedMs = performance.now();
      lanes.editing.isSnapInverted = true;
    },
    release() {
      lanes.editing.isSnapInverted = false;
      if (performance.now() - pressedMs < HELD_MS) toggle();
    },
  };
}
