import type { Segment, Span } from '#shared/records';
import type { Grip } from '../../lib/timeline/dragging.ts';
import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';
import { selectNearest } from './lane-actions.ts';

/** Moving an edge, or the whole segment, by keys: while the key is held it is drawn, and letting go makes one edit. */
export function nudgeCommands(app: App): Command[] {
  const { selection, lanes } = app;
  const base = {
    group: 'Timeline' as const,
    isEnabled: () => selection.segment !== null && !app.project.isReadOnly,
    whyNot: () => 'Select a segment first.',
  };
  const nudge = new Nudge(app);
  const moved = (frames: () => number, grip?: Grip) => ({
    repeats: true,
    run: () => nudge.by(frames(), grip),
    release: () => nudge.finish(),
  });
  const window = () => Math.max(1, Math.round(lanes.ribbons.strideFrames));
  const choose = (edge: 'start' | 'end') => () => {
    selection.edge = edge;
    app.announcer.say(`${edge} edge`);
  };
  return [
    { ...base, id: 'edge.earlier', title: 'Edge one frame earlier', keys: ['Alt+Left'], ...moved(() => -1) },
    { ...base, id: 'edge.later', title: 'Edge one frame later', keys: ['Alt+Right'], ...moved(() => 1) },
    {
      ...base,
      id: 'edge.windowEarlier',
      title: 'Edge one window earlier',
      keys: ['Alt+Shift+Left'],
      ...moved(() => -window()),
    },
    {
      ...base,
      id: 'edge.windowLater',
      title: 'Edge one window later',
      keys: ['Alt+Shift+Right'],
      ...moved(() => window()),
    },
    {
      ...base,
      id: 'segment.earlier',
      title: 'Segment one frame earlier',
      keys: ['Alt+['],
      ...moved(() => -1, 'whole'),
    },
    { ...base, id: 'segment.later', title: 'Segment one frame later', keys: ['Alt+]'], ...moved(() => 1, 'whole') },
    {
      ...base,
      id: 'segment.windowEarlier',
      title: 'Segment one window earlier',
      keys: ['Alt+Shift+['],
      ...moved(() => -window(), 'whole'),
    },
    {
      ...base,
      id: 'segment.windowLater',
      title: 'Segment one window later',
      keys: ['Alt+Shift+]'],
      ...moved(() => window(), 'whole'),
    },
    { ...base, id: 'edge.end', title: 'Nudge the end', keys: ['Alt+Up'], run: choose('end') },
    { ...base, id: 'edge.start', title: 'Nudge the start', keys: ['Alt+Down'], run: choose('start') },
  ];
}

/** Up and down through the lanes. */
export function laneCommands(app: App): Command[] {
  const base = { group: 'Timeline' as const, isEnabled: () => app.library.current !== null, repeats: true };
  return [
    { ...base, id: 'lane.previous', title: 'Previous label lane', keys: ['Up'], run: () => selectNearest(app, -1) },
    { ...base, id: 'lane.next', title: 'Next label lane', keys: ['Down'], run: () => selectNearest(app, 1) },
  ];
}

/** An edge or a segment that is moved by keys, from the first press until the key is let go. */
export class Nudge {
  readonly #app: App;
  #held: { readonly segment: Segment; readonly grip: Grip; span: Span } | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  /** @param grip by default the edge in hand. */
  by(frames: number, grip: Grip = this.#app.selection.edge): void {
    const { selection, lanes, timeline } = this.#app;
    const { segment } = selection;
    if (!segment) return;
    if (this.#held?.segment.id !== segment.id || this.#held.grip !== grip)
      this.#held = { segment, grip, span: segment };
    const at = (span: Span) => (grip === 'end' ? span.endFrame : span.startFrame);
    const target = { frame: at(this.#held.span) + frames, kind: 'frame', words: '' } as const;
    this.#held.span = lanes.editing.hold(this.#held.segment, grip, target, this.#laneTop());
    timeline.reveal(at(this.#held.span));
  }

  /** Makes one edit of what was moved. */
  finish(): void {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    const { annotations, lanes } = this.#app;
    const { id, startFrame, endFrame } = held.segment;
    const { span } = held;
    if (span.startFrame === startFrame && span.endFrame === endFrame) {
      lanes.editing.letGo();
      return;
    }
    const edit = {
      kind: 'setSpan',
      segmentId: id,
      startFrame: span.startFrame,
      endFrame: span.endFrame,
      neighbours: 'trim',
    } as const;
    void lanes.editing.drop(() => annotations.apply(edit));
  }

  /** @returns whether there was something to give up. */
  cancel(): boolean {
    if (!this.#held) return false;
    this.#held = null;
    this.#app.lanes.editing.letGo();
    return true;
  }

  #laneTop(): number {
    const { lanes, selection } = this.#app;
    const index = lanes.lanes.rows.findIndex(({ classId }) => classId === selection.segment?.classId);
    return lanes.lanes.layout.labelLanes.find((lane) => lane.index === index)?.yPx ?? lanes.lanes.layout.labelArea.yPx;
  }
}
