import type { Change, Diff } from '../../src-main/shared/diff.ts';
import { reverse } from '../../src-main/shared/diff.ts';
import type { ClassId, EntryId, JournalEntry, MappingId, Segment, VideoId } from '../../src-main/shared/records.ts';
import { queueRequestSchema } from '../../src-main/shared/protocol/review-methods.ts';
import { transaction } from '../../src-main/core/store/database.ts';
import type { ProjectStore } from '../../src-main/core/store/project-store.ts';
import { absence, labelClass, segment } from './annotation-records.ts';
import { SAMPLING, addRun, addVideo, emptyProject, modelRecord } from './stored-run.ts';

const AT = '2026-01-01T00:00:00.000Z';
const VIDEO = 'film' as VideoId;
const WALK = 'walk' as ClassId;
const RUN = 'run' as ClassId;

/** A project with something in every table, as a run, some edits, an undo and a review leave it. */
export function fullProject(counts: Partial<Counts> = {}): ProjectStore {
  const store = emptyProject();
  fillProject(store, counts);
  return store;
}

interface Counts {
  readonly windows: number;
  readonly segments: number;
}

/** Puts the same into an empty project. */
export function fillProject(store: ProjectStore, { windows = 200, segments = 60 }: Partial<Counts> = {}): void {
  transaction(store.db, () => {
    addVideo(store, VIDEO, 20_000);
    addVideo(store, 'empty', 10);
    annotate(store, segments);
    analyze(store, windows);
    review(store);
  });
}

function annotate(store: ProjectStore, count: number): void {
  apply(store, {
    labelClass: added([labelClass(WALK, { isExclusive: true }), labelClass(RUN, { isExclusive: true })]),
  });
  const mapping = { id: 'm' as MappingId, modelHash: 'model-a', modelLabel: 'label 0', classId: WALK };
  apply(store, { mapping: added([mapping]), absence: added([absence('none', { videoId: VIDEO, classId: RUN })]) });
  const segments = Array.from({ length: count }, (_, i) => drawnSegment(i));
  for (const one of segments) apply(store, { segment: added([one]) });
  const [first] = segments;
  const moved: Diff = { segment: { ...added([]), updated: [{ before: first!, after: { ...first!, endFrame: 21 } }] } };
  const { id } = apply(store, moved);
  apply(store, reverse(moved), { kind: 'undo', targetId: id });
  const video = { id: VIDEO, name: VIDEO as string, isRemoved: false };
  apply(store, { video: { ...added([]), updated: [{ before: video, after: { ...video, name: 'Film' } }] } });
}

function drawnSegment(i: number): Segment {
  const place = { videoId: VIDEO, startFrame: i * 100, endFrame: i * 100 + 20 };
  const status = i % 2 === 0 ? 'accepted' : 'unreviewed';
  return segment(`s${i}`, {
    ...place,
    classId: i % 3 === 0 ? RUN : WALK,
    status,
    annotator: 'Ada',
    note: 'n'.repeat(99),
  });
}

function analyze(store: ProjectStore, count: number): void {
  store.runs.putModel(modelRecord(4));
  const run = addRun(store, 'model-a');
  const plan = { runId: run.id, videoId: VIDEO, fingerprint: 'print of film', sampling: SAMPLING };
  const { id } = store.runs.addRunVideo({ ...plan, plannedWindows: count });
  const windows = Array.from({ length: count }, (_, index) => {
    const span = { startFrame: index * 16, endFrame: index * 16 + 32 };
    const scores = Float32Array.from({ length: 4 }, (_, k) => ((index * 7 + k * 3) % 16) / 16);
    const rest = {
      missing: [],
      embedding: new Float32Array(64).fill(index),
      attention: new Uint8Array(200).fill(index),
    };
    return { index, ...span, scores, ...rest };
  });
  store.scores.append(id, windows);
  store.runs.setState(id, 'complete', null);
}

function review(store: ProjectStore): void {
  const request = queueRequestSchema.parse({ measure: 'confidence', target: 'windows', runId: 1 });
  const place = { videoId: VIDEO, startFrame: 0, endFrame: 32, doubt: 0.5, kind: null };
  const { id: runId } = store.runs.runs()[0]!;
  store.review.addQueue('Ada', request, AT, [
    { ...place, segmentId: null, runId, windowIndex: 3 },
    { ...place, segmentId: drawnSegment(1).id, runId: null, windowIndex: null },
  ]);
  const window = { videoId: VIDEO, segmentId: null, startFrame: 0, endFrame: 32 };
  store.review.addDecision({ annotator: 'Ada', ...window, entryId: null, at: AT });
  store.db.exec(
    `INSERT INTO coverage (video_id, annotator, kind, speed, start_frame, end_frame, at)
     VALUES ('film', 'Ada', 'displayed', 1, 0, 500, '${AT}')`,
  );
}

function apply(store: ProjectStore, diff: Diff, entry: Partial<JournalEntry> = {}): { id: EntryId } {
  return store.annotations.apply(diff, {
    kind: 'edit',
    targetId: null,
    annotator: 'Ada',
    at: AT,
    title: 'Edit',
    ...entry,
  });
}

function added<T>(records: readonly T[]): Change<T> {
  return { added: records, updated: [], removed: [] };
}
