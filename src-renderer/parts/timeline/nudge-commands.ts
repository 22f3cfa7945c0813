import type { Segment } from '#shared/records';
import type { App } from '../../state/app.svelte.ts';
import type { Command } from '../../state/commands.svelte.ts';
import { selectNearest } from './lane-actions.ts';

/** Moving an edge by keys: while the key is held it is drawn, and letting go makes one edit. */
export function nudgeCommands(app: App): Command[] {
  const { selection, lanes } = app;
  const base = {
    group: 'Timeline' as const,
    isEnabled: () => selection.segment !== null && !app.project.isReadOnly,
    whyNot: () => 'Select a segment first.',
  };
  const nudge = new Nudge(app);
  const moved = (frames: () => number) => ({
    repeats: true,
    run: () => nudge.by(frames()),
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

/** An edge that is moved by keys, from the first press until the key is let go. */
export class Nudge {
  readonly #app: App;
  #held: { readonly segment: Segment; readonly edge: 'start' | 'end'; frame: number } | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  by(frames: number): void {
    const { selection, lanes, timeline } = this.#app;
    const { segment, edge } = selection;
    if (!segment) return;
    if (this.#held?.segment.id !== segment.id || this.#held.edge !== edge) {
      this.#held = { segment, edge, frame: edge === 'start' ? segment.startFrame : segment.endFrame };
    }
    const target = { frame: this.#held.frame + frames, kind: 'frame', words: '' } as const;
    const span = lanes.editing.hold(this.#held.segment, edge, target, this.#laneTop());
    this.#held.frame = edge === 'start' ? span.startFrame : span.endFrame;
    timeline.reveal(this.#held.frame);
  }

  /** Makes one edit of what was moved. */
  finish(): void {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    const { annotations, lanes } = this.#app;
    const { segment, edge, frame } = held;
    const span =
      edge === 'start'
        ? { startFrame: frame, endFrame: segment.endFrame }
        : { startFrame: segment.startFrame, endFrame: frame };
    if (span.startFrame === segment.startFrame && span.endFrame === segment.endFrame) {
      lanes.editing.letGo();
      return;
    }
    const edit = { kind: 'setSpan', segmentId: segment.id, ...span, neighbours: 'trim' } as const;
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
