import type { Clock } from '../../shared/time.ts';
import type { ExportFormat, ExportLoss, ExportRequest, Shares, Split } from '../../shared/protocol/export-methods.ts';
import type { Absence, ClassId, LabelClass, RunId, Segment, VideoId } from '../../shared/records.ts';
import type { Drawing } from './sampler.ts';

/** A request with its format's defaults filled in. */
export interface ExportSettings extends Omit<ExportRequest, 'statuses' | 'absent' | 'split' | 'clips'> {
  readonly statuses: NonNullable<ExportRequest['statuses']>;
  readonly absent: NonNullable<ExportRequest['absent']>;
  readonly split: Shares | null;
  readonly clips: { readonly cut: boolean; readonly shortEdgePx: number | null };
}

/** A video in scope. */
export interface ExportVideo {
  readonly id: VideoId;
  readonly name: string;
  /** Its name in files: unique, without spaces or anything a file system or a list can't hold, without an extension. */
  readonly slug: string;
  /** For readers that open the file by its name: as it is, numbered where another video of the export has it too. */
  readonly fileName: string;
  readonly fingerprint: string;
  readonly fullHash: string | null;
  readonly frameCount: number;
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** From the first frame to the end of the last one. */
  readonly durationSec: number;
  readonly set: Split | null;
  /** Times of its frames, read when they are first asked for. */
  readonly clock: () => Clock;
}

/** A class as files name it. */
export interface ExportClass {
  /** null: what is verified to be none of the classes. */
  readonly id: ClassId | null;
  readonly name: string;
  /** As ExportVideo.slug. */
  readonly slug: string;
  /** Its number: the rank of its slug by code points, as readers of folders number classes. */
  readonly index: number;
}

/** One span that is written. */
export interface ExportItem {
  /** null: a span of background. */
  readonly segment: Segment | null;
  readonly video: ExportVideo;
  readonly label: ExportClass;
  readonly startFrame: number;
  readonly endFrame: number;
  /** Path of its clip in the export, with '/'; null where none is cut. */
  readonly clip: string | null;
}

/** All that an exporter writes from. Lists by video and time. */
export interface Selection {
  readonly settings: ExportSettings;
  readonly project: { readonly id: string; readonly name: string };
  readonly appVersion: string;
  /** When it is exported, ISO 8601. */
  readonly at: string;
  readonly videos: readonly ExportVideo[];
  /** Those of the items, by index. */
  readonly classes: readonly ExportClass[];
  /** The classes in scope, with or without items. */
  readonly schema: readonly LabelClass[];
  readonly items: readonly ExportItem[];
  /** Those of the project, for segments to name. */
  readonly runs: readonly { readonly id: RunId; readonly modelHash: string; readonly modelName: string }[];
  /** How the checkpoint that is to be trained draws frames. */
  readonly trainer: Drawing;
  /** Those in scope where settings.absent is 'keep', else none. */
  readonly absences: readonly Absence[];
}

/** A text file of an export. */
export interface ExportFile {
  /** In the export, with '/'. */
  readonly path: string;
  /** In parts, so that a long one is never whole in memory. */
  readonly chunks: Iterable<string>;
}

/** What was written, to be read again. */
export interface WrittenFiles {
  /** All files, clips too, with '/', by code points. */
  readonly paths: readonly string[];
  /** @throws when the export has no such file. */
  text(path: string): Promise<string>;
}

/** A span as a reader of the format finds it: whatever of it the format says. */
export interface FoundItem {
  readonly set?: Split | null;
  /** As the format names it, by Exporter.names. */
  readonly video?: string;
  readonly label?: string;
  readonly clip?: string;
  readonly frames?: { readonly startFrame: number; readonly endFrame: number };
  /** From the video's first frame. */
  readonly seconds?: { readonly startSec: number; readonly endSec: number };
  /** The whole record, of formats that lose nothing. */
  readonly segment?: Segment;
}

/** What a re-read finds. */
export interface Found {
  readonly items: readonly FoundItem[];
  readonly absences?: readonly Absence[];
}

/** One format: one file in formats/, one line in its index. */
export interface Exporter extends ExportFormat {
  /** How the files name a video and a class. */
  readonly names: {
    readonly video: (video: ExportVideo) => string;
    readonly label: (label: ExportClass) => string;
  };
  /** How far an edge may move in being written; 0 for formats that are exact to the frame. */
  readonly roundingSec: number;
  /** What a format that always names a set calls an export that isn't split. */
  readonly unsplitAs?: Split;
  /** What frames become that nobody has decided, where the format makes something of them: "class other". */
  readonly undecidedAs?: string;
  /** What it does to readers of the format that a set lacks a class. */
  readonly lackingMeans?: string;
  /** Its files say classes by their numbers. */
  readonly numbersClasses?: true;
  /** The folder of an item's clip; only for formats that have clips. */
  readonly clipFolder?: (item: Omit<ExportItem, 'clip'>) => string;
  /** The selection as the format can say it, where it can't say all: spans that become one, say. */
  readonly express?: (selection: Selection) => Selection;
  /** What it can't say of this selection, besides what holds for all formats. */
  losses(selection: Selection): ExportLoss[];
  /** Every text file, but for manifest.json and classes.txt, which all exports have. @param selection as expressed. */
  files(selection: Selection): Iterable<ExportFile>;
  /** Reads its own files as their consumers do, trusting nothing but them. @throws on files that are malformed. */
  read(files: WrittenFiles): Promise<Found>;
}
