import type { ClassId, Segment, SegmentId, VideoId } from '#shared/records';
import type { Grip } from '../../lib/timeline/dragging.ts';
import type { Hit } from '../../lib/timeline/hit.ts';
import type { App } from '../../state/app.svelte.ts';
import type { Gesture, Point } from './move-gestures.ts';
import { createSegment } from './segment-actions.ts';
import { snapAt } from './snap-targets.ts';

/** A segment or one of its edges follows the pointer; with Alt a copy of it. Let go, it is one edit. */
export function dragGesture(
  app: App,
  { segment, lane }: Extract<Hit, { kind: 'segment' | 'edge' }>,
  grip: Grip,
  from: Point,
): Gesture {
  const { timeline, annotations, lanes } = app;
  const { editing } = lanes;
  const isCopy = grip === 'whole' && from.isAlt;
  // A copy is none of the project's segments yet: the original stays in sight.
  const held: Segment = isCopy ? { ...segment, id: '' as SegmentId } : segment;
  const edge = grip === 'end' ? segment.endFrame : segment.startFrame;
  const offsetPx = timeline.xOf(edge) - from.xPx;
  let span = { startFrame: segment.startFrame, endFrame: segment.endFrame };
  return {
    move(at) {
      const target = snapAt(app, at.xPx + offsetPx, segment.id, at.isCtrl);
      span = editing.hold(held, grip, target, lane.yPx);
    },
    end() {
      const isSame = span.startFrame === segment.startFrame && span.endFrame === segment.endFrame;
      if (isCopy && !isSame) void editing.drop(() => createSegment(app, segment.classId, span));
      else if (isSame) editing.letGo();
      else {
        const edit = { kind: 'setSpan', segmentId: segment.id, ...span, neighbours: 'trim' } as const;
        void editing.drop(() => annotations.apply(edit));
      }
    },
    cancel: () => editing.letGo(),
  };
}

/** A new segment with the label of its lane, from one place to another. */
export function drawGesture(app: App, { row, lane }: Extract<Hit, { kind: 'row' }>, from: Point): Gesture {
  const { lanes, library, player } = app;
  const { editing } = lanes;
  const first = Math.max(0, Math.min(player.frameCount - 1, snapAt(app, from.xPx, null, from.isCtrl).frame));
  const begun = drawnSegment(library.currentId!, row.classId!, first);
  let span = { startFrame: first, endFrame: first };
  return {
    move(at) {
      const target = snapAt(app, at.xPx, null, at.isCtrl);
      const isForward = target.frame >= first;
      span = editing.hold(
        isForward ? begun : { ...begun, startFrame: first - 1, endFrame: first },
        isForward ? 'end' : 'start',
        target,
        lane.yPx,
      );
    },
    end() {
      if (span.endFrame > span.startFrame) void editing.drop(() => createSegment(app, row.classId!, span));
      else editing.letGo();
    },
    cancel: () => editing.letGo(),
  };
}

/** What is drawn before the project has it. */
function drawnSegment(videoId: VideoId, classId: ClassId, frame: number): Segment {
  return {
    id: '' as SegmentId,
    videoId,
    classId,
    startFrame: frame,
    endFrame: frame + 1,
    source: 'person',
    status: 'accepted',
    runId: null,
    score: null,
    startDoubtFrames: null,
    endDoubtFrames: null,
    note: '',
    annotator: null,
  };
}
