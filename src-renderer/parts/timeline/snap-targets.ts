import { grouped } from '../../lib/numbers.ts';
import { SNAP_PX, snapped, type SnapTarget } from '../../lib/timeline/snap.ts';
import { frameAt } from '../../lib/timeline/view.ts';
import type { App } from '../../state/app.svelte.ts';

/**
 * Where an edge that the pointer holds comes to lie.
 *
 * @param xPx of the edge, from the left of the lanes.
 * @param segmentId of the segment it belongs to: its own edges don't attract.
 * @param isFree frames only, whatever the magnet says.
 */
export function snapAt(app: App, xPx: number, segmentId: string | null, isFree: boolean): SnapTarget {
  const { timeline, settings, lanes } = app;
  const atFrame = frameAt(timeline.view, xPx);
  const isOn = !isFree && settings.value.snap !== lanes.editing.isSnapInverted;
  const targets = isOn ? targetsNear(app, xPx, segmentId) : [];
  return snapped(atFrame, targets, (a, b) => timeline.xOf(a) - timeline.xOf(b));
}

function targetsNear(app: App, xPx: number, segmentId: string | null): SnapTarget[] {
  const { timeline, player, annotations, library, window, lanes } = app;
  const [from, to] = [timeline.frameAt(xPx - SNAP_PX), timeline.frameAt(xPx + SNAP_PX)];
  const targets: SnapTarget[] = [{ frame: player.frame, kind: 'playhead', words: 'playhead' }];
  const add = (frame: number, kind: SnapTarget['kind'], words: string) => {
    if (frame >= from && frame <= to) targets.push({ frame, kind, words });
  };
  for (const { id, startFrame, endFrame, classId } of annotations.segmentsOf(library.currentId)) {
    if (id === segmentId || endFrame < from || startFrame > to) continue;
    const name = annotations.classOf(classId)?.name ?? 'segment';
    add(startFrame, 'edge', `${name} start`);
    add(endFrame, 'edge', `${name} end`);
  }
  addWindows(app, from, to, add);
  for (const frame of window.current?.frames ?? []) add(frame, 'sample', 'sampled frame');
  for (const frame of lanes.models.changes) add(frame, 'change', 'label change');
  return targets;
}

type Add = (frame: number, kind: SnapTarget['kind'], words: string) => void;

/** The window in hand first: of two that end together, it is the one that is named. */
function addWindows({ window, lanes }: App, from: number, to: number, add: Add): void {
  const { current } = window;
  const named = (index: number, startFrame: number, endFrame: number) => {
    add(startFrame, 'window', `window ${grouped(index + 1)} start`);
    add(endFrame, 'window', `window ${grouped(index + 1)} end`);
  };
  if (current) named(current.index, current.startFrame, current.endFrame);
  const { table } = lanes.windows;
  if (!table || table.count === 0) return;
  const near = table.overlapping(Math.floor(from) - 1, Math.ceil(to) + 1);
  for (let index = near.from; index < near.to; index++) named(index, table.start(index), table.end(index));
}
