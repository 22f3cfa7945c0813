/** The records of a project, as every host and the screen know them. Plain data; spans are half-open, in frames. */
import type { Hole, Video } from './domain.ts';

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type VideoId = Id<'video'>;
export type ClassId = Id<'class'>;
export type SegmentId = Id<'segment'>;
export type AbsenceId = Id<'absence'>;
export type MappingId = Id<'mapping'>;
/** Runs and queues count from 1 in each project, so that a person can name them. */
export type RunId = number & { readonly [brand]: 'run' };
export type QueueId = number & { readonly [brand]: 'queue' };
/** Number of an entry in the journal, ascending. */
export type EntryId = number & { readonly [brand]: 'entry' };

/** [startFrame, endFrame) of one video. */
export interface Span {
  readonly startFrame: number;
  readonly endFrame: number;
}

/** A class of the project's label schema. */
export interface LabelClass {
  readonly id: ClassId;
  readonly name: string;
  /** "#rrggbb", or "label-1" … "label-8" for a colour of the theme. */
  readonly colour: string;
  /** One key, e.g. "3" or "g"; null for none. */
  readonly shortcut: string | null;
  /** Classes of one group belong together; null for none. */
  readonly group: string | null;
  /** One annotator's accepted and corrected segments of the exclusive classes of one group (or of no group) don't overlap. */
  readonly isExclusive: boolean;
  readonly description: string;
  /** Place in lists, ascending. */
  readonly order: number;
}

export const SEGMENT_SOURCES = ['model', 'person', 'import'] as const;
export type SegmentSource = (typeof SEGMENT_SOURCES)[number];
export const SEGMENT_STATUSES = ['unreviewed', 'accepted', 'corrected', 'rejected'] as const;
export type SegmentStatus = (typeof SEGMENT_STATUSES)[number];

/** A labelled span of a video. */
export interface Segment extends Span {
  readonly id: SegmentId;
  readonly videoId: VideoId;
  readonly classId: ClassId;
  readonly source: SegmentSource;
  readonly status: SegmentStatus;
  /** The run that proposed it; null for a person's or an imported one. */
  readonly runId: RunId | null;
  /** Mean score over the segment in its run; null without one. */
  readonly score: number | null;
  /** How far, in frames to either side, the edge may lie elsewhere by the windows' votes; null without a run. */
  readonly startDoubtFrames: number | null;
  readonly endDoubtFrames: number | null;
  readonly note: string;
  /** Who made it or decided it last; null for a proposal nobody has touched. */
  readonly annotator: string | null;
}

/** A span over which a person has verified that a class does not occur. */
export interface Absence extends Span {
  readonly id: AbsenceId;
  readonly videoId: VideoId;
  readonly classId: ClassId;
  readonly annotator: string;
}

/** What a model's label becomes in the project's schema. */
export interface LabelMapping {
  readonly id: MappingId;
  /** Hash of the model's manifest, as in ModelRecord. */
  readonly modelHash: string;
  readonly modelLabel: string;
  /** null: ignored. */
  readonly classId: ClassId | null;
}

/** What of a video can be edited and undone; its file is not touched. */
export interface VideoListing {
  readonly id: VideoId;
  readonly name: string;
  /** Hidden, with its segments and predictions kept. */
  readonly isRemoved: boolean;
}

/** Every kind of record that a reversible edit may change. */
export interface Records {
  readonly labelClass: LabelClass;
  readonly segment: Segment;
  readonly absence: Absence;
  readonly mapping: LabelMapping;
  readonly video: VideoListing;
}

export type RecordKind = keyof Records;

/** ok: as it was added; missing: no file at its path; changed: the file there has other content. */
export type FileState = 'ok' | 'missing' | 'changed';

/** A video of the project. */
export interface ProjectVideo extends VideoListing {
  /** Relative to the project file's folder, with '/'; absolute where the two have no common root. */
  readonly path: string;
  readonly fingerprint: string;
  /** SHA-256 of the whole file, hex; null until asked for. */
  readonly fullHash: string | null;
  readonly fileState: FileState;
  readonly addedAt: string;
  readonly frameCount: number;
  /** From the first frame to the end of the last; null where a repaired file has lost their times. */
  readonly durationSec: number | null;
  readonly facts: Omit<Video, 'path' | 'pts' | 'keyframes' | 'fingerprint'>;
  /** Of the decoder, as far as runs have met them. */
  readonly holes: readonly Hole[];
}

/** A model that runs of the project used. */
export interface ModelRecord {
  /** Of all that decides the numbers. */
  readonly hash: string;
  readonly name: string;
  readonly architecture: string;
  /** Where it was last opened. */
  readonly path: string;
  readonly labels: readonly string[];
  /** The whole manifest. */
  readonly manifest: unknown;
}

/** One step of the journal. `undo` and `redo` name the edit that they take back or repeat. */
export interface JournalEntry {
  readonly id: EntryId;
  readonly kind: 'edit' | 'undo' | 'redo';
  readonly targetId: EntryId | null;
  /** Whose edit it is; null for a run that proposed segments. */
  readonly annotator: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What was done, for a menu or a list: "Relabel touch face → scratch". */
  readonly title: string;
}
