import type { Segment } from '#shared/records';
import { grouped } from '../../lib/numbers.ts';
import { reaching, type LaneRow } from '../../lib/timeline/lane-rows.ts';
import type { App } from '../../state/app.svelte.ts';

/** Takes a lane in hand and selects all of its segments in view. */
export function selectLane(app: App, index: number): void {
  const row = app.lanes.lanes.rows[index];
  if (!row) return;
  const { selection, timeline } = app;
  if (row.classId !== null) selection.laneClassId = row.classId;
  const { from, to } = reaching(row, timeline.fromFrame, timeline.toFrame);
  const inView = row.placed.slice(from, to).filter(({ segment }) => segment.endFrame > timeline.fromFrame);
  selection.selectAll(inView.map(({ segment }) => segment.id));
}

/** Goes to the lane above or below and selects its segment nearest to the playhead. */
export function selectNearest(app: App, direction: 1 | -1): void {
  const { lanes, selection, player, timeline } = app;
  const { rows } = lanes.lanes;
  const at = laneInHand(app);
  const index = at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + direction));
  const row = rows[index];
  if (!row) return;
  lanes.lanes.reveal(index);
  const nearest = nearestIn(row, player.frame);
  if (nearest) {
    selection.select(nearest.id);
    timeline.reveal(nearest.startFrame);
  } else selection.segmentIds = [];
  if (row.classId !== null) selection.laneClassId = row.classId;
  app.announcer.say(nearest ? `${row.title}: ${segmentWords(app, nearest)}` : `${row.title}, no segments`);
}

/** Index of the lane that is in hand; -1 for none. */
export function laneInHand({ lanes, selection }: App): number {
  const { segment, laneClassId } = selection;
  return lanes.lanes.rows.findIndex((row) =>
    row.classId === null ? segment !== null && row.annotator === segment.annotator : row.classId === laneClassId,
  );
}

/** "unreviewed, frames 31,476 to 31,632, 6.2 seconds": a segment for screen readers. */
export function segmentWords({ player }: App, { startFrame, endFrame, status }: Segment): string {
  const seconds = (player.secondsAt(endFrame) - player.secondsAt(startFrame)).toFixed(1);
  return `${status}, frames ${grouped(startFrame)} to ${grouped(endFrame)}, ${seconds} seconds`;
}

/** "frame 31,624, 21 minutes 4.96 seconds, end of touch face, doubt 22 frames" */
export function edgeWords({ player, annotations }: App, segment: Segment, edge: 'start' | 'end'): string {
  const [frame, doubt] =
    edge === 'start' ? [segment.startFrame, segment.startDoubtFrames] : [segment.endFrame, segment.endDoubtFrames];
  const seconds = player.secondsAt(frame);
  const minutes = Math.floor(seconds / 60);
  const time = `${minutes > 0 ? `${minutes} minutes ` : ''}${(seconds - 60 * minutes).toFixed(2)} seconds`;
  const name = annotations.classOf(segment.classId)?.name ?? 'segment';
  const parts = [`frame ${grouped(frame)}`, time, `${edge} of ${name}`];
  return (doubt === null || doubt === 0 ? parts : [...parts, `doubt ${Math.round(doubt)} frames`]).join(', ');
}

function nearestIn({ placed }: LaneRow, frame: number): Segment | null {
  const distance = ({ startFrame, endFrame }: Segment) => Math.max(0, startFrame - frame, frame - endFrame + 1);
  let best: Segment | null = null;
  for (const { segment } of placed) if (!best || distance(segment) < distance(best)) best = segment;
  return best;
}
