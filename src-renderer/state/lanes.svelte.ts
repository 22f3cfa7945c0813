import type { Absence, LabelClass, Segment } from '#shared/records';
import { groupsBy, laneRow, type LaneRow } from '../lib/timeline/lane-rows.ts';
import { pinnedOf } from '../lib/timeline/pinned.ts';
import { layLanes, type LaneLayout } from '../lib/timeline/lanes.ts';
import type { Annotations } from './annotations.svelte.ts';
import type { Layout } from './layout.svelte.ts';
import type { Library } from './library.svelte.ts';
import type { Queue } from './queue.svelte.ts';
import type { Runs } from './runs.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { TimelineView } from './timeline-view.svelte.ts';

/** Up to so many classes each have their lane, whether they occur or not. */
const ALL_LANES = 12;

/** The rooms of which the lanes depend. */
export interface LaneRooms {
  readonly annotations: Annotations;
  readonly library: Library;
  readonly layout: Layout;
  readonly queue: Pick<Queue, 'isBlind'>;
  readonly runs: Runs;
  readonly selection: Selection;
  readonly timeline: TimelineView;
}

/** The lanes of the timeline: which there are, what is in them, and where they lie. */
export class Lanes {
  readonly rows: readonly LaneRow[] = $derived.by(() =>
    this.#rooms.timeline.lanesBy === 'labels' ? this.#byLabel() : this.#byAnnotator(),
  );
  readonly layout: LaneLayout = $derived.by(() => this.#lay());
  readonly #rooms: LaneRooms;

  constructor(rooms: LaneRooms) {
    this.#rooms = rooms;
  }

  /** Scrolls so far that a lane is in view. */
  reveal(index: number): void {
    const { timeline } = this.#rooms;
    const { labelLanes } = this.layout;
    const first = labelLanes[0]?.index ?? 0;
    const count = labelLanes.length;
    timeline.firstLane = Math.min(index, Math.max(first, index - count + 1));
  }

  /** @param px downwards. */
  scroll(px: number): void {
    const { timeline } = this.#rooms;
    const { firstLaneMax, labelLanes } = this.layout;
    const lanes = px / (labelLanes[0]?.heightPx ?? 1);
    timeline.firstLane = Math.max(0, Math.min(firstLaneMax, timeline.firstLane + lanes));
  }

  #lay(): LaneLayout {
    const { timeline, layout, runs, library, queue } = this.#rooms;
    const isShown = !queue.isBlind;
    return layLanes({
      heightPx: timeline.heightPx,
      isSmall: layout.isSmall,
      heights: timeline.heights,
      ribbons: isShown ? (pinnedOf(timeline.pinned, runs.shown)?.length ?? (layout.isSmall ? 3 : 4)) : 0,
      labelLanes: this.rows.length,
      hasModel: isShown && runs.videoOf(runs.shown, library.currentId) !== null,
      isCompared: runs.videoOf(runs.compared, library.currentId) !== null,
      firstLane: timeline.firstLane,
    });
  }

  /** Of the video in hand; in a blind pass without what a model proposes, and how sure it is of edges. */
  #segments(): readonly Segment[] {
    const { annotations, library, queue } = this.#rooms;
    const all = annotations.segmentsOf(library.currentId);
    if (!queue.isBlind) return all;
    return all
      .filter(({ source, status }) => source !== 'model' || status !== 'unreviewed')
      .map((segment) => ({ ...segment, startDoubtFrames: null, endDoubtFrames: null }));
  }

  #byLabel(): LaneRow[] {
    const { annotations, library, selection } = this.#rooms;
    const segments = groupsBy(this.#segments(), ({ classId }) => classId);
    const absences = groupsBy(annotations.absencesOf(library.currentId), ({ classId }) => classId);
    const isShown = ({ id }: LabelClass) =>
      annotations.classes.length <= ALL_LANES || segments.has(id) || absences.has(id) || selection.laneClassId === id;
    const occurs = ({ id }: LabelClass) => segments.has(id) || absences.has(id);
    // What occurs in this video comes first, both parts in the order of the schema.
    return [...annotations.classes.filter(occurs), ...annotations.classes.filter((entry) => !occurs(entry))]
      .filter(isShown)
      .map(({ id, name }) =>
        laneRow(
          { key: id, classId: id, annotator: null, title: name, absences: absences.get(id) ?? [] },
          segments.get(id) ?? [],
        ),
      );
  }

  #byAnnotator(): LaneRow[] {
    const { annotations, library } = this.#rooms;
    const segments = groupsBy(this.#segments(), ({ annotator }: Segment) => annotator);
    const absences = groupsBy(annotations.absencesOf(library.currentId), ({ annotator }: Absence) => annotator);
    const names = [...new Set([...segments.keys(), ...absences.keys()])].filter((name) => name !== null).sort();
    return [...names, null].map((annotator) =>
      laneRow(
        {
          key: annotator ?? '',
          classId: null,
          annotator,
          title: annotator ?? 'proposed',
          absences: annotator === null ? [] : (absences.get(annotator) ?? []),
        },
        segments.get(annotator) ?? [],
      ),
    );
  }
}
