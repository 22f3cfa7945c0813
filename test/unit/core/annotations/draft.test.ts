import { expect, test } from 'vitest';
import { Draft } from '../../../../src-main/core/annotations/draft.ts';
import { applyDiff } from '../../../../src-main/shared/diff.ts';
import type {
  AbsenceId,
  ClassId,
  LabelMapping,
  MappingId,
  SegmentId,
  VideoId,
} from '../../../../src-main/shared/records.ts';
import { labelClass } from '../../../support/annotation-records.ts';
import { CLASSES, Scene, V, W, gone, recordView, seg } from '../../../support/record-view.ts';

const mapping = (id: string, modelHash: string, modelLabel: string, classId: string | null): LabelMapping => ({
  id: id as MappingId,
  modelHash,
  modelLabel,
  classId: classId as ClassId | null,
});

function setup() {
  const scene = new Scene({
    segments: [seg('a walk 10-20'), seg('b run 30-40'), seg('c walk 0-5', { videoId: W })],
    absences: [gone('x walk 0-9 Ada'), gone('y run 0-9 Ada'), gone('z walk 0-9 Ada', W)],
    mappings: [mapping('m', 'h', 'L', 'walk'), mapping('n', 'h', 'M', 'run'), mapping('o', 'i', 'L', null)],
  });
  return { scene, draft: new Draft(scene.view) };
}

test('a draft without changes shows what is there, and changes nothing', () => {
  const { scene, draft } = setup();
  expect(draft.segments({})).toEqual(scene.view.segments({}));
  expect(draft.labelClasses()).toEqual(scene.view.labelClasses());
  expect(draft.diff()).toEqual({});
});

test('lists show changes in their place, by their new values', () => {
  const { draft } = setup();
  draft.put('segment', seg('b walk 5-8'));
  draft.put('segment', seg('d walk 15-16'));
  draft.remove('segment', 'a');
  const texts = (filter: Parameters<Draft['segments']>[0]) => draft.segments(filter).map(({ id }) => id);
  expect(texts({ videoId: V })).toEqual(['b', 'd']);
  expect(texts({ classId: 'walk' as ClassId })).toEqual(['b', 'd', 'c']);
  expect(texts({ classId: 'run' as ClassId })).toEqual([]);
  expect(draft.segment('a' as SegmentId)).toBeUndefined();
  expect(draft.segment('b' as SegmentId)?.startFrame).toBe(5);
  expect(draft.segment('c' as SegmentId)?.videoId).toBe(W);
  expect(draft.segment('e' as SegmentId)).toBeUndefined();
});

test('classes by order, then name', () => {
  const { draft } = setup();
  draft.put('labelClass', labelClass('z', { order: 1 }));
  draft.put('labelClass', labelClass('a', { order: 1 }));
  draft.remove('labelClass', 'scratch');
  expect(draft.labelClasses().map(({ id }) => id)).toEqual(['walk', 'a', 'run', 'z', 'groom']);
  expect(draft.labelClass('scratch' as ClassId)).toBeUndefined();
});

test('absences and mappings by their filters', () => {
  const { draft } = setup();
  draft.put('absence', gone('w walk 20-30 Ada'));
  draft.put('absence', gone('v run 20-30 Ada', W));
  const absences = (filter: Parameters<Draft['absences']>[0]) => draft.absences(filter).map(({ id }) => id);
  expect(absences({})).toEqual(['x', 'y', 'w', 'z', 'v']);
  expect(absences({ videoId: V })).toEqual(['x', 'y', 'w']);
  expect(absences({ classId: 'walk' as ClassId })).toEqual(['x', 'w', 'z']);
  expect(absences({ videoId: W, classId: 'run' as ClassId })).toEqual(['v']);
  expect(draft.absence('w' as AbsenceId)).toEqual(gone('w walk 20-30 Ada'));

  draft.put('mapping', mapping('l', 'h', 'K', 'walk'));
  draft.put('mapping', mapping('k', 'i', 'K', 'walk'));
  const mappings = (filter: Parameters<Draft['mappings']>[0]) => draft.mappings(filter).map(({ id }) => id);
  expect(mappings({})).toEqual(['l', 'm', 'n', 'k', 'o']);
  expect(mappings({ modelHash: 'h' })).toEqual(['l', 'm', 'n']);
  expect(mappings({ modelHash: 'i', classId: 'walk' as ClassId })).toEqual(['k']);
  expect(draft.mapping('k' as MappingId)?.modelLabel).toBe('K');
  expect(draft.mapping('m' as MappingId)?.modelLabel).toBe('L');
});

test('the diff has whole records before and after; what is changed back is no change', () => {
  const { scene, draft } = setup();
  draft.put('segment', seg('a walk 10-25'));
  expect(draft.diff().segment?.updated).toEqual([{ before: seg('a walk 10-20'), after: seg('a walk 10-25') }]);
  draft.put('segment', seg('a walk 10-20'));
  draft.put('segment', seg('d walk 1-2'));
  draft.remove('segment', 'd');
  draft.remove('segment', 'never');
  expect(draft.diff()).toEqual({});
  draft.remove('segment', 'b');
  draft.put('segment', seg('e walk 1-2'));
  draft.put('video', { id: V, name: 'Monday', isRemoved: true });
  expect(draft.diff()).toEqual({
    segment: { added: [seg('e walk 1-2')], updated: [], removed: [seg('b run 30-40')] },
    video: {
      added: [],
      updated: [
        { before: { id: V, name: 'video v', isRemoved: false }, after: { id: V, name: 'Monday', isRemoved: true } },
      ],
      removed: [],
    },
  });
  expect(draft.video(V)).toEqual({ id: V, name: 'Monday', isRemoved: true, frameCount: 1000 });
  expect(draft.video(W)).toMatchObject({ name: 'video w', isRemoved: false });
  expect(draft.video('x' as VideoId)).toBeUndefined();
  const after = recordView(applyDiff(scene.maps, draft.diff()));
  expect(draft.segments({})).toEqual(after.segments({}));
});

test('a diff applied to a draft is its diff', () => {
  const { scene, draft } = setup();
  draft.put('segment', seg('a run 10-25'));
  draft.put('labelClass', { ...CLASSES[0]!, name: 'stroll' });
  draft.remove('absence', 'x');
  draft.put('mapping', mapping('p', 'j', 'L', null));
  const other = new Draft(scene.view);
  other.apply(draft.diff());
  expect(other.diff()).toEqual(draft.diff());
});
