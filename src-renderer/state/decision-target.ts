import type { QueueItem } from '#shared/protocol/review-methods';
import type { ClassId, QueueId, Segment, Span, VideoId } from '#shared/records';
import type { Scene } from '../lib/decision.ts';
import type { Annotations } from './annotations.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { Player } from './player.svelte.ts';
import type { Queue } from './queue.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { Walk } from './walk.svelte.ts';
import type { WindowPlace } from './window-details.svelte.ts';
import type { WindowDetail, WindowState } from './window.svelte.ts';

/** The rooms that say what is on screen. */
export interface TargetRooms {
  readonly annotations: Annotations;
  readonly library: Library;
  readonly player: Player;
  readonly queue: Queue;
  readonly runs: Runs;
  readonly selection: Selection;
  readonly walk: Walk;
  readonly window: WindowState;
}

/** What was on screen when a key went down. */
export interface Target {
  readonly videoId: VideoId;
  readonly window: Span;
  /** null without a window. */
  readonly place: WindowPlace | null;
  readonly topLabel: string | null;
  readonly topClassId: ClassId | null;
  readonly selected: readonly Segment[];
  /** The queue's item, where it is what is on screen. */
  readonly item: QueueItem | null;
  readonly queueId: QueueId | null;
}

/**
 * What a key that goes down now is about.
 *
 * @param usesRange a range that a person has set stands for the window.
 * @returns null where there is neither a window, nor a range, nor anything selected.
 */
export function targetOf(rooms: TargetRooms, usesRange: boolean): Target | null {
  const { annotations, window, selection, library } = rooms;
  const { currentId: videoId } = library;
  if (videoId === null) return null;
  const selected = selection.segmentIds
    .flatMap((id) => annotations.segment(id) ?? [])
    .filter((segment) => segment.videoId === videoId);
  const range = usesRange ? selection.range : null;
  return target(rooms, { videoId, detail: window.current, selected, range, item: itemInHand(rooms) });
}

/** What a decision about a target finds now; in a blind pass without what the model says and proposes. */
export function sceneOf(
  { annotations, queue }: Pick<TargetRooms, 'annotations' | 'queue'>,
  { videoId, window, topClassId, ...target }: Target,
): Scene {
  const segments = annotations.segmentsOf(videoId);
  return {
    ...{ videoId, window },
    topClassId: queue.isBlind ? null : topClassId,
    annotator: annotations.annotator,
    segments: queue.isBlind ? segments.filter(({ status }) => status !== 'unreviewed') : segments,
    absences: annotations.absencesOf(videoId),
    selected: target.selected.flatMap(({ id }) => annotations.segment(id) ?? []),
  };
}

interface Here {
  readonly videoId: VideoId;
  readonly detail: WindowDetail | null;
  readonly selected: readonly Segment[];
  readonly range: Span | null;
  readonly item: QueueItem | null;
}

function target(rooms: TargetRooms, { videoId, detail, selected, range, item }: Here): Target | null {
  const { annotations, library, queue, runs } = rooms;
  const span = range ?? detail ?? selected[0];
  if (!span) return null;
  const run = runs.all.find(({ id }) => id === (item?.runId ?? runs.shown?.id));
  const top = run ? detail?.top[0] : undefined;
  const frameCount = library.videos.find(({ id }) => id === videoId)?.frameCount ?? span.endFrame;
  const isAbout = item !== null && (selected.length > 0 ? selected : [span]).some((one) => touch(item, one));
  return {
    videoId,
    window: { startFrame: span.startFrame, endFrame: Math.min(span.endFrame, frameCount) },
    place: detail && run ? { runId: run.id, videoId, index: detail.index } : null,
    topLabel: top?.label ?? null,
    topClassId: (run && top && annotations.classOfLabel(run.modelHash, top.label)?.id) ?? null,
    selected,
    item: isAbout ? item : null,
    queueId: queue.info?.id ?? null,
  };
}

/** The queue's item, as long as its window is the one in hand, or the playhead is in its segment. */
function itemInHand({ queue, window, library, player, runs }: TargetRooms): QueueItem | null {
  const { current: item } = queue;
  if (!item || library.currentId !== item.videoId) return null;
  if (item.windowIndex === null) return item.startFrame <= player.frame && player.frame < item.endFrame ? item : null;
  return window.current?.index === item.windowIndex && runs.shown?.id === item.runId ? item : null;
}

function touch(a: Span, b: Span): boolean {
  return a.startFrame < b.endFrame && b.startFrame < a.endFrame;
}
