import type { PredictedSegment } from '#shared/domain';
import type { Vote } from '#shared/protocol/run-methods';
import type { ClassId, Segment, SegmentId, Span } from '#shared/records';
import type { LaneRow } from './lane-rows.ts';
import type { LaneLayout } from './lanes.ts';
import type { Palette } from './palette.ts';
import type { Nodes } from './ribbon-tiles.ts';
import type { RulerVideo } from './ticks.ts';
import type { Level, View } from './view.ts';
import type { WindowTable } from './window-table.ts';

/** How a label is drawn: a colour for the canvas, a glyph, a pattern, and its name. */
export interface Paint {
  readonly colour: string;
  readonly glyph: number;
  readonly pattern: number;
  readonly isHollow: boolean;
  readonly name: string;
}

/** Thumbnails that were loaded; the wanted ones and what stands in for them. */
export interface Film {
  /** A slot is 2^level frames. */
  readonly level: number;
  /** Width by height of a thumbnail as shown. */
  readonly aspect: number;
  readonly picture: (level: number, tile: number) => CanvasImageSource | null;
}

export interface RibbonRow {
  readonly label: string;
  readonly paint: Paint;
  /** null until read. */
  readonly nodes: Nodes | null;
  /** Before smoothing; null where it is the same. */
  readonly raw: Nodes | null;
  /** 0..1; null for none. */
  readonly threshold: number | null;
}

export interface ModelRow {
  readonly segments: readonly PredictedSegment[];
  /** To the row above. */
  readonly differences: readonly Span[];
}

/** A segment while it is dragged, where it would be. */
export interface DragShadow {
  readonly segment: Segment;
  /** Edges as they were, drawn as dotted lines. */
  readonly fromFrames: readonly number[];
  /** Where neighbours would be cut. */
  readonly overlaps: readonly { readonly segmentId: SegmentId; readonly span: Span }[];
}

/** Everything of the content canvas. Plain data; drawn by draw-content.ts. */
export interface ContentScene {
  readonly view: View;
  readonly level: Level;
  readonly layout: LaneLayout;
  readonly palette: Palette;
  readonly video: RulerVideo;
  readonly film: Film;
  readonly ribbons: readonly RibbonRow[];
  /** Over the scores at a window's centre: how far its first and last score reach. */
  readonly windowFrames: number;
  /** On the selected segment; without any, why there are none. */
  readonly votes: { readonly paint: Paint; readonly votes: readonly Vote[] } | { readonly words: string };
  readonly models: readonly ModelRow[];
  readonly rows: readonly LaneRow[];
  readonly paintOf: (classId: ClassId) => Paint;
  readonly paintOfLabel: (label: string) => Paint;
  readonly selectedIds: ReadonlySet<string>;
  /** The one with handles; null for none. */
  readonly lastSelectedId: SegmentId | null;
  readonly focusedId: SegmentId | null;
  /** Of the one with handles. */
  readonly focusedEdge: 'start' | 'end' | null;
  readonly drag: DragShadow | null;
  /** What is being recorded, up to the playhead. */
  readonly growing: readonly (Span & { readonly classId: ClassId })[];
  readonly looked: readonly Span[];
  readonly holes: readonly Span[];
  /** From here on nothing is analyzed; null where all is. */
  readonly frontier: { readonly frame: number; readonly words: string } | null;
  readonly windows: WindowTable | null;
  readonly doubtfulMargin: number;
}

/** Everything of the cursor canvas, which lies over the content. */
export interface CursorScene {
  readonly view: View;
  readonly level: Level;
  readonly layout: LaneLayout;
  readonly palette: Palette;
  readonly video: RulerVideo;
  readonly playhead: number | null;
  readonly window: {
    readonly startFrame: number;
    readonly endFrame: number;
    readonly frames: readonly number[];
  } | null;
  readonly range: Span | null;
  readonly snapFrame: number | null;
  /** Fractional; null while the pointer is elsewhere. */
  readonly hoverFrame: number | null;
  /** Extent of the window under the pointer. */
  readonly hoverWindow: Span | null;
  readonly chip: {
    readonly frame: number;
    readonly yPx: number;
    readonly strong: string;
    readonly rest: string;
  } | null;
}
