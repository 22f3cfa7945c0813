import { z } from 'zod';
import { videoIdSchema } from '../edit.ts';
import type { WireError } from '../errors.ts';
import { settingsPatchSchema, type Settings } from '../settings.ts';
import { method } from './method.ts';
import { wholePathSchema } from './whole-path.ts';
import type { ProjectInfo } from './project-methods.ts';

/** What is known as soon as the application runs. */
export interface AppInfo {
  readonly version: string;
  readonly platform: string;
  /** Who corrects where nobody says: TIMELOUPE_ANNOTATOR, else the name the operating system knows the person by. */
  readonly userName: string;
  /** null where it isn't installed. */
  readonly sample: SampleInfo | null;
}

/** What a status bar says of the machine. */
export interface ProviderInfo {
  /** The provider that an analysis would use ('none' where no model runs), and why those before it are not. */
  readonly provider: string;
  readonly threads: number;
  /** Reasons are clauses without a full stop. */
  readonly skippedProviders: readonly { readonly provider: string; readonly reason: string }[];
}

/** The project that ships with the application. */
export interface SampleInfo {
  readonly videos: number;
  readonly durationSec: number;
  readonly sizeBytes: number;
  readonly classes: number;
}

export interface RecentProject {
  readonly path: string;
  readonly name: string;
  readonly openedAt: string;
  readonly isThere: boolean;
}

/** A model that the next analysis may use, or why it can't. */
export interface ModelChoice {
  /** For runs.start: the path of its folder or file. */
  readonly id: string;
  readonly name: string;
  readonly origin: 'bundled' | 'added' | 'hub';
  readonly architecture: string | null;
  readonly frames: number | null;
  readonly samplingRate: number | null;
  readonly sizePx: number | null;
  readonly labels: readonly string[];
  /** SPDX-like name, as its card says. */
  readonly license: string | null;
  /** Greatest difference from PyTorch's logits, where it was measured. */
  readonly parity: number | null;
  /** On this machine: measured in the last run, else null. */
  readonly windowsPerSec: number | null;
  readonly hasAttention: boolean;
  /** Why it is refused, a sentence; null for a model that runs. */
  readonly refusal: string | null;
}

/** Work that takes seconds or more and is no analysis: an export, a proxy, a download, an honesty check. */
export interface TaskInfo {
  readonly id: string;
  readonly kind: 'export' | 'proxy' | 'model' | 'honesty' | 'movie' | 'upload';
  /** For a list: "Export 703 segments". */
  readonly title: string;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly done: number;
  /** null until known. */
  readonly total: number | null;
  /** What is counted: "clips", "frames", "MB". */
  readonly unit: string;
  readonly secondsLeft: number | null;
  /** By kind; null before it is done. */
  readonly result: unknown;
  /** Why it failed; of one that was stopped, what it leaves behind, where that is worth a sentence. */
  readonly error: WireError | null;
}

export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'video' | 'model' | 'project' | 'annotations' | 'other';
  readonly sizeBytes: number | null;
  readonly modifiedAt: string | null;
}

/** A folder of the machine the core runs on, for hosts without native dialogs. */
export interface FolderListing {
  readonly folder: string;
  /** null at the top. */
  readonly parent: string | null;
  /** Where people usually begin: home, the project's folder, drives. */
  readonly places: readonly { readonly name: string; readonly path: string }[];
  /** Folders first, by name; without hidden ones. */
  readonly entries: readonly FolderEntry[];
}

/** Containers of proxies: MP4 with H.264, WebM with VP9 or VP8. */
export const PLAYABLE_FORMATS = ['mp4', 'webm'] as const;
export type PlayableFormat = (typeof PLAYABLE_FORMATS)[number];

/** How a video can be played in a browser. */
export interface Playback {
  /**
   * Resource path for a video element; null until a proxy has been made. In it frame i is at the seconds of
   * pts[i] - pts[0], so the first one is at 0; a frame that doesn't decode isn't in it.
   */
  readonly proxy: string | null;
  /** Of the video. */
  readonly frameCount: number;
}

const playbackSchema = z.strictObject({
  videoId: videoIdSchema,
  /** Those that the player plays, the best first. */
  formats: z.array(z.enum(PLAYABLE_FORMATS)).min(1).default(['mp4', 'webm']),
});

export const appMethods = {
  'app.info': method(z.strictObject({})).returns<AppInfo>(),
  /** Takes a second or two the first time: providers are tried by running a small model. */
  'app.provider': method(z.strictObject({})).returns<ProviderInfo>(),
  'settings.get': method(z.strictObject({})).returns<Settings>(),
  'settings.set': method(z.strictObject({ patch: settingsPatchSchema })).returns<Settings>(),
  'project.recent': method(z.strictObject({})).returns<RecentProject[]>(),
  'project.forget': method(z.strictObject({ path: wholePathSchema })).returns<RecentProject[]>(),
  /** Opens the sample project as it was left, made on the first call; `anew` makes another, untouched one. */
  'project.sample': method(z.strictObject({ anew: z.boolean().default(false) })).returns<ProjectInfo>(),
  'files.list': method(z.strictObject({ folder: wholePathSchema.optional() })).returns<FolderListing>(),
  'models.available': method(z.strictObject({})).returns<ModelChoice[]>(),
  /** A folder or file of this machine, or a name on the hub ("facebook/timesformer-base-finetuned-k400"). */
  'models.add': method(
    z.strictObject({
      from: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('path'), path: wholePathSchema }),
        z.strictObject({ kind: z.literal('hub'), id: z.string().min(1) }),
      ]),
    }),
  ).returns<TaskInfo>(),
  'videos.playback': method(playbackSchema).returns<Playback>(),
  /** Makes a video that every browser plays, one frame for each frame; its task's result is a Playback. */
  'videos.makeProxy': method(playbackSchema).returns<TaskInfo>(),
  'tasks.list': method(z.strictObject({})).returns<TaskInfo[]>(),
  'tasks.cancel': method(z.strictObject({ taskId: z.string() })).returns<TaskInfo>(),
};
