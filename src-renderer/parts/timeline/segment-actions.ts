import type { ClassId, Segment, SegmentId, Span } from '#shared/records';
import type { LaneRow } from '../../lib/timeline/lane-rows.ts';
import type { App } from '../../state/app.svelte.ts';

/** Makes a segment in the video in hand and selects it. @returns null where it was refused. */
export async function createSegment(app: App, classId: ClassId, span: Span): Promise<SegmentId | null> {
  const { annotations, library, selection } = app;
  const videoId = library.currentId;
  if (videoId === null) return null;
  const { startFrame, endFrame } = span;
  const result = await annotations.apply({
    kind: 'create',
    videoId,
    classId,
    startFrame,
    endFrame,
    neighbours: 'trim',
  });
  const id = result?.addedSegmentIds[0] as SegmentId | undefined;
  if (id === undefined) return null;
  selection.select(id);
  selection.laneClassId = classId;
  return id;
}

/** A new segment with a lane's label over the window at a place; over a second where there are no windows. */
export async function newSegmentAt(app: App, row: LaneRow, frame: number): Promise<void> {
  const { lanes, player, selection } = app;
  const classId = row.classId ?? selection.laneClassId;
  if (classId === null) return;
  const { table } = lanes.windows;
  const index = table?.nearest(Math.floor(frame)) ?? null;
  const span =
    table && index !== null
      ? { startFrame: table.start(index), endFrame: Math.min(player.frameCount, table.end(index)) }
      : secondAround(app, frame);
  await createSegment(app, classId, span);
}

export function fitSegment({ timeline }: App, { startFrame, endFrame }: Segment): void {
  timeline.fit(startFrame, endFrame);
}

function secondAround({ player }: App, frame: number): Span {
  const seconds = player.secondsAt(Math.floor(frame));
  const startFrame = player.frameAt(Math.max(0, seconds - 0.5));
  return { startFrame, endFrame: Math.max(startFrame + 1, player.frameAt(seconds + 0.5)) };
}
