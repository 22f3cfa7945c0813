import type { ExportLoss } from '../../shared/protocol/export-methods.ts';
import type { ColumnRole } from '../../shared/protocol/import-methods.ts';
import type { LabelClass, Segment, SegmentStatus } from '../../shared/records.ts';

/** A video as a file speaks of it. */
export interface ImportMedia {
  /** How the file calls it: for people, and to assign it by hand. One media a key. */
  readonly key: string;
  /** Names that it may have in a project, the likeliest first. */
  readonly names: readonly string[];
  /** Of its content, as our own files have it; null where the format has none. */
  readonly fingerprint: string | null;
  readonly durationSec: number | null;
  readonly frameCount: number | null;
}

/**
 * Where a span lies: frames from 0, the end behind the last one, counted at `fps` where the file counts at a rate of its
 * own; or seconds from the first frame. Equal ends are a moment.
 */
export type Place =
  | { readonly unit: 'frames'; readonly startFrame: number; readonly endFrame: number; readonly fps: number | null }
  | { readonly unit: 'seconds'; readonly startSec: number; readonly endSec: number };

/** What only our own formats say of a segment. */
export type OwnFields = Pick<Segment, 'id' | 'source' | 'runId' | 'startDoubtFrames' | 'endDoubtFrames'>;

/** A labelled span as a file has it. */
export interface ImportSpan {
  /** Key of its media. */
  readonly media: string;
  readonly label: string;
  readonly place: Place;
  readonly note: string;
  /** null: the file doesn't say. */
  readonly annotator: string | null;
  readonly status: SegmentStatus | null;
  readonly score: number | null;
  readonly own: OwnFields | null;
  /** Its place in the file, for people: "line 12". */
  readonly where: string;
}

/** A span over which a file says that a class does not occur. */
export type ImportAbsence = Pick<ImportSpan, 'media' | 'label' | 'place' | 'annotator' | 'where'>;

/** A class as a file describes it: its name, and what else it says. */
export interface ImportClass {
  readonly name: string;
  readonly fields: Partial<Omit<LabelClass, 'id' | 'name' | 'order'>>;
}

/** A table whose columns a person has to name before it can be read. */
export interface ImportTable {
  readonly columns: readonly string[];
  /** The first few rows. */
  readonly rows: readonly (readonly string[])[];
  /** Columns that are read, by what they say. */
  readonly found: readonly { readonly role: ColumnRole; readonly column: string }[];
  /** What has no column yet. Empty: all is known. */
  readonly missing: readonly ColumnRole[];
}

/** One file, read: neutral records, with what of it can't be taken over. */
export interface ImportDocument {
  readonly media: readonly ImportMedia[];
  readonly spans: readonly ImportSpan[];
  readonly absences: readonly ImportAbsence[];
  /** In the file's order; labels of spans need not be among them. */
  readonly classes: readonly ImportClass[];
  readonly losses: readonly ExportLoss[];
  /** Id of the project that wrote it, whose runs `own.runId` names; null for other programs' files. */
  readonly projectId: string | null;
  readonly table: ImportTable | null;
}
