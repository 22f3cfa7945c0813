import { Emitter } from '../../src-main/core/base/emitter.ts';
import type { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { settingsKey } from '../../src-main/core/store/settings-key.ts';
import type { Change, Diff } from '../../src-main/shared/diff.ts';
import type { ProblemType } from '../../src-main/shared/domain.ts';
import type { Events } from '../../src-main/shared/protocol.ts';
import type {
  ClassId,
  JournalEntry,
  MappingId,
  RunId,
  Segment,
  SegmentId,
  VideoId,
} from '../../src-main/shared/records.ts';
import { platformHere } from '../../src-main/cli/platform.ts';
import { openProject } from './open-project.ts';
import { labelClass, segment } from './annotation-records.ts';
import { emptyProject, modelRecord, RUNTIME, SAMPLING, SETTINGS } from './stored-run.ts';
import { addVideo } from './stored-video.ts';

export const STRIDE = 10;
export const WINDOW_FRAMES = 20;

/** A project as services see it, in a file of its own that goes after the test; with what they tell. */
export function reviewProject(store: ProjectStore = emptyProject()) {
  const events = new Emitter<Events>();
  const told: { readonly event: keyof Events; readonly payload: unknown }[] = [];
  events.on((event, payload) => told.push({ event, payload }));
  const project = openProject(store, platformHere(), { events });
  return { project, store, told };
}

/** Videos of 1000 frames, and classes called like the labels of `addScores`. */
export function addBasics(store: ProjectStore, videoIds: readonly string[], classNames: readonly string[]): void {
  for (const id of videoIds) addVideo(store, id, 1000);
  const classes = classNames.map((name, order) => labelClass(name, { order }));
  apply(store, { labelClass: change({ added: classes }) });
}

export interface ScoredRun {
  readonly modelHash?: string;
  readonly labels: readonly string[];
  readonly problemType?: ProblemType;
  /** By video: one list of scores a window, which begins STRIDE frames after the one before; null for a hole. */
  readonly windows: Readonly<Record<string, readonly (readonly number[] | null)[]>>;
  /** By video and window, where there are any. */
  readonly embeddings?: Readonly<Record<string, readonly (readonly number[] | null)[]>>;
  readonly isComplete?: boolean;
  /** Of each video, where more are planned than stored. */
  readonly plannedWindows?: number;
}

/** A run with these scores, each label mapped to the class of its name where there is one. */
export function addScores(store: ProjectStore, run: ScoredRun): RunId {
  const { modelHash = 'model-a', labels, problemType = 'single_label_classification' } = run;
  if (!store.runs.model(modelHash)) {
    const record = modelRecord(labels.length, modelHash);
    store.runs.putModel({ ...record, labels, manifest: { ...(record.manifest as object), labels, problemType } });
    mapLabels(store, modelHash, Object.fromEntries(labels.map((label) => [label, label])));
  }
  const createdAt = '2026-01-01T00:00:00.000Z';
  const settings = { settings: SETTINGS, settingsKey: settingsKey(SETTINGS), runtime: RUNTIME };
  const { id: runId } = store.runs.addRun({ modelHash, ...settings, appVersion: '0.1.0', createdAt });
  for (const [videoId, windows] of Object.entries(run.windows)) {
    const runVideo = store.runs.addRunVideo({
      runId,
      videoId: videoId as VideoId,
      fingerprint: `print of ${videoId}`,
      sampling: { ...SAMPLING, stride: STRIDE },
      plannedWindows: Math.max(windows.length, run.plannedWindows ?? 0),
    });
    store.scores.append(
      runVideo.id,
      windows.map((scores, index) => ({
        index,
        startFrame: index * STRIDE,
        endFrame: index * STRIDE + WINDOW_FRAMES,
        missing: [],
        scores: scores && Float32Array.from(scores),
        embedding: floats(run.embeddings?.[videoId]?.[index]),
        attention: null,
      })),
    );
    store.runs.setState(runVideo.id, run.isComplete === false ? 'stopped' : 'complete', null);
  }
  return runId;
}

function floats(values: readonly number[] | null | undefined): Float32Array | null {
  return values ? Float32Array.from(values) : null;
}

/** Maps labels of a model to classes, where these exist; null for those it is to ignore. */
export function mapLabels(store: ProjectStore, modelHash: string, classes: Record<string, string | null>): void {
  const added = Object.entries(classes)
    .filter(([, name]) => name === null || store.annotations.labelClass(name as ClassId))
    .map(([modelLabel, name]) => ({
      id: `${modelHash} ${modelLabel}` as MappingId,
      modelHash,
      modelLabel,
      classId: name as ClassId | null,
    }));
  apply(store, { mapping: change({ added }) });
}

/** A segment of a class in a video; unreviewed, and a model's, unless the fields say otherwise. */
export function addSegment(
  store: ProjectStore,
  id: string,
  fields: Partial<Omit<Segment, 'id' | 'videoId' | 'classId'>> & {
    readonly videoId?: string;
    readonly classId: string;
  },
): Segment {
  const { videoId = 'video-a', classId, ...rest } = fields;
  const added = segment(id, { ...rest, videoId: videoId as VideoId, classId: classId as ClassId });
  apply(store, { segment: change({ added: [added] }) });
  return added;
}

/** Changes a segment, as an edit by Ada would. */
export function editSegment(store: ProjectStore, id: string, fields: Partial<Segment>): JournalEntry {
  const before = store.annotations.segment(id as SegmentId)!;
  return apply(store, { segment: change({ updated: [{ before, after: { ...before, ...fields } }] }) });
}

export function change<T>(fields: Partial<Change<T>>): Change<T> {
  return { added: [], updated: [], removed: [], ...fields };
}

/** Writes a change with its entry; by a run unless the fields name an annotator. */
export function apply(store: ProjectStore, diff: Diff, fields: Partial<JournalEntry> = {}): JournalEntry {
  const at = '2026-01-01T00:00:00.000Z';
  return store.annotations.apply(diff, { kind: 'edit', targetId: null, annotator: null, at, title: 'Edit', ...fields });
}
