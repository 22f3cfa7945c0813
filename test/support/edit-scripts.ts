import fc from 'fast-check';
import type { ProjectStore } from '../../src-main/core/store/project-store.ts';
import type { EditInput, EditKind } from '../../src-main/shared/edit.ts';
import {
  type Absence,
  SEGMENT_STATUSES,
  type ClassId,
  type SegmentId,
  type VideoId,
} from '../../src-main/shared/records.ts';

/**
 * An edit in terms of what is there when its turn comes: numbers choose among the records of that moment, and spans
 * are shares of a short video, so that most edits meet others.
 */
export interface Intention {
  readonly kind: EditKind;
  readonly picks: readonly number[];
  readonly span: { readonly startFrame: number; readonly endFrame: number };
  readonly word: string;
  readonly flag: boolean;
  readonly neighbours: 'keep' | 'trim' | 'push';
}

export const FRAMES = 60;

const KINDS: readonly EditKind[] = [
  ...(['create', 'create', 'create', 'setSpan', 'setSpan', 'split', 'merge', 'delete', 'relabel'] as const),
  ...(['setStatus', 'setStatus', 'setNote', 'relabelWhere', 'setStatusWhere', 'verifyAbsent', 'verifyAbsent'] as const),
  ...(['clearAbsent', 'adopt', 'createClass', 'updateClass', 'reorderClasses', 'mergeClasses', 'deleteClass'] as const),
  ...(['mapLabel', 'renameVideo', 'removeVideo', 'restoreVideo'] as const),
];

export const intentions: fc.Arbitrary<Intention> = fc.record({
  kind: fc.constantFrom(...KINDS),
  picks: fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 }),
  span: fc.tuple(fc.nat(FRAMES - 1), fc.integer({ min: 1, max: 25 })).map(([startFrame, length]) => ({
    startFrame,
    endFrame: Math.min(FRAMES, startFrame + length),
  })),
  word: fc.constantFrom('walk', 'Walk', 'run', 'sit', 'note'),
  flag: fc.boolean(),
  neighbours: fc.constantFrom('keep', 'trim', 'push'),
});

/** The edit that is meant; null where there is nothing to edit. */
export function editFor(store: ProjectStore, intention: Intention, modelHash: string): EditInput | null {
  const { picks, span, word, flag, neighbours } = intention;
  const classes = store.annotations.labelClasses();
  const segments = store.annotations.segments({});
  const videos = store.videos.list({ includeRemoved: true });
  const pick = <T>(list: readonly T[], i: number): T | undefined => list[picks[i]! % Math.max(1, list.length)];
  const videoId: VideoId = pick(videos, 2)!.id;
  const classId: ClassId = pick(classes, 0)?.id ?? ('none' as ClassId);
  const otherId: ClassId = pick(classes, 1)?.id ?? ('none' as ClassId);
  const segmentId: SegmentId = pick(segments, 0)?.id ?? ('none' as SegmentId);
  const segmentIds: SegmentId[] = [segmentId, pick(segments, 1)?.id ?? segmentId];
  const status = pick(SEGMENT_STATUSES, 2)!;
  const first = pick(segments, 0);
  const alike = segments.filter((one) => one.videoId === first?.videoId && one.classId === first.classId);
  const atFrame = first ? first.startFrame + (picks[1]! % (first.endFrame - first.startFrame)) : 0;
  const gone = pick(store.annotations.absences({}), 1);
  const bySource = { sources: [flag ? ('model' as const) : ('person' as const)] };
  const edits: { readonly [K in EditKind]: Extract<EditInput, { readonly kind: K }> } = {
    create: { kind: 'create', videoId, classId, ...span, neighbours },
    relabel: { kind: 'relabel', segmentIds, classId },
    setSpan: { kind: 'setSpan', segmentId, ...span, neighbours },
    split: { kind: 'split', segmentId, atFrame },
    merge: { kind: 'merge', segmentIds: [segmentId, pick(flag ? alike : segments, 1)?.id ?? segmentId] },
    delete: { kind: 'delete', segmentIds },
    setStatus: { kind: 'setStatus', segmentIds, status },
    setNote: { kind: 'setNote', segmentId, note: flag ? word : '' },
    relabelWhere: { kind: 'relabelWhere', filter: { overlapping: span }, classId },
    setStatusWhere: { kind: 'setStatusWhere', filter: bySource, status },
    verifyAbsent: { kind: 'verifyAbsent', videoId, classId, ...span },
    clearAbsent: { kind: 'clearAbsent', videoId, classId, ...span, ...placeOf(gone) },
    adopt: { kind: 'adopt', from: flag ? 'Ada' : 'Ben' },
    createClass: { kind: 'createClass', name: word, fields: { isExclusive: flag, group: picks[0]! % 2 ? 'g' : null } },
    updateClass: { kind: 'updateClass', classId, fields: flag ? { name: word, shortcut: 'w' } : { isExclusive: true } },
    reorderClasses: { kind: 'reorderClasses', classIds: [classId, otherId] },
    mergeClasses: { kind: 'mergeClasses', classIds: [classId], into: otherId },
    deleteClass: { kind: 'deleteClass', classId, moveTo: flag ? otherId : undefined },
    mapLabel: { kind: 'mapLabel', modelHash, modelLabel: flag ? 'A' : 'B', classId: picks[1]! % 3 ? classId : null },
    renameVideo: { kind: 'renameVideo', videoId, name: word },
    removeVideo: { kind: 'removeVideo', videoId },
    restoreVideo: { kind: 'restoreVideo', videoId },
  };
  return classes.length === 0 && intention.kind !== 'createClass' ? null : edits[intention.kind];
}

function placeOf(absence: Absence | undefined): Pick<Absence, 'videoId' | 'classId'> | undefined {
  return absence && { videoId: absence.videoId, classId: absence.classId };
}
